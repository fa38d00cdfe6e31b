// The elementary weights of rooted trees.

package trees

import (
	"math"
	"slices"
)

// Elementary holds the elementary weights Φ_i of rooted trees. Those of a tree are computed from those of its subtrees:
// the product over the children of Σ_j a_ij Φ_j(child). For a vertex with one child, single takes the place of a, as
// Rosenbrock methods need: Hairer, Wanner, Solving ODEs II, IV.7, Theorem 7.4.
type Elementary struct {
	a, single [][]float64
	phi       map[*Tree][]float64
}

// NewElementary returns the weights of a method with coefficients a.
func NewElementary(a, single [][]float64) *Elementary {
	return &Elementary{a: a, single: single, phi: map[*Tree][]float64{}}
}

// Magnitudes has the absolute values of the coefficients; its weights bound the round-off of e's.
func (e *Elementary) Magnitudes() *Elementary {
	return NewElementary(Absolute(e.a), Absolute(e.single))
}

// Absolute returns the absolute values of coefficients.
func Absolute(rows [][]float64) (out [][]float64) {
	for _, row := range rows {
		var positive []float64
		for _, v := range row {
			positive = append(positive, math.Abs(v))
		}
		out = append(out, positive)
	}
	return out
}

// Of returns the Φ_i of a tree.
func (e *Elementary) Of(t *Tree) []float64 {
	if known := e.phi[t]; known != nil {
		return known
	}
	phi, rows := slices.Repeat([]float64{1}, len(e.a)), e.a
	if len(t.Children) == 1 {
		rows = e.single
	}
	for _, child := range t.Children {
		below := e.Of(child)
		for i, row := range rows {
			phi[i] *= Inner(row, below)
		}
	}
	e.phi[t] = phi
	return phi
}

// Inner is xᵀy.
func Inner(x, y []float64) (sum float64) {
	for i, v := range x {
		sum += float64(v * y[i])
	}
	return sum
}
