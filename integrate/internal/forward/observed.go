package forward

import (
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate/internal/compiled"
	"github.com/gorgoflow/gorgoflow/integrate/internal/control"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
)

// Observed is what solves need that look at each step: the step with its inside, the
// events, and the jumps (0 for System.Jump, then one for each event).
type Observed[T graph.Float] struct {
	Step   *compiled.StepCode[T]
	events *compiled.EventCode[T]
	Jumps  []*compiled.JumpCode[T]
	extra  int // evaluations that the inside of a step takes
}

func CompileObserved[T graph.Float](s *ode.System, p *control.Plan) (*Observed[T], error) {
	in := p.Tableau.Interpolant()
	c := &Observed[T]{extra: len(in.A)}
	var err error
	if c.Step, err = compiled.CompileStep[T](s, p, in); err != nil {
		return nil, err
	}
	if c.events, err = compiled.CompileEvents[T](s, p); err != nil {
		return nil, err
	}
	for i := range len(s.Events) + 1 {
		jump := s.Jump
		if i > 0 {
			jump = s.Events[i-1].Jump
		}
		code, err := compiled.CompileJump[T](s, p, jump)
		if err != nil {
			return nil, err
		}
		c.Jumps = append(c.Jumps, code)
	}
	return c, nil
}
