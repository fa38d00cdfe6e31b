// The error of the step tried, row by row.

package forward

import (
	"github.com/gorgoflow/gorgoflow/integrate/internal/control"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
)

// errorNorm is the norm of the error estimates of a pack.
type errorNorm struct {
	control.ErrorNorm
	second bool      // the tableau has a second error estimate
	scaled []float64 // for Settings.NormFunc
}

func newErrorNorm(s *ode.System, p *control.Scheme) errorNorm {
	return errorNorm{ErrorNorm: control.NewErrorNorm(s, p), second: p.Tableau.BErrLow != nil && !p.Fixed}
}

// of returns the error of the step of a controlled unit of so many rows.
func (g *errorNorm) of(l, count int) float64 { return g.Error(l, count, g.second) }

// measure computes the error norms of the step tried.
func (r *Runner[T]) measure() {
	g, n := &r.norm, r.n
	if r.Scheme.NormFunc != nil && !r.Scheme.Fixed {
		r.measureOwn()
		return
	}
	clear(g.Sum[:n])
	clear(g.Low[:n])
	for b, block := range r.System.Blocks {
		if r.Step.Program.Stride() == 1 { // the columns of a single row are side by side, as lanes of one column are
			r.measureColumn(b, 0, block.Width)
			g.Combine(block.Width)
			continue
		}
		for c := range block.Width {
			r.measureColumn(b, c, n)
		}
	}
	if r.Scheme.Shared {
		g.Combine(n)
	}
}

// measureColumn adds the errors of the first n lanes of one column of a block.
func (r *Runner[T]) measureColumn(b, c, n int) {
	r.addErrors(b, c, n, r.norm.Sum, r.Step.Err.Block(b).Column(c, n))
	if r.norm.second {
		r.addErrors(b, c, n, r.norm.Low, r.Step.ErrLow.Block(b).Column(c, n))
	}
}

// addErrors adds the errors e of one column. Without an error estimate it only detects numbers that are not finite.
func (r *Runner[T]) addErrors(b, c, n int, sum []float64, e []T) {
	y, y1 := r.Step.Y.Block(b).Column(c, n), r.Step.Y1.Block(b).Column(c, n)
	d := r.Step.Increment.Block(b).Column(c, n)
	switch {
	case e == nil && y1 != nil:
		control.AddFinite(sum, y1)
	case e == nil && d != nil:
		control.AddFiniteEnd(sum, r.quad[b].Column(c, n), d)
	case e == nil:
	case y != nil:
		control.AddColumn(&r.norm.ErrorNorm, sum, e, y, y1)
	default:
		control.AddIncrement(&r.norm.ErrorNorm, sum, e, r.quad[b].Column(c, n), d)
	}
}
