// Log-densities of few rows against those of a batch.

package likelihood_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/internal/long"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/estimate"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/flowtest"
	"github.com/gorgoflow/gorgoflow/likelihood/trace"
)

var fewRowsTraces = []trace.Settings{
	{}, {Method: trace.Cotangents}, {Method: trace.Hutchinson}, {Method: trace.Hutchinson, Probes: 3}, {Method: trace.HutchPP, Probes: 3}}

// TestFewRowsScoreAsInABatch: one row, or a few, are solved by a step whose vectors hold features instead of rows. The
// log-densities have the same bits as in a batch. A third of the combinations has each network and
// each trace.
func TestFewRowsScoreAsInABatch(t *testing.T) {
	nets := []dynamics.MLPSettings{
		{Hidden: []int{20, 7}}, {Hidden: []int{5, 18, 4}, Activation: dynamics.ELU, Float64: true}, {Hidden: []int{33}, Layer: dynamics.Concat},
		{Hidden: []int{9, 9}, GateOutput: true, Activation: dynamics.Softplus}, {Hidden: []int{6, 3, 5}, Cond: 2}}
	if testing.Short() {
		nets = nets[1:2]
	}
	takes := long.OneIn(3)
	for i, net := range nets {
		for k, s := range fewRowsTraces {
			if !takes() {
				continue
			}
			net.Seed = uint64(i)
			scoresAsInABatch(t, fmt.Sprintf("network %d, trace %d", i, k), net, &likelihood.Settings{Trace: s})
		}
	}
}

func scoresAsInABatch(t *testing.T, what string, net dynamics.MLPSettings, s *likelihood.Settings) {
	t.Helper()
	field, err := dynamics.NewMLP(3, &net)
	flowtest.Must(t, err)
	flow := newFlow(t, field, s)
	x, c := flowtest.Points(20, 3, 5), flowtest.Points(20, max(net.Cond, 1), 6)
	probes := flowtest.Points(20, 3*max(estimate.Vectors(&s.Trace, 3), 1), 7)
	score := func(from, to int) []float64 {
		r := &likelihood.LogProbRequest{}
		if net.Cond > 0 {
			r.Condition = c[from:to]
		}
		if s.Trace.Method != trace.Exact {
			r.Probes = probes[from:to]
		}
		got, err := flow.LogProbWith(t.Context(), x[from:to], r)
		flowtest.Must(t, err)
		return got.LogProb
	}
	all := score(0, 20)
	for _, at := range [][2]int{{0, 1}, {13, 14}, {4, 6}, {2, 7}} {
		if got := score(at[0], at[1]); !slices.Equal(got, all[at[0]:at[1]]) {
			t.Errorf("%s: rows %v: %v, in a batch %v", what, at, got, all[at[0]:at[1]])
		}
	}
}
