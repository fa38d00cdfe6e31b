package graph

import (
	"math"

	G "gorgonia.org/gorgonia"
)

// FactorRows factors the N×N matrix in every row of a, R×N², for SolveRows.
func (b *Builder) FactorRows(a *G.Node) *G.Node {
	if b.err != nil {
		return nil
	}
	return b.add(FactorRows{N: int(math.Sqrt(float64(b.dims(a).cols)))}, a)
}

// SolveRows solves A_r x_r = y_r in every row r, or A_rᵀ x_r = y_r with trans: a is R×N², f is
// FactorRows(a), y and the result are R×N. Cotangents reach a and y.
func (b *Builder) SolveRows(a, f, y *G.Node, trans bool) *G.Node {
	if b.err != nil {
		return nil
	}
	return b.add(SolveRows{N: b.dims(y).cols, Trans: trans}, a, f, y)
}
