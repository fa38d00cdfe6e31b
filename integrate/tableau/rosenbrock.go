package tableau

import (
	"math"

	"gonum.org/v1/gonum/mat"
)

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

// rosenbrockInterpolant says of how many levels Dense is made; its weights are not used.
func (t *Tableau) rosenbrockInterpolant() *Interpolant {
	in := &Interpolant{Order: len(t.Rosenbrock.Dense) + 1}
	for range t.B {
		in.Weights = append(in.Weights, make([]float64, in.Order))
	}
	return in
}

// DenseLevels are the weights of the u_i in the levels of Interpolant.nested.
func (t *Tableau) DenseLevels() [][]float64 {
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

// Classical is a Rosenbrock method before the transformation that saves multiplications by J:
// k_i = h f(y + Σ α_ij k_j) + h J Σ γ_ij k_j + h² γ_i ∂f/∂t with γ_i = Σ_j γ_ij, y₁ = y + Σ b_i k_i.
type Classical struct {
	Alpha, Gamma *mat.Dense
	B, BErr      []float64
}

// Classical inverts the transformation: Γ = (I/γ − C)⁻¹, α = A Γ, b = Bᵀ Γ.
func (t *Tableau) Classical() Classical {
	s := t.Stages()
	inverse, a := mat.NewDense(s, s, nil), mat.NewDense(s, s, nil)
	for i := range s {
		inverse.Set(i, i, 1/t.Rosenbrock.Gamma)
		for j := range i {
			inverse.Set(i, j, -t.Rosenbrock.Coupling[i][j])
			a.Set(i, j, t.A[i][j])
		}
	}
	c := Classical{Alpha: mat.NewDense(s, s, nil), Gamma: mat.NewDense(s, s, nil)}
	// Triangular with 1/γ > 0 on the diagonal, hence regular; a condition number is no failure.
	_ = c.Gamma.Inverse(inverse)
	c.Alpha.Mul(a, c.Gamma)
	c.B, c.BErr = c.Weights(t.B), c.Weights(t.BErr)
	return c
}

// Weights turns weights of the u_i into weights of the k_i.
func (c *Classical) Weights(m []float64) []float64 {
	if m == nil {
		return nil
	}
	out := make([]float64, len(m))
	mat.NewVecDense(len(m), out).MulVec(c.Gamma.T(), mat.NewVecDense(len(m), m))
	return out
}

// validateRosenbrock is Validate for linearly implicit methods.
func (t *Tableau) validateRosenbrock() error {
	if err := t.validateShape(); err != nil {
		return err
	}
	r, s := t.Rosenbrock, t.Stages()
	if !(r.Gamma > 0) || math.IsInf(r.Gamma, 0) {
		return t.fail(-1, "γ is %g; it must be positive", r.Gamma)
	}
	if len(r.Coupling) != s || len(r.TimeWeights) != s {
		return t.fail(-1, "%d stages but %d rows of Coupling and %d TimeWeights", s, len(r.Coupling), len(r.TimeWeights))
	}
	for i, row := range r.Coupling {
		if len(row) != i {
			return t.fail(i, "its row of Coupling has %d entries, want %d", len(row), i)
		}
	}
	if n := len(r.Dense); n != 0 && n != 2 && n != 3 {
		return t.fail(-1, "Dense has %d rows; want 2 or 3", n)
	}
	for _, row := range r.Dense {
		if len(row) != s {
			return t.fail(-1, "a row of Dense has %d weights, want %d", len(row), s)
		}
	}
	return t.validateClassical()
}

// rosenbrockSlack bounds the round-off in sums of the transformed coefficients, whose published
// values have 16 digits and reach into the hundreds.
const rosenbrockSlack = 1e-10

func (t *Tableau) validateClassical() error {
	c := t.Classical()
	for i := range t.Stages() {
		if got := total(c.Alpha.RawRowView(i)); !(math.Abs(got-t.C[i]) <= rosenbrockSlack) {
			return t.fail(i, "its row of α = AΓ sums to %g, its abscissa is %g", got, t.C[i])
		}
		if got, want := total(c.Gamma.RawRowView(i)), t.Rosenbrock.TimeWeights[i]; !(math.Abs(got-want) <= rosenbrockSlack) {
			return t.fail(i, "its row of Γ sums to %g, its time weight is %g", got, want)
		}
	}
	if got := total(c.B); !(math.Abs(got-1) <= rosenbrockSlack) {
		return t.fail(-1, "not consistent: the weights BᵀΓ sum to %g, not to 1", got)
	}
	if got := total(c.BErr); !(math.Abs(got) <= rosenbrockSlack) {
		return t.fail(-1, "the error weights sum to %g, not to 0", got)
	}
	if err := t.validateOrders(); err != nil {
		return err
	}
	return t.checkRosenbrockOrders(&c)
}

func total(x []float64) (sum float64) {
	for _, v := range x {
		sum += v
	}
	return sum
}
