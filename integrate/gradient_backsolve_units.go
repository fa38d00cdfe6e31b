// The units in which the adjoint equations are solved.

package integrate

import (
	"math"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/gorgoflow/gorgoflow/internal/finite"
)

// toUnits divides the cotangents of rows lo … hi−1 at T1 by a unit of each row's own: a power of two, so that nothing is
// rounded. The adjoint equations are linear in the cotangents, the absolute tolerance is not: it would be loose for the
// rows of a mean and tight for those of a sum with large weights.
func (g *backsolver[T]) toUnits(lo, hi int) {
	bars, blocks := g.forward.gradient.Y0, g.solver.system.Blocks
	for row := lo; row < hi; row++ {
		g.units[row] = unitOf(bars, blocks, row)
		scale(bars, blocks, row, 1/g.units[row])
	}
}

// fromUnits multiplies the cotangents at T0 by these units. Those of the parameters are sums over rows, and have them.
func (g *backsolver[T]) fromUnits(lo, hi int) {
	system, gradient := g.solver.system, g.forward.gradient
	for row := lo; row < hi; row++ {
		scale(gradient.Y0, system.Blocks, row, g.units[row])
		scale(gradient.Args, system.Args, row, g.units[row])
	}
}

// unitOf is the power of two at or below the largest number of a row, or 1 without one. It has an inverse.
func unitOf[T graph.Float](bars [][]T, blocks []ode.Block, row int) float64 {
	most := 0.0
	for b, block := range blocks {
		for _, v := range bars[b][row*block.Width:][:block.Width] {
			most = max(most, math.Abs(float64(v)))
		}
	}
	if most == 0 || !finite.Is(most) {
		return 1
	}
	return math.Ldexp(1, max(math.Ilogb(most), -1022))
}

func scale[T graph.Float](bars [][]T, blocks []ode.Block, row int, by float64) {
	for b, block := range blocks {
		for i, v := range bars[b][row*block.Width:][:block.Width] {
			bars[b][row*block.Width+i] = T(float64(v) * by)
		}
	}
}
