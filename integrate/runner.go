package integrate

import (
	"context"

	"github.com/gorgoflow/gorgoflow/graph"
)

// runner solves rows in the lanes of one compiled step. It belongs to one worker;
// its buffers are reused by every solve.
type runner[T graph.Float] struct {
	system  *System
	plan    *plan
	step    *stepper[T]
	start   *starter[T]
	gauge   gauge
	tape    *tape[T]      // nil unless steps are recorded
	watch   *watcher[T]   // nil unless steps are looked at
	records *recordBuffer // nil unless there is a recorder
	scaled  []float64     // for a norm of one's own
	single  bool
	second  bool // the tableau has a second error estimate

	job      *forwardCall[T]
	from     *source
	lanes    []lane
	n        int         // lanes in use: the first n
	quad     [][]float64 // by block: column·Lanes + lane
	parking  *parking[T] // nil where rows do not choose steps of their own
	accepted []int       // lanes whose step was accepted
	onRun    func(n int) // told of every run, for benchmarks; nil otherwise
}

func newRunner[T graph.Float](s *System, p *plan, step *stepCode[T], code *fieldCode[T]) *runner[T] {
	r := &runner[T]{records: newRecordBuffer(p), parking: newParking[T](s, p), system: s, plan: p, step: step.stepper(), start: newStarter(s, p, code), gauge: newGauge(s, p),
		single: p.epsilon > 1e-10, second: p.Tableau.BErrLow != nil && !p.fixed,
		lanes: make([]lane, p.Lanes), accepted: make([]int, 0, p.Lanes), quad: make([][]float64, len(s.Blocks))}
	for b, block := range s.Blocks {
		if block.Quadrature {
			r.quad[b] = make([]float64, block.Width*p.Lanes)
		}
	}
	return r
}

// solve steps all rows of a source to the end.
func (r *runner[T]) solve(ctx context.Context, j *forwardCall[T], from *source) error {
	r.job, r.from, r.n = j, from, 0
	r.start.lo, r.start.next, r.start.hi = 0, 0, 0
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
func (r *runner[T]) forget() {
	r.parking.clear()
	if r.records != nil {
		r.records.tried = r.records.tried[:0]
	}
	if r.watch == nil {
		return
	}
	r.watch.passed = r.watch.passed[:0]
	for i := range r.watch.jumped {
		r.watch.jumped[i] = r.watch.jumped[i][:0]
	}
}

// advance tries one step of every lane and takes those that are good enough.
func (r *runner[T]) advance() error {
	controls := r.plan.controls(r.n)
	for l := range controls {
		lane := &r.lanes[l]
		r.plan.propose(lane, &r.job.span, r.single)
		r.step.t[l], r.step.h[l] = T(lane.t), T(lane.h)
	}
	if err := r.step.program.Run(r.n); err != nil {
		return err
	}
	if r.onRun != nil {
		r.onRun(r.n)
	}
	r.measure()
	err := r.moveOn(controls)
	if r.records != nil && err == nil {
		r.records.flush(r.lanes)
	}
	return err
}

// moveOn judges the steps tried and takes those that are good enough.
func (r *runner[T]) moveOn(controls int) error {
	if r.watch != nil {
		return r.watch.advance(controls)
	}
	r.decide(controls)
	return r.take()
}

// decide judges the step of each control and lists the lanes that take theirs.
func (r *runner[T]) decide(controls int) {
	r.accepted = r.accepted[:0]
	count := r.n / controls
	for l := range controls {
		e := r.gauge.error(l, count, r.second)
		if r.records != nil {
			r.records.try(&r.lanes[l], e)
		}
		if !r.plan.judge(&r.lanes[l], &r.job.span, e) {
			continue
		}
		for i := range count {
			r.accepted = append(r.accepted, l+i)
		}
	}
}
