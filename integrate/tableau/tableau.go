package tableau

// Tableau is an explicit Runge–Kutta method with s = len(B) stages:
//
//	Y_i = y + h Σ_{j<i} A[i][j] k_j,   k_i = f(t + C[i] h, Y_i),   y₁ = y + h Σ_i B[i] k_i.
//
// The ready ones (Dopri5, Tsit5, …) are values of this type, and so is a method
// of one's own; Validate says whether it is a consistent explicit method. A
// Tableau must not be changed once a Solver has been made from it.
type Tableau struct {
	// Name is used in messages.
	Name string
	// Order is the order of convergence of the propagated solution.
	Order int
	// EmbeddedOrder is the order of the embedded solution that B − BErr gives;
	// 0 where there is none, and then only fixed steps are possible.
	EmbeddedOrder int
	// A is strictly lower triangular: A[i] has i entries.
	A [][]float64
	// B holds the s weights of the solution.
	B []float64
	// BErr holds b − b̂, the weights of the error estimate; nil for a method
	// without one.
	BErr []float64
	// BErrLow holds the weights of a second, cruder estimate, of order
	// EmbeddedOrderLow, that corrects the first as in DOP853; usually nil.
	BErrLow          []float64
	EmbeddedOrderLow int
	// C holds the s abscissae, each the sum of its row of A.
	C []float64
	// Rosenbrock, if not nil, makes the method linearly implicit, for stiff systems; A, B, BErr
	// and C then have the meaning given there.
	Rosenbrock *Rosenbrock

	// Dense gives the solution inside a step; nil means Hermite.
	Dense *Interpolant

	exact *published
}

// Stages returns the number s of stages.
func (t *Tableau) Stages() int { return len(t.B) }

// Adaptive reports whether the method estimates its own error.
func (t *Tableau) Adaptive() bool { return t.BErr != nil }

// FSAL reports whether the last stage of a step is the first of the next ("first
// same as last"): it is evaluated at (t+h, y₁), so it need not be evaluated a second time.
func (t *Tableau) FSAL() bool {
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
func (t *Tableau) ErrorExponent() int {
	if t.BErrLow != nil {
		return 2*(t.EmbeddedOrder+1) - (t.EmbeddedOrderLow + 1)
	}
	return t.EmbeddedOrder + 1
}

// EvaluationsPerStep counts how often a step evaluates f: one fewer than there
// are stages where the first is carried over.
func (t *Tableau) EvaluationsPerStep() int {
	if t.FSAL() {
		return t.Stages() - 1
	}
	return t.Stages()
}

// Needed tells the stages that y₁ depends on; carried says that another step follows,
// which may take over the last one.
func (t *Tableau) Needed(carried bool) []bool {
	need := make([]bool, t.Stages())
	for i := len(need) - 1; i >= 0; i-- {
		need[i] = t.B[i] != 0 || carried && i == len(need)-1 && t.FSAL()
		for j := i + 1; j < len(need) && !need[i]; j++ {
			need[i] = need[j] && t.A[j][i] != 0
		}
	}
	return need
}
