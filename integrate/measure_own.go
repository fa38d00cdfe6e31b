package integrate

import "math"

// measureOwn fills the gauge with the norms that Settings.NormFunc gives.
func (r *runner[T]) measureOwn() {
	g, controls := &r.gauge, r.plan.controls(r.n)
	count := r.n / controls
	for l := range controls {
		g.sum[l] = r.ownNorm(l, count, r.step.err)
		if r.second {
			g.low[l] = r.ownNorm(l, count, r.step.errLow)
		}
	}
}

// ownNorm is the norm of the errors of one control, as the sum of squares that gauge.error
// turns into a root mean square.
func (r *runner[T]) ownNorm(control, count int, e [][]T) float64 {
	r.scaled = r.scaled[:0]
	finite := 0.0
	for l := control; l < control+count; l++ {
		for b, block := range r.system.Blocks {
			for c := range block.Width {
				end := r.stateAt(b, c, l, 1)
				finite += end - end
				if block.Uncontrolled {
					continue
				}
				var v float64
				if e[b] != nil {
					v = float64(e[b][c*r.step.stride+l])
				}
				size := max(math.Abs(r.stateAt(b, c, l, 0)), math.Abs(end))
				r.scaled = append(r.scaled, v/(r.gauge.atol+r.gauge.rtol*size))
			}
		}
	}
	norm := r.plan.NormFunc(r.scaled)
	return norm*norm*r.gauge.columns*float64(count) + finite
}
