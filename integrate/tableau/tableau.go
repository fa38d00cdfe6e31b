// The coefficients of Runge–Kutta methods.

package tableau

// Tableau is an explicit Runge–Kutta method with s = len(B) stages:
//
//	Y_i = y + h Σ_{j<i} A[i][j] k_j,   k_i = f(t + C[i] h, Y_i),   y₁ = y + h Σ_i B[i] k_i.
//
// The methods of this package (Dopri5, Tsit5, …) are values of this type, and a user may write others. Validate says
// whether one is a consistent method of its order. Its fields are in one struct since no coefficient means anything
// without the others. A Solver copies its Tableau when it is made.
type Tableau struct {
	// Name is used in messages.
	Name string
	// Order is the order of convergence of the propagated solution.
	Order int
	// EmbeddedOrder is the order of the embedded solution, whose weights are B − BErr; 0 for a
	// method without one, which then has fixed steps only.
	EmbeddedOrder int
	// A is strictly lower triangular: A[i] has i entries.
	A [][]float64
	// B holds the s weights of the solution.
	B []float64
	// BQuadrature holds the weights of quadratures where they differ from B; nil means B. A quadrature feeds back into no
	// stage. So its weights may lie at other stages, above all at the last one, which a method that is first same as last
	// evaluates for the next step anyway. Quadratures have at least order Order − 1, and cubic Hermite dense output.
	BQuadrature []float64 `json:",omitempty"`
	// BErr holds b − b̂, the weights of the error estimate; nil for a method
	// without one.
	BErr []float64
	// BErrLow holds the weights of a second estimate, of order EmbeddedOrderLow, that corrects the first as in DOP853;
	// usually nil.
	BErrLow          []float64
	EmbeddedOrderLow int
	// C holds the s abscissae from 0 to 1, each the sum of its row of A.
	C []float64
	// Rosenbrock, if not nil, makes the method linearly implicit, for stiff systems. The type Rosenbrock says what A,
	// B, BErr and C then mean.
	Rosenbrock *Rosenbrock

	// Dense gives the solution inside a step; nil means cubic Hermite interpolation.
	Dense *Interpolant

	exact *published
}
