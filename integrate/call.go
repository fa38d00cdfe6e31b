// A problem that is being solved, as the workers share it.

package integrate

import (
	"context"
	"math"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate/internal/check"
	"github.com/gorgoflow/gorgoflow/integrate/internal/control"
	"github.com/gorgoflow/gorgoflow/integrate/internal/forward"
	"github.com/gorgoflow/gorgoflow/integrate/internal/results"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/gorgoflow/gorgoflow/integrate/reduce"
	"github.com/gorgoflow/gorgoflow/internal/partial"
)

// call is a problem being solved: shared by the workers, who write to rows of their
// own. Calls are reused.
type call[T graph.Float] struct {
	forward.Call[T]
	ctx      context.Context
	segment  control.Segment
	tstops   []control.Tstop      // reused
	programs *forward.Observed[T] // where steps are looked at
	from     forward.RowQueue

	// For what goes block by block.
	each blockTask[T]
	sum  *reduce.Ordered[*partial.Sums]

	gradientCall[T]
}

// gradientCall is what a call for a gradient has beside that.
type gradientCall[T graph.Float] struct {
	loss      Loss[T]
	gradient  *Gradient[T]
	tapeBytes int
	direct    bool
	backsolve backsolver[T]
}

// newCall checks a problem and makes room for its results, in out if that is not nil.
func (s *Solver[T]) newCall(ctx context.Context, p *ode.Problem[T], out *ode.Solution[T], segment control.Segment) (*call[T], error) {
	if err := s.made(); err != nil {
		return nil, err
	}
	if err := check.Problem(p, s.system); err != nil {
		return nil, err
	}
	if err := s.ready(ctx); err != nil {
		return nil, err
	}
	if s.plan.StepSize > 0 {
		if steps := s.plan.StepsOver(math.Abs(p.T1 - p.T0)); steps > float64(s.plan.MaxSteps) {
			return nil, settingsError("StepSize %g needs %g steps, MaxSteps is %d", s.plan.StepSize, steps, s.plan.MaxSteps)
		}
	}
	span := s.plan.Span(p.T0, p.T1)
	if err := s.resolves(&span); err != nil {
		return nil, err
	}
	if err := s.resolvesTime(p, segment); err != nil {
		return nil, err
	}
	span.First, span.Last = segment.TimesSeen(p.T0, p.T1, s.plan.Single())
	if out == nil {
		out = &ode.Solution[T]{}
	}
	results.Reset(out, s.system, p.Rows)
	j := s.idle.calls.get(func() *call[T] { return &call[T]{} })
	j.ctx, j.Problem, j.Span, j.Out, j.segment = ctx, p, span, out, segment
	return j, s.observe(j)
}

// dropCall makes a call idle. The call keeps nothing of its caller.
func (s *Solver[T]) dropCall(j *call[T]) {
	j.backsolve.forget()
	j.ctx, j.Call, j.programs = nil, forward.Call[T]{}, nil
	j.each, j.sum, j.gradientCall = nil, nil, gradientCall[T]{backsolve: j.backsolve}
	s.idle.calls.put(j)
}

// cut cuts the batch into chunks of rows for the workers to take, and returns how many there are.
func (j *call[T]) cut(size int) (chunks int) {
	rows := j.Problem.Rows
	j.from.Reset(0, rows, size)
	return (rows + size - 1) / size
}

// finish completes the solution after the workers, whose error comes before those of rows.
func (s *Solver[T]) finish(j *call[T], err error) error {
	failed := s.diagnose(j.ctx, j.Problem, j.Out, results.Finish(j.Out, j.Problem, s.system))
	if err == nil {
		err = failed
	}
	return err
}
