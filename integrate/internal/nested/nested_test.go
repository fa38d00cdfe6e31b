// The nested form of an interpolant against its polynomials.

package nested_test

import (
	"math"
	"testing"

	"github.com/gorgoflow/gorgoflow/integrate/internal/method"
	"github.com/gorgoflow/gorgoflow/integrate/internal/nested"
	"github.com/gorgoflow/gorgoflow/integrate/internal/odetest"
	"github.com/gorgoflow/gorgoflow/integrate/tableau"
)

// TestNestedForm: the nested form has the values of the polynomials, and its first level is the weights of the step.
func TestNestedForm(t *testing.T) {
	for _, tab := range odetest.Explicit {
		in := method.Interpolant(tab)
		levels := nested.Of(in.Weights)
		for i, weights := range in.Weights {
			if d := math.Abs(levels[0][i] - weight(tab, i)); !(d <= 1e-12) {
				t.Errorf("%s: the first level of stage %d is %g, want the weight %g", tab.Name, i, levels[0][i], weight(tab, i))
			}
			for _, θ := range []float64{0, 0.2, 0.5, 0.9, 1} {
				want, got := θ*polynomial(weights, θ), 0.0
				for p := len(levels) - 1; p >= 0; p-- {
					got = nested.Factor(p, θ) * (got + levels[p][i])
				}
				if !(math.Abs(got-want) <= 1e-11) {
					t.Errorf("%s, stage %d at %g: %g, want %g", tab.Name, i, θ, got, want)
				}
			}
		}
	}
}

// polynomial is Σ_p coefficients[p] x^p.
func polynomial(coefficients []float64, x float64) (v float64) {
	for p, c := range coefficients {
		v += c * math.Pow(x, float64(p))
	}
	return v
}

// weight is the weight of a stage in the step, which is 0 for an extra stage.
func weight(t *tableau.Tableau, stage int) float64 {
	if stage < len(t.B) {
		return t.B[stage]
	}
	return 0
}
