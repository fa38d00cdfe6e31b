// The default method: Sparse5, whose second and fourth stages take no divergence, beside Dopri5, whose second takes none.

package likelihood_test

import (
	"slices"
	"testing"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/tableau"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/flowtest"
)

// TestNoDivergenceAtTheSecondStage: Dopri5's second stage has the weight zero and takes no divergence. So Dopri5 takes
// a tenth fewer operations than Tsit5 with as many evaluations. Sparse5's second and fourth
// stages take none, another tenth. Settings without a method take Sparse5, to the bit.
func TestNoDivergenceAtTheSecondStage(t *testing.T) {
	x := flowtest.Points(32, 2, 1)
	solved := func(tab *tableau.Tableau) *likelihood.Density {
		field, err := dynamics.NewMLP(2, &dynamics.MLPSettings{Hidden: []int{64, 64}, Seed: 1})
		flowtest.Must(t, err)
		d, err := newFlow(t, field, &likelihood.Settings{Solver: &integrate.Settings{Tableau: tab, Steps: 4}}).LogProbWith(t.Context(), x, nil)
		flowtest.Must(t, err)
		return d
	}
	byDefault, sparse5, dopri5, tsit5 := solved(nil), solved(tableau.Sparse5), solved(tableau.Dopri5), solved(tableau.Tsit5)
	if !slices.Equal(byDefault.LogProb, sparse5.LogProb) {
		t.Error("the default's log-densities are not Sparse5's")
	}
	if dopri5.Stats.Evaluations != tsit5.Stats.Evaluations || !(dopri5.Stats.Flops < 0.93*tsit5.Stats.Flops) {
		t.Errorf("Dopri5: %d evaluations, %.0f operations; Tsit5: %d and %.0f, want as many evaluations and 7 %% fewer operations", dopri5.Stats.Evaluations, dopri5.Stats.Flops, tsit5.Stats.Evaluations, tsit5.Stats.Flops)
	}
	if sparse5.Stats.Evaluations != dopri5.Stats.Evaluations || !(sparse5.Stats.Flops < 0.93*dopri5.Stats.Flops) {
		t.Errorf("Sparse5: %d evaluations, %.0f operations; Dopri5: %d and %.0f, want as many evaluations and 7 %% fewer operations", sparse5.Stats.Evaluations, sparse5.Stats.Flops, dopri5.Stats.Evaluations, dopri5.Stats.Flops)
	}
}
