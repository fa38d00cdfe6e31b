package graph

import (
	"math"

	G "gorgonia.org/gorgonia"
)

// factorRowsOp factors the N×N matrix in every row of a, R×N², for solveRowsOp.
func (b *Builder) FactorRows(a *G.Node) *G.Node {
	if b.err != nil {
		return nil
	}
	return b.add(factorRowsOp{N: int(math.Sqrt(float64(b.dims(a).cols)))}, a)
}

// solveRowsOp solves A_r x_r = y_r in every row r, or A_rᵀ x_r = y_r with trans: a is R×N², f is
// factorRowsOp(a), y and the result are R×N. Cotangents reach a and y.
func (b *Builder) SolveRows(a, f, y *G.Node, trans bool) *G.Node {
	if b.err != nil {
		return nil
	}
	return b.add(solveRowsOp{N: b.dims(y).cols, Trans: trans}, a, f, y)
}
