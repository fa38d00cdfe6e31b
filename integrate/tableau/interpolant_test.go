// The order of interpolants.

package tableau_test

import (
	"math"
	"math/big"
	"testing"

	"github.com/gorgoflow/gorgoflow/integrate/internal/method"
	"github.com/gorgoflow/gorgoflow/integrate/internal/odetest"
	"github.com/gorgoflow/gorgoflow/integrate/internal/trees"
	"github.com/gorgoflow/gorgoflow/integrate/tableau"
)

// TestInterpolantOrderConditions: the polynomials Σ_i b_i(θ) Φ_i(τ) and θ^r/γ(τ) are equal for all trees τ of an order r up
// to the order of the interpolant, and not for all trees of the next order.
func TestInterpolantOrderConditions(t *testing.T) {
	rooted := trees.Rooted(8)
	for _, tab := range odetest.Explicit {
		in := method.Interpolant(tab)
		a := rationalRows(tab.A, in.A)
		if got := interpolantOrder(a, in, rooted); got != in.Order {
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

func interpolantOrder(a [][]*big.Rat, in *tableau.Interpolant, rooted [][]*trees.Tree) int {
	for order := 1; order < len(rooted); order++ {
		for _, τ := range rooted[order] {
			phi := tableau.ElementaryWeights(a, τ)
			for p := range in.Weights[0] {
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
	return len(rooted) - 1
}
