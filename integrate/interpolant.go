package integrate

import "math"

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

// interpolant is the tableau's own, or Hermite's.
func (t *Tableau) interpolant() *Interpolant {
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

// nested rewrites the polynomials as
//
//	b_i(θ) = θ (n₀ + (1−θ) (n₁ + θ (n₂ + (1−θ) (n₃ + …)))),
//
// which is Hairer's form: n₀ = b_i(1), so the step ends where it should whatever the
// rounding. It returns n by power, then by stage.
func (in *Interpolant) nested() [][]float64 {
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

// validateDense refuses an interpolant that is not one: Σ_i b_i(θ) must be θ, and
// b_i(1) = b_i, for the solution to be continuous.
func (t *Tableau) validateDense() error {
	in := t.Dense
	if in == nil {
		return nil
	}
	s := t.Stages()
	if len(in.A) != len(in.C) || len(in.Weights) != s+len(in.A) || len(in.Weights[0]) < 1 {
		return t.fail(-1, "its interpolant has %d extra rows, %d abscissae and %d rows of weights; want %d rows of weights",
			len(in.A), len(in.C), len(in.Weights), s+len(in.A))
	}
	for i, row := range in.A {
		if sum, slack := sumOf(row); len(row) != s+i || !(math.Abs(sum-in.C[i]) <= slack) {
			return t.fail(s+i, "this extra stage has %d coefficients of sum %g; want %d of sum %g", len(row), sum, s+i, in.C[i])
		}
	}
	sums, slack := make([]float64, in.degree()), 1.0
	for i, row := range in.Weights {
		if len(row) != len(sums) {
			return t.fail(i, "its interpolant has %d weights here, %d for stage 0", len(row), len(sums))
		}
		end, magnitude := sumOf(row)
		slack += magnitude / tableauSlack
		for p, w := range row {
			sums[p] += w
		}
		if b := at0(t.B, i); !(math.Abs(end-b) <= magnitude) {
			return t.fail(i, "its interpolant ends with weight %g, the step with %g", end, b)
		}
	}
	for p, sum := range sums {
		want := 0.0
		if p == 0 {
			want = 1
		}
		if !(math.Abs(sum-want) <= tableauSlack*slack) {
			return t.fail(-1, "the weights of power %d of its interpolant sum to %g, not to %g", p+1, sum, want)
		}
	}
	return t.checkDenseOrder()
}

// at0 is x[i], 0 beyond the end.
func at0(x []float64, i int) float64 {
	if i < len(x) {
		return x[i]
	}
	return 0
}

// factor is what the nested form multiplies by at level p.
func factor(p int, θ float64) float64 {
	if p%2 == 0 {
		return θ
	}
	return 1 - θ
}
