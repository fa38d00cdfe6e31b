package forward

import "math"

// measureOwn fills the gauge with the norms that Settings.NormFunc gives.
func (r *Runner[T]) measureOwn() {
	g, controls := &r.norm, r.Plan.Controls(r.n)
	count := r.n / controls
	for l := range controls {
		g.Sum[l] = r.ownNorm(l, count, r.Step.Err)
		if r.second {
			g.Low[l] = r.ownNorm(l, count, r.Step.ErrLow)
		}
	}
}

// ownNorm is the norm of the errors of one control, as the sum of squares that gauge.error
// turns into a root mean square.
func (r *Runner[T]) ownNorm(control, count int, e [][]T) float64 {
	r.scaled = r.scaled[:0]
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
				if e[b] != nil {
					v = float64(e[b][c*r.Step.Stride+l])
				}
				size := max(math.Abs(r.StateAt(b, c, l, 0)), math.Abs(end))
				r.scaled = append(r.scaled, v/(r.norm.Atol+r.norm.Rtol*size))
			}
		}
	}
	norm := r.Plan.NormFunc(r.scaled)
	return norm*norm*r.norm.Columns*float64(count) + finite
}
