// The loop: fill, propose, step, measure, accept, observe, retire.

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
	*Pack[T]
	Start       *initializer[T]
	WaitingRows *deferred[T]  // nil if rows do not choose their own steps
	Tape        *tape.Tape[T] // nil unless steps are recorded
	OnRun       func(n int)   // called before every run, for benchmarks; nil otherwise
	from        *RowQueue
	norm        errorNorm
	errors      []float64     // by control: the error of the step tried
	factors     []float64     // by control: that of its size
	observer    stepObserver  // nil unless steps are observed
	records     *recordBuffer // nil unless there is a recorder
}

// stepObserver observes the steps of the loop.
type stepObserver interface {
	within(context.Context)
	forget()           // removes what an earlier solve has left
	begin(l int)       // a row has been loaded into lane l
	judged() error     // steps are accepted and the state has not moved yet: the observer may send some back
	taken() error      // the accepted lanes are at the end of their step
	move(from, to int) // lane from goes on as lane to
}

// NewRunner returns a runner for one worker.
func NewRunner[T graph.Float](s *ode.System, p *control.Scheme, step *compiled.Step[T], f *compiled.RHS[T]) *Runner[T] {
	return &Runner[T]{Pack: newPack(s, p, step.Clone()), records: newRecordBuffer(p), WaitingRows: newDeferred[T](s, p),
		Start: newInitializer(s, p, f), norm: newErrorNorm(s, p),
		errors: make([]float64, p.Lanes), factors: make([]float64, p.Lanes)}
}

// Solve steps all rows of a queue to the end.
func (r *Runner[T]) Solve(ctx context.Context, call *Call[T], from *RowQueue) error {
	r.begin(call, from)
	r.within(ctx)
	defer r.within(context.Background())
	for {
		if err := r.fill(); err != nil || r.n == 0 {
			return err
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		r.propose()
		if err := r.step(); err != nil {
			return err
		}
		r.measure()
		r.accept()
		if err := r.observe(); err != nil {
			return err
		}
		r.retire()
	}
}

// within makes programs that may take long stop when a context ends.
func (r *Runner[T]) within(ctx context.Context) {
	r.Step.Program.Within(ctx)
	if f := r.Start.Field; f != nil {
		f.Program.Within(ctx)
	}
	if w := r.observer; w != nil {
		w.within(ctx)
	}
}

// begin removes what the last solve has left, which may have ended in an error.
func (r *Runner[T]) begin(call *Call[T], from *RowQueue) {
	r.call, r.from, r.n = call, from, 0
	r.Start.lo, r.Start.next, r.Start.hi = 0, 0, 0
	r.WaitingRows.clear()
	if r.records != nil {
		r.records.tried = r.records.tried[:0]
	}
	if r.observer != nil {
		r.observer.forget()
	}
}

// propose sets the step to try of every lane.
func (r *Runner[T]) propose() {
	for l := range r.controls() {
		row := &r.rows[l]
		r.Scheme.Propose(row, &r.call.Span)
		r.Step.Set(l, row.Moment())
	}
}

// step tries one step of every lane.
func (r *Runner[T]) step() error {
	if r.OnRun != nil {
		r.OnRun(r.n)
	}
	return r.Step.Program.Run(r.n)
}

// accept decides on the step of each control and lists the lanes whose step is accepted.
func (r *Runner[T]) accept() {
	if r.observer != nil {
		copy(r.tried, r.rows[:r.n])
	}
	rows := r.rows[:r.controls()]
	count := r.n / len(rows)
	for l := range rows {
		r.errors[l] = r.norm.of(l, count)
	}
	if r.records != nil {
		r.records.try(rows, r.errors)
	}
	r.Scheme.Judge(rows, &r.call.Span, r.errors, r.factors)
	r.accepted = r.accepted[:0]
	for l := range r.n {
		if r.takes(l) {
			r.accepted = append(r.accepted, l)
		}
	}
}

// observe lets the observer see the accepted steps, takes those that it does not send back, and calls the recorder with
// all steps tried.
func (r *Runner[T]) observe() error {
	if r.observer != nil {
		if err := r.observer.judged(); err != nil {
			return err
		}
	}
	if err := r.take(); err != nil {
		return err
	}
	if r.observer != nil {
		if err := r.observer.taken(); err != nil {
			return err
		}
	}
	if r.records != nil {
		r.records.flush(r.rows)
	}
	return nil
}
