// The interpolant of a method: its own, or Hermite's.

package method

import (
	"github.com/gorgoflow/gorgoflow/integrate/internal/rosenbrock"
	"github.com/gorgoflow/gorgoflow/integrate/tableau"
)

// hermite returns the cubic through both ends of a step with the slopes there. The weights are those of the step. It has
// order 3 for methods of at least that order. If f(t+h, y₁) is no stage of the method, it adds an extra stage. Hairer,
// Nørsett, Wanner, Solving ODEs I, II.6.
func hermite(t *tableau.Tableau, weights []float64) *tableau.Interpolant {
	s := len(t.B)
	in := &tableau.Interpolant{Order: min(t.Order, 3)}
	last := s - 1
	if !FSAL(t) {
		in.A, in.C = [][]float64{t.B}, []float64{1}
		last = s
	}
	for i := range last + 1 {
		var b float64
		if i < s {
			b = weights[i]
		}
		in.Weights = append(in.Weights, []float64{0, 3 * b, -2 * b})
	}
	for p, w := range []float64{1, -2, 1} {
		in.Weights[0][p] += w
	}
	for p, w := range []float64{0, -1, 1} {
		in.Weights[last][p] += w
	}
	return in
}

// Interpolant returns the tableau's own interpolant, else hermite's.
func Interpolant(t *tableau.Tableau) *tableau.Interpolant {
	if t.Rosenbrock != nil {
		return rosenbrockInterpolant(t)
	}
	if t.Dense != nil {
		return t.Dense
	}
	return hermite(t, t.B)
}

// QuadratureInterpolant is Interpolant for quadratures, whose weights may be others.
func QuadratureInterpolant(t *tableau.Tableau) *tableau.Interpolant {
	if t.BQuadrature == nil {
		return Interpolant(t)
	}
	return hermite(t, t.BQuadrature)
}

// QuadratureWeights are the weights of quadratures.
func QuadratureWeights(t *tableau.Tableau) []float64 {
	if t.BQuadrature == nil {
		return t.B
	}
	return t.BQuadrature
}

// rosenbrockInterpolant gives only the number of levels of Rosenbrock.Dense; its weights are not used.
func rosenbrockInterpolant(t *tableau.Tableau) *tableau.Interpolant {
	in := &tableau.Interpolant{Order: len(t.Rosenbrock.Dense) + 1}
	for range t.B {
		in.Weights = append(in.Weights, make([]float64, in.Order))
	}
	return in
}

// DenseLevels returns the weights of the u_i in the levels of the nested form.
func DenseLevels(t *tableau.Tableau) [][]float64 {
	d := t.Rosenbrock.Dense
	levels := append([][]float64{t.B}, d...)
	if len(d) == 3 { // d₁ + θ d₂ = d₁ + d₂ − (1−θ) d₂
		both, minus := make([]float64, len(t.B)), make([]float64, len(t.B))
		for i := range both {
			both[i], minus[i] = d[1][i]+d[2][i], -d[2][i]
		}
		levels[2], levels[3] = both, minus
	}
	return levels
}

// Classical is a Rosenbrock method before the transformation.
func Classical(t *tableau.Tableau) *rosenbrock.Classical {
	return rosenbrock.Invert(t.Rosenbrock.Gamma, t.Rosenbrock.Coupling, t.A, t.B, t.BErr)
}
