// Interpolants that are refused.

package tableau_test

import (
	"errors"
	"math"
	"testing"

	"github.com/gorgoflow/gorgoflow/integrate/tableau"
)

// TestValidateRefusesInterpolants: Validate refuses a sound interpolant that is spoiled in one place.
func TestValidateRefusesInterpolants(t *testing.T) {
	change := func(edit func(*tableau.Interpolant)) *tableau.Tableau {
		tab, in := *tableau.Dopri5, *tableau.Dopri5.Dense
		in.Weights = nil
		for _, row := range tableau.Dopri5.Dense.Weights {
			in.Weights = append(in.Weights, append([]float64(nil), row...))
		}
		edit(&in)
		tab.Dense = &in
		return &tab
	}
	for name, tab := range map[string]*tableau.Tableau{
		"a stage too few":       change(func(in *tableau.Interpolant) { in.Weights = in.Weights[:6] }),
		"no polynomial":         change(func(in *tableau.Interpolant) { clear(in.Weights) }),
		"ragged":                change(func(in *tableau.Interpolant) { in.Weights[3] = in.Weights[3][:2] }),
		"ends elsewhere":        change(func(in *tableau.Interpolant) { in.Weights[0][1] += 0.1; in.Weights[2][1] -= 0.1 }),
		"does not follow time":  change(func(in *tableau.Interpolant) { in.Weights[0][1] += 0.1; in.Weights[0][2] -= 0.1 }),
		"NaN":                   change(func(in *tableau.Interpolant) { in.Weights[0][1] = math.NaN() }),
		"extra stage is short":  change(func(in *tableau.Interpolant) { in.A, in.C = [][]float64{{1}}, []float64{1} }),
		"extra without weights": change(func(in *tableau.Interpolant) { in.A, in.C = [][]float64{tableau.Dopri5.A[6]}, []float64{1} }),
	} {
		if err := tab.Validate(); !errors.Is(err, tableau.ErrTableau) {
			t.Errorf("%s: %v, want ErrTableau", name, err)
		}
	}
}
