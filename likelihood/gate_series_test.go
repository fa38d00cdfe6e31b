// The closed form with the output's gate as a series in t, against the exact trace by tangents.

package likelihood_test

import (
	"math"
	"strings"
	"testing"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/flowtest"
	"github.com/gorgoflow/gorgoflow/likelihood/trace"
)

// gatedField is FFJORD's network of two hidden layers with a gate on the output.
func gatedField(t *testing.T, net dynamics.MLPSettings) *dynamics.MLP {
	net.Hidden, net.GateOutput, net.Activation = []int{6, 5}, true, dynamics.Softplus
	field, err := dynamics.NewMLP(30, &net)
	flowtest.Must(t, err)
	return field
}

// growGate multiplies the weights of the output's gate, so that the gate varies faster.
func growGate(field *dynamics.MLP, factor float64) {
	gate := field.Params().Get("layers.2._hyper_gate.weight")
	for i := range gate.Len() {
		gate.Set(i, factor*gate.At(i))
	}
	field.Params().Touch()
}

// TestSeriesIsTheExactTrace: log-densities and gradients by the series are those by tangents, to the solver's tolerance
// and the rounding of the number type. A faster gate takes a longer series, and at last tangents. A condition, and
// either gradient method, make no difference.
func TestSeriesIsTheExactTrace(t *testing.T) {
	for _, c := range []struct {
		net    dynamics.MLPSettings
		grow   []float64 // factors of the gate, one after another
		terms  []int     // of the series; 0: tangents instead
		off    float64
		method integrate.Method
	}{
		{dynamics.MLPSettings{Seed: 1}, []float64{1, 2}, []int{7, 8}, 3e-6, integrate.Replay},
		{dynamics.MLPSettings{Seed: 2, Float64: true, Cond: 2}, []float64{1, 40}, []int{14, 0}, 1e-9, integrate.Replay},
		{dynamics.MLPSettings{Seed: 3, Float64: true}, []float64{1}, []int{14}, 1e-8, integrate.Backsolve},
	} {
		field := gatedField(t, c.net)
		tolerance := 1e-5
		if c.net.Float64 {
			tolerance = 1e-9
		}
		settings := func(method trace.Method) *likelihood.Settings {
			return &likelihood.Settings{T0: 1, T1: 0, Trace: trace.Settings{Method: method}, Gradient: integrate.GradientSettings{Method: c.method},
				Solver: &integrate.Settings{RTol: tolerance, ATol: tolerance, Steps: 4 * steps(c.method)}}
		}
		series, tangents := newFlow(t, field, settings(trace.Exact)), newFlow(t, field, settings(trace.Tangents))
		for i, grow := range c.grow {
			growGate(field, grow)
			plan, err := series.Trace()
			flowtest.Must(t, err)
			if plan.Terms != c.terms[i] || !plan.Exact || (plan.Terms > 0) != (plan.Method == trace.ClosedForm) || (plan.Terms > 0) != (plan.TermsError > 0) {
				t.Errorf("%+v, gate %d: want %d terms", plan, i, c.terms[i])
			}
			sameByBoth(t, series, tangents, c.net.Cond, c.off)
		}
	}
}

// steps returns 1 for replay, and 0 for backsolve, whose steps are chosen by their error.
func steps(m integrate.Method) int {
	if m == integrate.Backsolve {
		return 0
	}
	return 1
}

func sameByBoth(t *testing.T, series, tangents *likelihood.Flow, cond int, off float64) {
	t.Helper()
	x, r := flowtest.Points(2, 30, 1), &likelihood.GradientRequest{}
	if cond > 0 {
		r.Condition = flowtest.Points(2, cond, 2)
	}
	var logp [2][]float64
	var grad [2]map[string][]float64
	for k, flow := range []*likelihood.Flow{series, tangents} {
		d, err := flow.LogProbWith(t.Context(), x, &likelihood.LogProbRequest{Condition: r.Condition})
		flowtest.Must(t, err)
		logp[k] = d.LogProb
		g, err := flow.Gradient(t.Context(), x, r)
		flowtest.Must(t, err)
		grad[k] = map[string][]float64{}
		for i, p := range flow.Params() {
			grad[k][p.Name] = g.Params[i]
		}
	}
	within(t, "log p", logp[0], logp[1], off*30)
	for name, got := range grad[0] {
		within(t, name, got, grad[1][name], off*30)
	}
}

// within checks numbers with a bound relative to the largest wanted number or 1.
func within(t *testing.T, what string, got, want []float64, off float64) {
	t.Helper()
	size := 1.0
	for _, v := range want {
		size = max(size, math.Abs(v))
	}
	for i := range want {
		if !(math.Abs(got[i]-want[i]) <= off*size) {
			t.Errorf("%s: element %d is %v, by tangents %v", what, i, got[i], want[i])
			return
		}
	}
}

// TestWithoutSeries: without a series the plan says why, here because the interval moves, or because the series has too
// many terms.
func TestWithoutSeries(t *testing.T) {
	trained := newFlow(t, gatedField(t, dynamics.MLPSettings{}), &likelihood.Settings{TrainTime: true})
	fast := gatedField(t, dynamics.MLPSettings{})
	growGate(fast, 100)
	for reason, flow := range map[string]*likelihood.Flow{
		"differs from row to row (": trained, "takes more than 15 terms": newFlow(t, fast, nil)} {
		plan, err := flow.Trace()
		flowtest.Must(t, err)
		if plan.Method != trace.Tangents || plan.Terms != 0 || !strings.Contains(plan.Reason, reason) {
			t.Errorf("%+v, want tangents since %q", plan, reason)
		}
	}
}
