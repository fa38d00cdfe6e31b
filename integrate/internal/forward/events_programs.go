// The programs of solves whose steps are observed.

package forward

import (
	"context"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate/internal/compiled"
	"github.com/gorgoflow/gorgoflow/integrate/internal/control"
	"github.com/gorgoflow/gorgoflow/integrate/internal/method"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
)

// Observed holds the programs of solves whose steps are observed: the step with its interpolant, the functions of
// events, and the jumps in the order of control.JumpEvents.
type Observed[T graph.Float] struct {
	Step   *compiled.Step[T]
	events *compiled.Events[T]
	jumps  []*compiled.RHS[T]
	extra  int // evaluations that the extra stages of the interpolant take
}

// CompileObserved compiles the programs.
func CompileObserved[T graph.Float](ctx context.Context, s *ode.System, p *control.Scheme) (*Observed[T], error) {
	in := method.Interpolant(p.Tableau)
	c := &Observed[T]{extra: len(in.A)}
	var err error
	if c.Step, err = compiled.CompileStep[T](ctx, s, p, in, nil); err != nil {
		return nil, err
	}
	if c.events, err = compiled.CompileEvents[T](ctx, s, p); err != nil {
		return nil, err
	}
	for _, event := range control.JumpEvents(len(s.Events)) {
		program, err := compiled.CompileJump[T](ctx, s, p, JumpOf(s, event))
		if err != nil {
			return nil, err
		}
		c.jumps = append(c.jumps, program)
	}
	return c, nil
}

// TimeJump returns a copy of the program of System.Jump, nil if it changes nothing.
func (c *Observed[T]) TimeJump() *compiled.RHS[T] {
	if c.jumps[0] == nil {
		return nil
	}
	return c.jumps[0].Clone()
}

// JumpOf returns what an event does to the state, nil if it does nothing.
func JumpOf(s *ode.System, event control.Event) compiled.Jump {
	if event == control.AtJumpTime {
		return s.Jump
	}
	return s.Events[event.Index].Jump
}
