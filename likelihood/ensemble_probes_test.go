// The probes of an ensemble whose members estimate their traces.

package likelihood_test

import (
	"slices"
	"testing"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/flowtest"
	"github.com/gorgoflow/gorgoflow/likelihood/trace"
)

// TestSamplesOfAnEnsembleAreScoredByTheirProbes: log-densities of samples are those that LogProbWith gives with the same
// seed of the probes, and others with another seed.
func TestSamplesOfAnEnsembleAreScoredByTheirProbes(t *testing.T) {
	s := likelihood.Settings{Trace: trace.Settings{Method: trace.Hutchinson}}
	flow := newFlow(t, flowtest.NewMLP(t, 2, &dynamics.MLPSettings{Hidden: []int{5}, Seed: 1}), &s)
	e := newEnsemble(t, nil, likelihood.Member{Weight: 1, Model: flow}, likelihood.Member{Weight: 2, Base: ensembleBase(t, 1, -1)})
	var before []float64
	for seed := range uint64(2) {
		drawn, err := e.SampleWith(t.Context(), 20, 3, &likelihood.SampleRequest{LogProb: true, ProbeSeed: seed})
		flowtest.Must(t, err)
		scored, err := e.LogProbWith(t.Context(), drawn.X, &likelihood.LogProbRequest{ProbeSeed: seed})
		flowtest.Must(t, err)
		flowtest.CloseTo(t, "log p of samples", drawn.LogProb, scored.LogProb, 0)
		if slices.Equal(drawn.LogProb, before) {
			t.Errorf("seed %d of the probes has the log-densities of the seed before", seed)
		}
		before = drawn.LogProb
	}
}
