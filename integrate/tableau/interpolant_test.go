package tableau

import (
	"errors"
	"math"
	"math/big"
	"testing"
)

// TestInterpolantOrderConditions: Σ_i b_i(θ) Φ_i(τ) = θ^r/γ(τ) as polynomials in θ, for all
// trees τ of order r up to the order of the interpolant, and not beyond.
func TestInterpolantOrderConditions(t *testing.T) {
	trees := RootedTrees(8)
	for _, tab := range Explicit {
		in := tab.Interpolant()
		a := rationalRows(tab.A, in.A)
		if got := interpolantOrder(a, in, trees); got != in.Order {
			t.Errorf("%s: its interpolant has order %d, want %d", tab.Name, got, in.Order)
		}
	}
}

func rationalRows(lists ...[][]float64) (out [][]*big.Rat) {
	for _, rows := range lists {
		for _, row := range rows {
			var r []*big.Rat
			for _, v := range row {
				r = append(r, new(big.Rat).SetFloat64(v))
			}
			out = append(out, r)
		}
	}
	return out
}

func interpolantOrder(a [][]*big.Rat, in *Interpolant, trees [][]*Tree) int {
	for order := 1; order < len(trees); order++ {
		for _, τ := range trees[order] {
			phi := elementaryWeights(a, τ)
			for p := range in.degree() {
				sum, magnitude := 0.0, 1.0
				for i, w := range in.Weights {
					f, _ := phi[i].Float64()
					sum += w[p] * f
					magnitude += math.Abs(w[p] * f)
				}
				if p+1 == order {
					sum -= 1 / float64(τ.Density)
				}
				// The published decimals of DOP853 meet the conditions to 1e-10, of terms up to 400.
				if math.Abs(sum) > 1e-12*magnitude {
					return order - 1
				}
			}
		}
	}
	return len(trees) - 1
}

// TestNestedForm: both forms of the polynomials are the same, and the nested one begins
// with the weights of the step.
func TestNestedForm(t *testing.T) {
	for _, tab := range Explicit {
		in := tab.Interpolant()
		nested := in.Nested()
		for i, weights := range in.Weights {
			if d := math.Abs(nested[0][i] - at0(tab.B, i)); d > 1e-12 {
				t.Errorf("%s: stage %d ends with a weight that is off by %g", tab.Name, i, d)
			}
			for _, θ := range []float64{0, 0.2, 0.5, 0.9, 1} {
				want, got := θ*horner(weights, θ), 0.0
				for p := len(nested) - 1; p >= 0; p-- {
					got = Factor(p, θ) * (got + nested[p][i])
				}
				if math.Abs(got-want) > 1e-11 {
					t.Errorf("%s, stage %d at %g: %g, want %g", tab.Name, i, θ, got, want)
				}
			}
		}
	}
}

func TestValidateRefusesInterpolants(t *testing.T) {
	change := func(edit func(*Interpolant)) *Tableau {
		tab, in := *Dopri5, *dopri5Dense
		in.Weights = nil
		for _, row := range dopri5Dense.Weights {
			in.Weights = append(in.Weights, append([]float64(nil), row...))
		}
		edit(&in)
		tab.Dense = &in
		return &tab
	}
	for name, tab := range map[string]*Tableau{
		"a stage too few":       change(func(in *Interpolant) { in.Weights = in.Weights[:6] }),
		"no polynomial":         change(func(in *Interpolant) { clear(in.Weights) }),
		"ragged":                change(func(in *Interpolant) { in.Weights[3] = in.Weights[3][:2] }),
		"ends elsewhere":        change(func(in *Interpolant) { in.Weights[0][1] += 0.1; in.Weights[2][1] -= 0.1 }),
		"does not follow time":  change(func(in *Interpolant) { in.Weights[0][1] += 0.1; in.Weights[0][2] -= 0.1 }),
		"NaN":                   change(func(in *Interpolant) { in.Weights[0][1] = math.NaN() }),
		"extra stage is short":  change(func(in *Interpolant) { in.A, in.C = [][]float64{{1}}, []float64{1} }),
		"extra without weights": change(func(in *Interpolant) { in.A, in.C = [][]float64{Dopri5.A[6]}, []float64{1} }),
	} {
		var typed *TableauError
		if err := tab.Validate(); !errors.As(err, &typed) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
