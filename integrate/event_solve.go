// Solves with an observer of their steps: for events, jumps, output times and dense output.

package integrate

import (
	"context"

	"github.com/gorgoflow/gorgoflow/integrate/internal/control"
	"github.com/gorgoflow/gorgoflow/integrate/internal/forward"
	"github.com/gorgoflow/gorgoflow/integrate/internal/results"
)

// observe has the steps of a call observed if the problem or the system needs that.
func (s *Solver[T]) observe(j *call[T]) error {
	p := j.Problem
	outputs := control.Outputs(p)
	// Lists of rows count though they may all be empty: a row without times has the bits that it has beside others.
	asked := j.segment.Observed || p.Dense || p.RowSaveAt != nil || outputs+len(p.TStops)+len(p.JumpTimes)+len(s.system.Events) > 0
	if !asked {
		return nil
	}
	code, err := s.observed(j.ctx)
	if err != nil {
		return err
	}
	j.Observed, j.Outputs, j.programs = true, outputs, code
	j.tstops = control.Tstops(p, j.tstops)
	j.Tstops = j.tstops
	results.MakeRoom(j.Out, p, s.system, len(code.Step.Dense))
	return nil
}

// checkEvents refuses events that a shared step cannot end on.
func (s *Solver[T]) checkEvents() error {
	for i, e := range s.system.Events {
		if control.Lands(&e) && s.scheme.Shared {
			return settingsError("event %d (%q) ends rows or changes them; that does not go with Settings.Shared", i, e.Name)
		}
	}
	return nil
}

// observed returns the programs of calls whose steps are observed.
func (s *Solver[T]) observed(ctx context.Context) (*forward.Observed[T], error) {
	return s.derived.observed.get(ctx, "integrate: an event or a jump", func() (*forward.Observed[T], error) {
		if err := s.checkEvents(); err != nil {
			return nil, err
		}
		return forward.CompileObserved[T](ctx, s.system, s.scheme)
	})
}
