// Package method has what the solver asks of a tableau: which stages a step evaluates, its interpolant, and its
// stability region.
package method

import "github.com/gorgoflow/gorgoflow/integrate/tableau"

// Adaptive reports whether a method estimates its own error.
func Adaptive(t *tableau.Tableau) bool { return t.BErr != nil }

// FSAL reports whether the last stage of a step is the first of the next ("first same as last"). That stage is
// evaluated at (t+h, y₁), so the next step need not evaluate it a second time.
func FSAL(t *tableau.Tableau) bool {
	last := len(t.B) - 1
	if t.Rosenbrock != nil || last < 1 || t.B[last] != 0 || t.C[last] != 1 {
		return false
	}
	for j, a := range t.A[last] {
		if a != t.B[j] {
			return false
		}
	}
	return true
}

// ErrorExponent returns the k for which the error estimate of a step is proportional to hᵏ: the embedded order plus
// one. With a second estimate it is the exponent of the combination e²/√(e² + 0.01 e_low²) (Hairer, Nørsett, Wanner,
// Solving ODEs I, II.10).
func ErrorExponent(t *tableau.Tableau) int {
	if t.BErrLow != nil {
		return 2*(t.EmbeddedOrder+1) - (t.EmbeddedOrderLow + 1)
	}
	return t.EmbeddedOrder + 1
}

// EvaluationsPerStep is the number of evaluations of f in a step: the number of stages, less one if the first is
// carried over.
func EvaluationsPerStep(t *tableau.Tableau) int {
	if FSAL(t) {
		return len(t.B) - 1
	}
	return len(t.B)
}

// Needed marks the stages that y₁ depends on. With carried set, another step follows, which may take over the last
// stage.
func Needed(t *tableau.Tableau, carried bool) []bool {
	need := make([]bool, len(t.B))
	for i := len(need) - 1; i >= 0; i-- {
		need[i] = t.B[i] != 0 || carried && i == len(need)-1 && FSAL(t)
		for j := i + 1; j < len(need) && !need[i]; j++ {
			need[i] = need[j] && t.A[j][i] != 0
		}
	}
	return need
}
