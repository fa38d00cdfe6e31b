package forward

import (
	"context"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate/internal/compiled"
	"github.com/gorgoflow/gorgoflow/integrate/internal/control"
	"github.com/gorgoflow/gorgoflow/integrate/internal/tape"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
)

// Runner solves rows in the lanes of one compiled step. It belongs to one worker;
// its buffers are reused by every solve.
type Runner[T graph.Float] struct {
	System   *ode.System
	Plan     *control.Plan
	Step     *compiled.Step[T]
	Start    *initializer[T]
	norm     control.ErrorNorm
	Tape     *tape.Tape[T] // nil unless steps are recorded
	Observer *observer[T]  // nil unless steps are looked at
	records  *recordBuffer // nil unless there is a recorder
	scaled   []float64     // for a norm of one's own
	single   bool
	second   bool // the tableau has a second error estimate

	call        *Call[T]
	from        *RowQueue
	lanes       []control.Row
	n           int          // lanes in use: the first n
	quad        [][]float64  // by block: column·Lanes + lane
	WaitingRows *deferred[T] // nil where rows do not choose steps of their own
	accepted    []int        // lanes whose step was accepted
	OnRun       func(n int)  // told of every run, for benchmarks; nil otherwise
}

func NewRunner[T graph.Float](s *ode.System, p *control.Plan, step *compiled.StepCode[T], code *compiled.RHSCode[T]) *Runner[T] {
	r := &Runner[T]{records: newRecordBuffer(p), WaitingRows: newDeferred[T](s, p), System: s, Plan: p, Step: step.NewStep(), Start: newInitializer(s, p, code), norm: control.NewErrorNorm(s, p),
		single: p.Epsilon > 1e-10, second: p.Tableau.BErrLow != nil && !p.Fixed,
		lanes: make([]control.Row, p.Lanes), accepted: make([]int, 0, p.Lanes), quad: make([][]float64, len(s.Blocks))}
	for b, block := range s.Blocks {
		if block.Quadrature {
			r.quad[b] = make([]float64, block.Width*p.Lanes)
		}
	}
	return r
}

// Solve steps all rows of a source to the end.
func (r *Runner[T]) Solve(ctx context.Context, j *Call[T], from *RowQueue) error {
	r.call, r.from, r.n = j, from, 0
	r.Start.lo, r.Start.next, r.Start.hi = 0, 0, 0
	r.forget()
	for {
		if err := r.fill(); err != nil || r.n == 0 {
			return err
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := r.advance(); err != nil {
			return err
		}
		r.retire()
	}
}

// forget drops what the last solve has left, which may have ended in an error.
func (r *Runner[T]) forget() {
	r.WaitingRows.clear()
	if r.records != nil {
		r.records.tried = r.records.tried[:0]
	}
	if r.Observer == nil {
		return
	}
	r.Observer.passed = r.Observer.passed[:0]
	for i := range r.Observer.jumped {
		r.Observer.jumped[i] = r.Observer.jumped[i][:0]
	}
}

// advance tries one step of every lane and takes those that are good enough.
func (r *Runner[T]) advance() error {
	controls := r.Plan.Controls(r.n)
	for l := range controls {
		lane := &r.lanes[l]
		r.Plan.Propose(lane, &r.call.Span, r.single)
		r.Step.Set(l, lane.Moment())
	}
	if err := r.Step.Program.Run(r.n); err != nil {
		return err
	}
	if r.OnRun != nil {
		r.OnRun(r.n)
	}
	r.measure()
	err := r.moveOn(controls)
	if r.records != nil && err == nil {
		r.records.flush(r.lanes)
	}
	return err
}

// moveOn judges the steps tried and takes those that are good enough.
func (r *Runner[T]) moveOn(controls int) error {
	if r.Observer != nil {
		return r.Observer.advance(controls)
	}
	r.decide(controls)
	return r.take()
}

// decide judges the step of each control and lists the lanes that take theirs.
func (r *Runner[T]) decide(controls int) {
	r.accepted = r.accepted[:0]
	count := r.n / controls
	for l := range controls {
		e := r.norm.Error(l, count, r.second)
		if r.records != nil {
			r.records.try(&r.lanes[l], e)
		}
		if !r.Plan.Accept(&r.lanes[l], &r.call.Span, e) {
			continue
		}
		for i := range count {
			r.accepted = append(r.accepted, l+i)
		}
	}
}
