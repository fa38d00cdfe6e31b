package integrate

import (
	"context"

	"github.com/gorgoflow/gorgoflow/graph"
)

// runner solves rows in the lanes of one compiled step. It belongs to one worker;
// its buffers are reused by every solve.
type runner[T graph.Float] struct {
	system *System
	plan   *plan
	step   *stepper[T]
	start  *starter[T]
	gauge  gauge
	tape   *tape[T]    // nil unless steps are recorded
	watch  *watcher[T] // nil unless steps are looked at
	teller *teller     // nil unless there is a recorder
	scaled []float64   // for a norm of one's own
	single bool
	second bool // the tableau has a second error estimate

	job      *job[T]
	from     *source
	lanes    []lane
	n        int         // lanes in use: the first n
	quad     [][]float64 // by block: column·Lanes + lane
	accepted []int       // lanes whose step was accepted
	onRun    func(n int) // told of every run, for benchmarks; nil otherwise
}

func newRunner[T graph.Float](s *System, p *plan, step *stepCode[T], code *fieldCode[T]) *runner[T] {
	r := &runner[T]{teller: newTeller(p), system: s, plan: p, step: step.stepper(), start: newStarter(s, p, code), gauge: newGauge(s, p),
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
func (r *runner[T]) solve(ctx context.Context, j *job[T], from *source) error {
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

// forget drops what a solve that ended in an error has left.
func (r *runner[T]) forget() {
	if r.teller != nil {
		r.teller.tried = r.teller.tried[:0]
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
	if r.teller != nil && err == nil {
		r.teller.tell(r.lanes)
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
		if r.teller != nil {
			r.teller.try(&r.lanes[l], e)
		}
		if !r.plan.judge(&r.lanes[l], &r.job.span, e) {
			continue
		}
		for i := range count {
			r.accepted = append(r.accepted, l+i)
		}
	}
}

// take moves the accepted lanes to the end of their step.
func (r *runner[T]) take() error {
	if len(r.accepted) == 0 {
		return nil
	}
	if r.tape != nil {
		r.record()
	}
	if err := r.reduce(); err != nil {
		return err
	}
	for b, block := range r.system.Blocks {
		if block.Quadrature {
			r.addIncrements(b, block.Width)
		} else {
			r.copyAccepted(r.step.y[b], r.step.y1[b], block.Width)
		}
		r.copyAccepted(r.step.k1[b], r.step.kLast[b], block.Width)
	}
	return nil
}

// copyAccepted copies the accepted lanes of every column.
func (r *runner[T]) copyAccepted(dst, src []T, width int) {
	if dst == nil || src == nil {
		return
	}
	for c := range width {
		from, to := src[c*r.step.stride:][:r.n], dst[c*r.step.stride:][:r.n]
		if len(r.accepted) == r.n {
			copy(to, from)
			continue
		}
		for _, l := range r.accepted {
			to[l] = from[l]
		}
	}
}

func (r *runner[T]) addIncrements(b, width int) {
	if r.step.increment[b] == nil {
		return
	}
	for c := range width {
		d, q := r.step.increment[b][c*r.step.stride:][:r.n], r.quad[b][c*r.plan.Lanes:][:r.n]
		for _, l := range r.accepted {
			q[l] += float64(d[l])
		}
	}
}

// reduce adds the batch-reduced quadratures of the accepted lanes.
func (r *runner[T]) reduce() error {
	if r.step.mask == nil {
		return nil
	}
	clear(r.step.mask)
	for _, l := range r.accepted {
		r.step.mask[l] = 1
	}
	return r.step.program.RunDeferred(r.n)
}

// measure fills the gauge with the errors of the step tried.
func (r *runner[T]) measure() {
	g, n, stride := &r.gauge, r.n, r.step.stride
	if r.plan.NormFunc != nil && !r.plan.fixed {
		r.measureOwn()
		return
	}
	clear(g.sum[:n])
	clear(g.low[:n])
	for b, block := range r.system.Blocks {
		for c := range block.Width {
			r.measureColumn(b, g.sum, at(r.step.err[b], c*stride, n), c)
			if r.second {
				r.measureColumn(b, g.low, at(r.step.errLow[b], c*stride, n), c)
			}
		}
	}
	if r.plan.Control == Shared {
		g.combine(n)
	}
}

// measureColumn adds one column of a block. Without an estimate it only watches
// for numbers that are not finite.
func (r *runner[T]) measureColumn(b int, sum []float64, e []T, c int) {
	from := c * r.step.stride
	y, y1 := at(r.step.y[b], from, r.n), at(r.step.y1[b], from, r.n)
	d := at(r.step.increment[b], from, r.n)
	switch {
	case e == nil && y1 != nil:
		addFinite(sum, y1)
	case e == nil && d != nil:
		addFinite(sum, d)
	case e == nil:
	case y != nil:
		addColumn(&r.gauge, sum, e, y, y1)
	default:
		addIncrement(&r.gauge, sum, e, r.quad[b][c*r.plan.Lanes:][:r.n], d)
	}
}

// at cuts n lanes out of a column; nil stays nil.
func at[T graph.Float](x []T, from, n int) []T {
	if x == nil {
		return nil
	}
	return x[from:][:n]
}
