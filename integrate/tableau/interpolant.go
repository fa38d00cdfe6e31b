package tableau

// Interpolant gives the solution inside a step ("dense output"):
//
//	y(t+θh) = y + h Σ_i b_i(θ) k_i,   b_i(θ) = Σ_p Weights[i][p] θ^(p+1),   0 ≤ θ ≤ 1,
//
// where i runs over the stages of the Tableau and then over extra ones, which are
// evaluated only for steps whose inside is wanted.
type Interpolant struct {
	// Order of accuracy: the error inside a step of size h is of order h^(Order+1).
	Order int
	// A and C are the rows and abscissae of the extra stages; row i has s+i entries
	// for a tableau of s stages. Usually empty.
	A [][]float64
	C []float64
	// Weights has one row for each stage, extra ones included, all of one length: the
	// degree of the polynomials.
	Weights [][]float64
}

// Hermite returns the cubic through both ends of a step with the slopes there: order 3
// for methods of at least that order. Where f(t+h, y₁) is no stage of the method it
// takes an extra one. Hairer, Nørsett, Wanner, Solving ODEs I, II.6.
func (t *Tableau) Hermite() *Interpolant {
	s := t.Stages()
	in := &Interpolant{Order: min(t.Order, 3)}
	last := s - 1
	if !t.FSAL() {
		in.A, in.C = [][]float64{t.B}, []float64{1}
		last = s
	}
	for i := range last + 1 {
		var b float64
		if i < s {
			b = t.B[i]
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

// Interpolant is the tableau's own, or Hermite's.
func (t *Tableau) Interpolant() *Interpolant {
	if t.Rosenbrock != nil {
		return t.rosenbrockInterpolant()
	}
	if t.Dense != nil {
		return t.Dense
	}
	return t.Hermite()
}

// with returns the tableau with its interpolant.
func (t *Tableau) with(in *Interpolant) *Tableau {
	t.Dense = in
	return t
}

func (in *Interpolant) degree() int { return len(in.Weights[0]) }

// Nested rewrites the polynomials as
//
//	b_i(θ) = θ (n₀ + (1−θ) (n₁ + θ (n₂ + (1−θ) (n₃ + …)))),
//
// which is Hairer's form: n₀ = b_i(1), so the step ends where it should whatever the
// rounding. It returns n by power, then by stage.
func (in *Interpolant) Nested() [][]float64 {
	out := make([][]float64, in.degree())
	for p := range out {
		out[p] = make([]float64, len(in.Weights))
	}
	for i, weights := range in.Weights {
		q := append([]float64(nil), weights...) // b_i(θ)/θ
		for p := range out {
			at := float64((p + 1) % 2) // the zero of the factor that comes next: 1, 0, 1, …
			out[p][i] = horner(q, at)
			q = deflate(q, at, out[p][i])
		}
	}
	return out
}

func horner(q []float64, x float64) (v float64) {
	for p := len(q) - 1; p >= 0; p-- {
		v = v*x + q[p]
	}
	return v
}

// deflate returns (q(θ) − v)/θ for at = 0 and (q(θ) − v)/(1−θ) for at = 1, where v is
// q(at).
func deflate(q []float64, at, v float64) []float64 {
	if len(q) < 2 {
		return nil
	}
	if at == 0 {
		return q[1:]
	}
	out := make([]float64, len(q)-1)
	carry := 0.0
	for p := len(q) - 1; p > 0; p-- {
		carry += q[p]
		out[p-1] = -carry
	}
	return out
}

// Factor is what the nested form multiplies by at level p.
func Factor(p int, θ float64) float64 {
	if p%2 == 0 {
		return θ
	}
	return 1 - θ
}
