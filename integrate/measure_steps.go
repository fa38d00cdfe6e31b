package integrate

import (
	"github.com/gorgoflow/gorgoflow/graph"
)

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
	if r.plan.shared {
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
