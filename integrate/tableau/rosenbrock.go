// Rosenbrock methods.

package tableau

// Rosenbrock makes a Tableau linearly implicit, for stiff systems: a step takes one Jacobian J = ∂f/∂y, one
// factorisation, and one linear solve a stage, each for every row. It needs no iteration that could fail. With the
// Tableau's A, B, BErr and C,
//
//	(I/(hγ) − J) u_i = f(t + C[i] h, y + Σ_{j<i} A[i][j] u_j) + Σ_{j<i} Coupling[i][j]/h u_j + TimeWeights[i] h ∂f/∂t,
//	y₁ = y + Σ_i B[i] u_i,   error = Σ_i BErr[i] u_i,
//
// where J and ∂f/∂t are exact derivatives at (t, y) (Hairer, Wanner, Solving ODEs II, IV.7, equation (7.25)). The cost
// of a row grows with the cube of the width D of the state.
//
// Quadratures do not widen the linear systems. Gradients by Replay differentiate this formula, so they are exact for
// the computed loss. Backsolve is not for stiff systems, whatever the method: backwards in time a fast decay is a fast
// growth.
//
// Stats.Evaluations counts f alone; Stats.Jacobians and Stats.LinearSolves count the rest.
type Rosenbrock struct {
	// Gamma is γ > 0.
	Gamma float64
	// Coupling is strictly lower triangular: row i has i entries.
	Coupling [][]float64
	// TimeWeights holds a number for each stage, the factor of h ∂f/∂t.
	TimeWeights []float64
	// Dense gives the solution inside a step. Its two or three rows are weights of the u_i in
	//
	//	y(t+θh) = y + θ (Δ + (1−θ) (d₀ + θ (d₁ + θ (d₂ + …)))),   Δ = y₁ − y,   d_p = Σ_i Dense[p][i] u_i;
	//
	// Nil means a straight line, of order 1.
	Dense [][]float64
}
