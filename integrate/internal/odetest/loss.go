// Losses and their finite differences.

package odetest

import (
	"math"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
)

// Weighted is Σ c_i v_i + ½ Σ v_i² over all states and quadratures. The weights c_i all differ, so that no gradient
// vanishes by symmetry.
func Weighted[T graph.Float](sys *ode.System) func(lo, hi int, y [][]T, quad [][]float64, ybar [][]T, qbar [][]float64) (float64, error) {
	return func(lo, hi int, y [][]T, quad [][]float64, ybar [][]T, qbar [][]float64) (float64, error) {
		sum := 0.0
		for b, block := range sys.Blocks {
			for i := range (hi - lo) * block.Width {
				c := math.Sin(1 + 0.37*float64(lo*block.Width+i) + float64(b))
				if block.Quadrature {
					v := quad[b][i]
					sum += c*v + v*v/2
					qbar[b][i] = c + v
				} else {
					v := float64(y[b][i])
					sum += c*v + v*v/2
					ybar[b][i] = T(c + v)
				}
			}
		}
		return sum, nil
	}
}

// Difference4 is the fourth-order central difference of f at x.
func Difference4(x *float64, f func() float64) float64 {
	const h = 1e-3
	at := *x
	value := func(d float64) float64 { *x = at + d; return f() }
	d := (8*(value(h)-value(-h)) - (value(2*h) - value(-2*h))) / (12 * h)
	*x = at
	return d
}
