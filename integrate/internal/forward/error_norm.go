package forward

import (
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate/internal/control"
)

// measure fills the gauge with the errors of the step tried.
func (r *Runner[T]) measure() {
	g, n, stride := &r.norm, r.n, r.Step.Stride
	if r.Plan.NormFunc != nil && !r.Plan.Fixed {
		r.measureOwn()
		return
	}
	clear(g.Sum[:n])
	clear(g.Low[:n])
	for b, block := range r.System.Blocks {
		for c := range block.Width {
			r.measureColumn(b, g.Sum, at(r.Step.Err[b], c*stride, n), c)
			if r.second {
				r.measureColumn(b, g.Low, at(r.Step.ErrLow[b], c*stride, n), c)
			}
		}
	}
	if r.Plan.Shared {
		g.Combine(n)
	}
}

// measureColumn adds one column of a block. Without an estimate it only watches
// for numbers that are not finite.
func (r *Runner[T]) measureColumn(b int, sum []float64, e []T, c int) {
	from := c * r.Step.Stride
	y, y1 := at(r.Step.Y[b], from, r.n), at(r.Step.Y1[b], from, r.n)
	d := at(r.Step.Increment[b], from, r.n)
	switch {
	case e == nil && y1 != nil:
		control.AddFinite(sum, y1)
	case e == nil && d != nil:
		control.AddFinite(sum, d)
	case e == nil:
	case y != nil:
		control.AddColumn(&r.norm, sum, e, y, y1)
	default:
		control.AddIncrement(&r.norm, sum, e, r.quad[b][c*r.Plan.Lanes:][:r.n], d)
	}
}

// at cuts n lanes out of a column; nil stays nil.
func at[T graph.Float](x []T, from, n int) []T {
	if x == nil {
		return nil
	}
	return x[from:][:n]
}
