// The error of the step tried by Settings.NormFunc.

package forward

import (
	"math"

	"github.com/gorgoflow/gorgoflow/integrate/internal/compiled"
)

// measureOwn computes the error norms with Settings.NormFunc.
func (r *Runner[T]) measureOwn() {
	g, controls := &r.norm, r.controls()
	count := r.n / controls
	for l := range controls {
		g.Sum[l] = r.ownNorm(l, count, &r.Step.Err)
		if g.second {
			g.Low[l] = r.ownNorm(l, count, &r.Step.ErrLow)
		}
	}
}

// ownNorm is the norm of one controlled unit, as the sum of squares of which errorNorm.of takes the root mean square.
func (r *Runner[T]) ownNorm(control, count int, e *compiled.Ports[T]) float64 {
	r.norm.scaled = r.norm.scaled[:0]
	finite := 0.0
	for l := control; l < control+count; l++ {
		for b, block := range r.System.Blocks {
			for c := range block.Width {
				end := r.StateAt(b, c, l, 1)
				finite += end - end
				if block.Uncontrolled {
					continue
				}
				var v float64
				if x := e.Block(b); x.Exists() {
					v = float64(x.At(l, c))
				}
				size := max(math.Abs(r.StateAt(b, c, l, 0)), math.Abs(end))
				r.norm.scaled = append(r.norm.scaled, v/(r.norm.Atol+float64(r.norm.Rtol*size)))
			}
		}
	}
	norm := r.Scheme.NormFunc(r.norm.scaled)
	return float64(norm*norm*r.norm.Columns*float64(count)) + finite
}
