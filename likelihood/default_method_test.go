// The default method: Sparse5, whose second and fourth stages take no divergence, beside Dopri5, whose second takes none.

package likelihood_test

import (
	"bytes"
	"math"
	"slices"
	"testing"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/tableau"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/flowtest"
	"gonum.org/v1/gonum/floats/scalar"
)

// TestNoDivergenceAtTheSecondStage: Dopri5's second stage has the weight zero and takes no divergence. So Dopri5 takes
// a tenth fewer operations than Tsit5 with as many evaluations. Sparse5's second and fourth stages take none, another
// tenth, and it takes no evaluation before the first step. Settings without a method take Sparse5, to the bit.
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
	if sparse5.Stats.Evaluations != dopri5.Stats.Evaluations-len(x) || !(sparse5.Stats.Flops < 0.9*dopri5.Stats.Flops) {
		t.Errorf("Sparse5: %d evaluations, %.0f operations; Dopri5: %d and %.0f, want one evaluation a row less and 10 %% fewer operations", sparse5.Stats.Evaluations, sparse5.Stats.Flops, dopri5.Stats.Evaluations, dopri5.Stats.Flops)
	}
}

// TestFirstStepOfAFlow: a flow without a method and without a first step has one for its tolerance and time, and keeps
// it in its file. With a method the solver chooses it.
func TestFirstStepOfAFlow(t *testing.T) {
	share := 1.1 * math.Pow(1e-5, 1./6)
	for name, c := range map[string]struct {
		s    likelihood.Settings
		want float64
	}{
		"nothing":    {likelihood.Settings{}, share},
		"time":       {likelihood.Settings{T0: 3, T1: 1}, 2 * share},
		"tolerance":  {likelihood.Settings{Solver: &integrate.Settings{RTol: 1e-8, ATol: 1e-5}}, share},
		"loose":      {likelihood.Settings{Solver: &integrate.Settings{RTol: 1}}, 1},
		"method":     {likelihood.Settings{Solver: &integrate.Settings{Tableau: tableau.Sparse5}}, 0},
		"first step": {likelihood.Settings{Solver: &integrate.Settings{FirstStep: 0.3}}, 0.3},
		"steps":      {likelihood.Settings{Solver: &integrate.Settings{Steps: 4}}, 0},
		"least step": {likelihood.Settings{Solver: &integrate.Settings{MinStep: 0.5}}, 0},
	} {
		flow := newFlow(t, flowtest.BentField(t, 2), &c.s)
		var file bytes.Buffer
		flowtest.Must(t, flow.Save(&file))
		loaded, err := likelihood.Load(&file)
		flowtest.Must(t, err)
		if got, kept := flow.Resolved().Solver.FirstStep, loaded.Resolved().Solver.FirstStep; !scalar.EqualWithinRel(got, c.want, 1e-12) || kept != got {
			t.Errorf("%s: first step %g, in the file %g, want %g", name, got, kept, c.want)
		}
	}
}
