// Validation of interpolants.

package tableau

import "math"

// validateDense refuses an interpolant that is not consistent or not continuous: Σ_i b_i(θ) must be θ, and b_i(1) must
// be b_i.
func (t *Tableau) validateDense() error {
	in := t.Dense
	if in == nil {
		return nil
	}
	s := len(t.B)
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
