// Package method is what the solver asks of a tableau: what a step of it evaluates, its interpolant,
// and where it is stable.
package method

import "github.com/gorgoflow/gorgoflow/integrate/tableau"

// Adaptive reports whether a method estimates its own error.
func Adaptive(t *tableau.Tableau) bool { return t.BErr != nil }

// FSAL reports whether the last stage of a step is the first of the next ("first
// same as last"): it is evaluated at (t+h, y₁), so it need not be evaluated a second time.
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

// ErrorExponent returns k where the error estimate of a step shrinks as hᵏ: the
// embedded order plus one. With a second estimate it is that of the combination
// e²/√(e² + 0.01 e_low²) (Hairer, Nørsett, Wanner, Solving ODEs I, II.10).
func ErrorExponent(t *tableau.Tableau) int {
	if t.BErrLow != nil {
		return 2*(t.EmbeddedOrder+1) - (t.EmbeddedOrderLow + 1)
	}
	return t.EmbeddedOrder + 1
}

// EvaluationsPerStep counts how often a step evaluates f: one fewer than there
// are stages where the first is carried over.
func EvaluationsPerStep(t *tableau.Tableau) int {
	if FSAL(t) {
		return len(t.B) - 1
	}
	return len(t.B)
}

// Needed tells the stages that y₁ depends on; carried says that another step follows,
// which may take over the last one.
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
