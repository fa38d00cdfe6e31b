// Package nested evaluates interpolants in a form that ends a step exactly at its end, whatever the rounding.
package nested

// Of rewrites the polynomials Σ_p weights[i][p] θ^(p+1) of an interpolant as
//
//	b_i(θ) = θ (n₀ + (1−θ) (n₁ + θ (n₂ + (1−θ) (n₃ + …)))),
//
// which is Hairer's form. As n₀ = b_i(1), rounding does not move the end of the step. The result holds n by power, then
// by stage.
func Of(weights [][]float64) [][]float64 {
	out := make([][]float64, len(weights[0]))
	for p := range out {
		out[p] = make([]float64, len(weights))
	}
	for i, polynomial := range weights {
		q := append([]float64(nil), polynomial...) // b_i(θ)/θ
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
		v = float64(v*x) + q[p]
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

// Factor is the factor of level p in the nested form.
func Factor(p int, θ float64) float64 {
	if p%2 == 0 {
		return θ
	}
	return 1 - θ
}

// FactorSlope is the derivative of Factor with respect to θ.
func FactorSlope(p int) float64 { return float64(1 - 2*(p%2)) }

// Evaluate writes to dst the interpolant at θ. data holds the numbers at the beginning of the step and then those of each
// level, a stride apart.
func Evaluate(dst, data []float64, levels, stride int, θ float64) {
	last, before := Factor(levels-1, θ), Factor(levels, θ)
	for c := range dst {
		sum, factor, next := 0.0, last, before
		for at := levels*stride + c; at > c; at -= stride {
			sum = float64((sum + data[at]) * factor)
			factor, next = next, factor
		}
		dst[c] = data[c] + sum
	}
}
