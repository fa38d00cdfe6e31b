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
		for c := range block.Width {
			r.measureColumn(b, c, g.Sum, r.Step.Err.Block(b).Column(c, n))
			if g.second {
				r.measureColumn(b, c, g.Low, r.Step.ErrLow.Block(b).Column(c, n))
			}
		}
	}
	if r.Scheme.Shared {
		g.Combine(n)
	}
}

// measureColumn adds the errors e of one column of a block. Without an error estimate it only detects numbers that are
// not finite.
func (r *Runner[T]) measureColumn(b, c int, sum []float64, e []T) {
	y, y1 := r.Step.Y.Block(b).Column(c, r.n), r.Step.Y1.Block(b).Column(c, r.n)
	d := r.Step.Increment.Block(b).Column(c, r.n)
	switch {
	case e == nil && y1 != nil:
		control.AddFinite(sum, y1)
	case e == nil && d != nil:
		control.AddFinite(sum, d)
	case e == nil:
	case y != nil:
		control.AddColumn(&r.norm.ErrorNorm, sum, e, y, y1)
	default:
		control.AddIncrement(&r.norm.ErrorNorm, sum, e, r.quad[b].Column(c, r.n), d)
	}
}
