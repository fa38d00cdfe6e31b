package tableau

import (
	"math"
	"slices"
)

// elementary holds the Φ_i of rooted trees, each computed from those of its subtrees: products
// over the children of Σ_j a_ij Φ_j(child). A vertex with one child is entered through single
// instead: Rosenbrock methods, Hairer, Wanner, Solving ODEs II, IV.7, Theorem 7.4.
type elementary struct {
	a, single [][]float64
	phi       map[*Tree][]float64
}

func newElementary(a, single [][]float64) *elementary {
	return &elementary{a: a, single: single, phi: map[*Tree][]float64{}}
}

// magnitudes is that of the absolute values, which bounds the round-off.
func (e *elementary) magnitudes() *elementary {
	return newElementary(absolute(e.a), absolute(e.single))
}

func absolute(rows [][]float64) (out [][]float64) {
	for _, row := range rows {
		var positive []float64
		for _, v := range row {
			positive = append(positive, math.Abs(v))
		}
		out = append(out, positive)
	}
	return out
}

func (e *elementary) of(t *Tree) []float64 {
	if known := e.phi[t]; known != nil {
		return known
	}
	phi, rows := slices.Repeat([]float64{1}, len(e.a)), e.a
	if len(t.Children) == 1 {
		rows = e.single
	}
	for _, child := range t.Children {
		below := e.of(child)
		for i, row := range rows {
			phi[i] *= inner(row, below)
		}
	}
	e.phi[t] = phi
	return phi
}

func inner(x, y []float64) (sum float64) {
	for i, v := range x {
		sum += v * y[i]
	}
	return sum
}
