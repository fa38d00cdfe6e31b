// Rosenbrock methods.

package tableau

// Rosenbrock makes a Tableau linearly implicit, for stiff systems: a step takes one Jacobian
// J = ∂f/∂y, one factorisation, and one linear solve a stage, all row by row, and no
// iteration that could fail. With the Tableau's A, B, BErr and C,
//
//	(I/(hγ) − J) u_i = f(t + C[i] h, y + Σ_{j<i} A[i][j] u_j) + Σ_{j<i} Coupling[i][j]/h u_j + TimeWeights[i] h ∂f/∂t,
//	y₁ = y + Σ_i B[i] u_i,   error = Σ_i BErr[i] u_i,
//
// where J and ∂f/∂t, exact, are those at (t, y) (Hairer, Wanner, Solving ODEs II, IV.7,
// equation (7.25)). The cost of a row grows with the cube of the width D of the state.
//
// Quadratures take part without widening the linear systems, and gradients by Replay
// differentiate this formula: they are those of the loss as computed. Backsolve is not for stiff
// systems, whatever the method: it runs the decay backwards, where it grows.
//
// Stats.Evaluations counts f alone; Stats.Jacobians and Stats.LinearSolves count the rest.
type Rosenbrock struct {
	// Gamma is γ > 0.
	Gamma float64
	// Coupling is strictly lower triangular: row i has i entries.
	Coupling [][]float64
	// TimeWeights holds a number for each stage.
	TimeWeights []float64
	// Dense gives the solution inside a step, from weights of the u_i in
	//
	//	y(t+θh) = y + θ (Δ + (1−θ) (d₀ + θ (d₁ + θ (d₂ + …)))),   Δ = y₁ − y,   d_p = Σ_i Dense[p][i] u_i;
	//
	// two or three rows. Nil means a straight line, of order 1.
	Dense [][]float64
}
