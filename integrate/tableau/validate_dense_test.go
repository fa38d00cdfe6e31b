// Interpolants that are refused.

package tableau

import (
	"errors"
	"math"
	"testing"
)

// TestValidateRefusesInterpolants spoils a sound interpolant in one place at a time.
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
		if err := tab.Validate(); !errors.Is(err, ErrTableau) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
