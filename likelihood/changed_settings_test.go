// A flow keeps the settings that it was made with, whatever its caller does with them afterwards.

package likelihood_test

import (
	"slices"
	"testing"

	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/flowtest"
	"github.com/gorgoflow/gorgoflow/likelihood/trace"
)

// TestChangedSettingsAreNotTheFlows: settings that are changed between New and the first call, as in a loop that makes
// a flow for each tolerance, leave the flow as it was made.
func TestChangedSettingsAreNotTheFlows(t *testing.T) {
	x := flowtest.Points(5, 2, 3)
	results := func(change bool) []float64 {
		control := *integrate.ControlPI
		solver, train := &integrate.Settings{RTol: 1e-8, ATol: 1e-8, Controller: &control}, &trace.Settings{Method: trace.Hutchinson, Probes: 2}
		settings := &likelihood.Settings{Solver: solver, GradientTrace: train}
		flow := newFlow(t, flowtest.BentField(t, 2), settings)
		if change {
			solver.RTol, solver.ATol, solver.Steps, control.Safety = 1, 1, 2, 0.1
			train.Probes = 1
			settings.T1, settings.Trace.Method = 3, trace.Hutchinson
		}
		g, err := flow.Gradient(t.Context(), x, nil)
		flowtest.Must(t, err)
		d, err := flow.LogProbWith(t.Context(), x, &likelihood.LogProbRequest{Certify: true})
		flowtest.Must(t, err)
		return slices.Concat(d.LogProb, d.Certificate.Solver, g.LogProb, g.X[0], []float64{g.Loss})
	}
	if want, got := results(false), results(true); !slices.Equal(got, want) {
		t.Errorf("%v after the settings have changed, want %v", got, want)
	}
}

// TestTheListOfParametersIsTheCallers: a caller who takes parameters out of the list, such as those that are not to be
// trained, leaves the flow's own as they are.
func TestTheListOfParametersIsTheCallers(t *testing.T) {
	flow := newFlow(t, flowtest.BentField(t, 2), &likelihood.Settings{TrainTime: true})
	want := slices.Clone(flow.Params())
	clear(flow.Params())
	if got := flow.Params(); !slices.Equal(got, want) {
		t.Errorf("parameters %v, want %v", got, want)
	}
	_, err := flow.Gradient(t.Context(), flowtest.Points(3, 2, 1), nil)
	flowtest.Must(t, err)
}
