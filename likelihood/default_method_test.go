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

// TestFirstStepOfAFlow: a flow without a method and without a first step has one for its tolerance and time, after which
// steps grow by 1.7 at most, and keeps both in its file. With a method the solver chooses it.
func TestFirstStepOfAFlow(t *testing.T) {
	share := 1.4 * math.Pow(1e-5, 1./6)
	for name, c := range map[string]struct {
		s           likelihood.Settings
		first, most float64 // the first step, and what steps grow by at most
	}{
		"nothing":    {likelihood.Settings{}, share, 1.7},
		"time":       {likelihood.Settings{T0: 3, T1: 1}, 2 * share, 1.7},
		"tolerance":  {likelihood.Settings{Solver: &integrate.Settings{RTol: 1e-8, ATol: 1e-5}}, share, 1.7},
		"loose":      {likelihood.Settings{Solver: &integrate.Settings{RTol: 1}}, 1, 1.7},
		"method":     {likelihood.Settings{Solver: &integrate.Settings{Tableau: tableau.Sparse5}}, 0, 0},
		"first step": {likelihood.Settings{Solver: &integrate.Settings{FirstStep: 0.3}}, 0.3, 0},
		"controller": {likelihood.Settings{Solver: &integrate.Settings{Controller: &integrate.Controller{MaxFactor: 3}}}, share, 3},
		"steps":      {likelihood.Settings{Solver: &integrate.Settings{Steps: 4}}, 0, 0},
		"least step": {likelihood.Settings{Solver: &integrate.Settings{MinStep: 0.5}}, 0, 0},
	} {
		flow := newFlow(t, flowtest.BentField(t, 2), &c.s)
		var file bytes.Buffer
		flowtest.Must(t, flow.Save(&file))
		loaded, err := likelihood.Load(&file)
		flowtest.Must(t, err)
		for where, f := range map[string]*likelihood.Flow{"flow": flow, "file": loaded} {
			solver := f.Resolved().Solver
			most := 0.0
			if own, ok := solver.Controller.(*integrate.Controller); ok && own != nil {
				most = own.MaxFactor
			}
			if !scalar.EqualWithinRel(solver.FirstStep, c.first, 1e-12) || most != c.most {
				t.Errorf("%s: in the %s the first step is %g and steps grow by %g, want %g and %g", name, where, solver.FirstStep, most, c.first, c.most)
			}
		}
	}
}
