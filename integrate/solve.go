// Solve: a problem from its check to its solution, and the call that its workers share.

package integrate

import (
	"context"
	"math"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate/internal/backward"
	"github.com/gorgoflow/gorgoflow/integrate/internal/check"
	"github.com/gorgoflow/gorgoflow/integrate/internal/control"
	"github.com/gorgoflow/gorgoflow/integrate/internal/forward"
	"github.com/gorgoflow/gorgoflow/integrate/internal/results"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/gorgoflow/gorgoflow/integrate/reduce"
	"github.com/gorgoflow/gorgoflow/internal/partial"
)

// call is a problem being solved. Its workers share it and write to rows of their own. Calls are reused.
type call[T graph.Float] struct {
	forward.Call[T]
	ctx      context.Context
	segment  control.Segment
	tstops   []control.Tstop      // reused
	programs *forward.Observed[T] // where steps are observed
	from     forward.RowQueue

	// For calls that go row block by row block.
	each rowBlockTask[T]
	sum  *reduce.Ordered[*partial.Sums]

	gradientCall[T]
}

// gradientCall is what a call for a gradient has in addition.
type gradientCall[T graph.Float] struct {
	loss      Loss[T]
	finite    bool // whether a loss or cotangents that are not finite are refused
	gradient  *Gradient[T]
	tapeBytes int
	direct    bool
	outputs   *backward.Outputs[T] // for a loss of output times
	times     []float64            // derivatives with respect to output times of rows' own
	backsolve backsolver[T]
}

// Solve solves every row of a problem from T0 to T1. The last step of each row ends on T1 exactly.
//
// A row that fails does not affect the others: Solve returns the solution together with an *ode.StepError or a
// *ode.NotFiniteError for the first such row. A problem that makes no sense gives an error that Is ode.ErrShape or
// ode.ErrInterval. When ctx ends, Solve returns its error and what has been solved so far. There is no solution if the
// step has not been compiled yet, and there may be none if ctx had ended before the call.
func (s *Solver[T]) Solve(ctx context.Context, p *ode.Problem[T]) (*ode.Solution[T], error) {
	return s.SolveInto(ctx, p, nil)
}

// SolveInto is Solve with its result written to the solution of an earlier call. Arrays of that solution, those of Saved,
// Events and Dense included, are overwritten where they are large enough. SolveInto allocates nothing if the earlier
// call needed as much room. Arrays that the problem reads are not overwritten: a solve may go on from the end of the last,
// by p.Y = out.Y. With a nil solution it is Solve.
func (s *Solver[T]) SolveInto(ctx context.Context, p *ode.Problem[T], out *ode.Solution[T]) (solution *ode.Solution[T], err error) {
	defer graph.Recover("integrate: Solve", &err)
	sized, err := s.sized(ctx, p)
	if err != nil {
		return nil, err
	}
	return sized.solve(ctx, p, out, control.Segment{})
}

// fewLanes is the most rows for which a step with fewer lanes is compiled. The first few rows are solved one after
// another by a step of one lane, whose vectors go over features, tangents or probes (graph/internal/ir/single_row.go).
// The result of a row does not depend on the number of lanes.
const fewLanes = 16

// sized returns a solver with no more lanes than a problem has rows, where such a solver pays; otherwise s.
func (s *Solver[T]) sized(ctx context.Context, p *ode.Problem[T]) (*Solver[T], error) {
	if err := s.callable(ctx); err != nil {
		return nil, err
	}
	if p == nil || ctx.Err() != nil || s.reduction != nil {
		return s, nil
	}
	return s.forFew(ctx, p.Rows)
}

// forFew returns the solver for a few rows: of one lane as long as a step for each row takes no longer than one for all, if rows
// do not share their steps. For more rows it is s.
func (s *Solver[T]) forFew(ctx context.Context, rows int) (*Solver[T], error) {
	switch {
	case rows > fewLanes || s.scheme.Lanes < fewLanes:
		return s, nil
	case s.scheme.Shared && rows > 1:
		return s.withLanes(ctx, fewLanes)
	}
	single, err := s.withLanes(ctx, 1)
	if err != nil || rows == 1 {
		return single, err
	}
	if err := single.fieldReady(ctx); err != nil { // what it costs decides: a step is many of it, and not compiled in vain
		return nil, err
	}
	if rows <= single.field.Run.Rows(fewLanes) {
		return single, nil
	}
	return s.withLanes(ctx, fewLanes)
}

// withLanes returns the solver with another number of lanes.
func (s *Solver[T]) withLanes(ctx context.Context, lanes int) (*Solver[T], error) {
	if lanes == s.scheme.Lanes {
		return s, nil
	}
	if made := s.derived.byLanes.made(lanes); made != nil { // nothing is allocated
		return made, nil
	}
	return s.derived.byLanes.get(ctx, lanes, func() (*Solver[T], error) {
		settings := s.settings
		settings.Lanes = lanes
		other, err := newSolver[T](ctx, s.system, &settings, nil)
		if err == nil {
			other.scheme.CutBatch = s.scheme.CutBatch
		}
		return other, err
	})
}

// solve is SolveInto for a whole problem or a segment of one.
func (s *Solver[T]) solve(ctx context.Context, p *ode.Problem[T], out *ode.Solution[T], segment control.Segment) (*ode.Solution[T], error) {
	j, err := s.newCall(ctx, p, out, segment)
	if err != nil {
		return nil, err
	}
	defer s.dropCall(j)
	return j.Out, s.solveAll(j)
}

// solveAll lets the workers share the rows. Beside other calls a small batch is not parted, since that takes more work.
func (s *Solver[T]) solveAll(j *call[T]) error {
	size := s.scheme.Lanes
	if s.calls.Add(1) == 1 {
		size = s.rowsAtOnce(j.Problem.Rows)
	}
	defer s.calls.Add(-1)
	return s.finish(j, s.parallel(s.workersFor(j.cut(size)), solving[T]{j}))
}

// rowsAtOnce is the number of rows that a worker takes of a batch: a pack, or a part of a small batch that is worth a
// worker.
func (s *Solver[T]) rowsAtOnce(rows int) int {
	if size := part(s.scheme, rows, s.scheme.Workers); s.step.Run.IsWorthWorker(size) {
		return size
	}
	return s.scheme.Lanes
}

// workersFor is the number of workers for so many packs. For packs of a single row it is no more than is worth
// starting.
func (s *Solver[T]) workersFor(packs int) int {
	if s.scheme.Lanes == 1 {
		return s.step.Run.Workers(packs, s.scheme.Workers)
	}
	return min(s.scheme.Workers, packs)
}

// solving is a call whose rows are solved one by one, without row blocks.
type solving[T graph.Float] struct{ *call[T] }

func (r solving[T]) work(w *worker[T]) error {
	return w.runnerOf(r.call).Solve(r.ctx, &r.Call, &r.from)
}

// newCall checks a problem and makes room for its results, in out if out is not nil.
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
	if s.scheme.StepSize > 0 {
		if steps := s.scheme.StepsOver(math.Abs(p.T1 - p.T0)); steps > float64(s.scheme.MaxSteps) {
			return nil, settingsError("StepSize %g needs %g steps, MaxSteps is %d", s.scheme.StepSize, steps, s.scheme.MaxSteps)
		}
	}
	span := s.scheme.Span(p.T0, p.T1)
	if err := s.resolves(&span); err != nil {
		return nil, err
	}
	if err := s.resolvesTime(p, segment); err != nil {
		return nil, err
	}
	span.First, span.Last = segment.TimesSeen(p.T0, p.T1, s.scheme.Single())
	if out == nil {
		out = &ode.Solution[T]{}
	}
	results.Reset(out, p, s.system)
	j := s.idle.calls.Get(func() *call[T] { return &call[T]{} })
	j.ctx, j.Problem, j.Span, j.Out, j.Quad, j.segment = ctx, p, span, out, segment.Quad, segment
	j.ToLastOutput = segment.ToLastOutput
	return j, s.observe(j)
}

// dropCall makes a call idle and removes its references to what belongs to the caller.
func (s *Solver[T]) dropCall(j *call[T]) {
	j.backsolve.forget()
	j.ctx, j.Call, j.segment, j.programs = nil, forward.Call[T]{}, control.Segment{}, nil
	j.each, j.sum, j.gradientCall = nil, nil, gradientCall[T]{backsolve: j.backsolve}
	s.idle.calls.Put(j)
}

// cut cuts the batch into chunks of rows that workers take, and returns the number of chunks.
func (j *call[T]) cut(size int) (chunks int) {
	rows := j.Problem.Rows
	j.from.Reset(0, rows, size)
	return (rows + size - 1) / size
}

// finish completes the solution. The error of the workers takes precedence over errors of rows.
func (s *Solver[T]) finish(j *call[T], err error) error {
	failed := s.diagnose(j.ctx, j.Problem, j.Out, results.Finish(j.Out, j.Problem, s.system, s.scheme.Shared))
	if err == nil {
		err = failed
	}
	return err
}
