// Flows: layers × activations × dtypes × traces × control × methods, and each setting of its own.

package golden_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/tableau"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/base"
	"github.com/gorgoflow/gorgoflow/likelihood/trace"
	"gonum.org/v1/gonum/mat"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

var (
	tableaus = []*tableau.Tableau{tableau.Tsit5, tableau.Dopri5, tableau.Rodas5P}
	traces   = []trace.Settings{
		{},
		{Method: trace.Cotangents},
		{Method: trace.Hutchinson, Probes: 2},
		{Method: trace.Hutchinson, Gaussian: true},
		{Method: trace.HutchPP, Probes: 3},
	}
	traceNames = []string{"0,0,0", "0,0,3", "1,0,0", "1,1,0", "2,0,0"} // as the records have them
)

// points are n rows of standard normal numbers.
func points(n, dim int, seed uint64) [][]float64 {
	r := rand.New(rand.NewPCG(seed, 11))
	x := make([][]float64, n)
	for i := range x {
		for range dim {
			x[i] = append(x[i], r.NormFloat64())
		}
	}
	return x
}

// addDensity records log-densities, samples and the gradients by replay and backsolve.
func (b bits) addDensity(t *testing.T, name string, d *likelihood.Flow, x, condition [][]float64) {
	t.Helper()
	ask := func(method integrate.Method) *likelihood.GradientRequest {
		return &likelihood.GradientRequest{Condition: condition, ProbeSeed: 3, Settings: &integrate.GradientSettings{Method: method}}
	}
	p, err := d.LogProbWith(t.Context(), x, &likelihood.LogProbRequest{Condition: condition, ProbeSeed: 3})
	must(t, err)
	b.add(t, name+": log-densities", p.LogProb, p.Base, p.Change, p.Stats.Evaluations, p.Stats.Rejected)
	s, err := d.SampleWith(t.Context(), len(x), 5, &likelihood.SampleRequest{Condition: condition, LogProb: true})
	must(t, err)
	b.add(t, name+": samples", s.X, s.LogProb, s.Base, s.Stats.Evaluations)
	for method, word := range map[integrate.Method]string{integrate.Replay: "replay", integrate.Backsolve: "backsolve"} {
		g, err := d.Gradient(t.Context(), x, ask(method))
		must(t, err)
		b.add(t, name+": "+word, g.Loss, g.NegLogProb, g.LogProb, g.Params, g.X, g.Condition, g.T0, g.T1, g.ReverseError, g.Penalties.Kinetic,
			g.Penalties.Frobenius, g.Penalties.Directional, g.Penalties.Total, g.Forward.Evaluations, g.Backward.Evaluations)
	}
}

func newMLP(t testing.TB, dim int, s dynamics.MLPSettings) *dynamics.MLP {
	t.Helper()
	m, err := dynamics.NewMLP(dim, &s)
	must(t, err)
	return m
}

func newFlow(t testing.TB, field dynamics.Field, s likelihood.Settings) *likelihood.Flow {
	t.Helper()
	f, err := likelihood.New(field, &s)
	must(t, err)
	return f
}

// TestFlows compares three networks of each layer, in which each activation, dtype, trace, control and method occurs with
// several of the others.
func TestFlows(t *testing.T) {
	var activations []dynamics.Activation
	for _, a := range dynamics.Activations() {
		if a.TwiceDifferentiable() == nil {
			activations = append(activations, a)
		}
	}
	layers, b := dynamics.Layers(), bits{}
	for n := range 3 * len(layers) {
		round := n / len(layers)
		net := dynamics.MLPSettings{Layer: layers[n%len(layers)], Activation: activations[(n+2*round)%len(activations)], Seed: uint64(n),
			Float64: (n+round)%2 == 0, Hidden: [][]int{{7}, {6, 5}, {5, 4, 6}}[(n+round)%3], GateOutput: n%5 == 0}
		kind := (n/2 + round) % len(traces)
		solver := integrate.Settings{Tableau: tableaus[(n/4)%len(tableaus)], Shared: (n/3+round)%2 == 1, Lanes: 4,
			RTol: 1e-4, ATol: 1e-4}
		dim := 2 + n%2
		set := likelihood.Settings{Trace: traces[kind], Solver: &solver}
		if net.Activation == dynamics.Square { // reaches infinity in finite time
			net.Hidden, set.T1 = []int{7}, 0.1
		}
		flow := newFlow(t, newMLP(t, dim, net), set)
		name := fmt.Sprintf("%02d %s %s %v double=%v trace=%s shared=%v %s", n, net.Layer, net.Activation, net.Hidden, net.Float64,
			traceNames[kind], solver.Shared, solver.Tableau.Name)
		b.addDensity(t, name, flow, points(9, dim, uint64(n)), nil)
	}
	b.check(t, "flows")
}

var penalties = likelihood.Penalties{Kinetic: 0.1, Frobenius: 0.2, Directional: 0.05, Total: 0.03}

func newMixture(t testing.TB) base.Base {
	t.Helper()
	round, err := base.NewDiagonalGaussian([]float64{1, 0}, []float64{0.5, 1})
	must(t, err)
	skew, err := base.NewGaussian([]float64{-1, 0.5}, mat.NewSymDense(2, []float64{1, 0.3, 0.3, 0.8}))
	must(t, err)
	m, err := base.NewMixture([]float64{1, 2}, round, skew)
	must(t, err)
	return m
}

// TestFlowSettings compares settings one by one: condition, penalties, base, times, density outside the control, closed
// form, features of time.
func TestFlowSettings(t *testing.T) {
	b := bits{}
	for name, c := range map[string]struct {
		net   dynamics.MLPSettings
		flow  likelihood.Settings
		scale bool
	}{
		"condition":       {net: dynamics.MLPSettings{Cond: 2}, scale: true},
		"penalties":       {flow: likelihood.Settings{Penalties: penalties}},
		"probes' penalty": {flow: likelihood.Settings{Penalties: penalties, Trace: traces[2]}, net: dynamics.MLPSettings{Float64: true}},
		"mixture":         {flow: likelihood.Settings{Base: newMixture(t), TrainBase: true, TrainTime: true}, net: dynamics.MLPSettings{Float64: true}},
		"backwards":       {flow: likelihood.Settings{T0: 1, T1: 0.25}, scale: true},
		"free density":    {flow: likelihood.Settings{FreeDensity: true}},
		"two traces":      {flow: likelihood.Settings{GradientTrace: &traces[4]}},
		"closed form 1":   {net: dynamics.MLPSettings{Hidden: []int{6}}, flow: likelihood.Settings{Trace: trace.Settings{Method: trace.ClosedForm}}},
		"closed form 2":   {net: dynamics.MLPSettings{Hidden: []int{6, 9}}, flow: likelihood.Settings{Trace: trace.Settings{Method: trace.ClosedForm}}},
		"tangents":        {net: dynamics.MLPSettings{Hidden: []int{6, 9, 5}}, flow: likelihood.Settings{Trace: trace.Settings{Method: trace.Tangents}}},
		"features":        {net: dynamics.MLPSettings{Fourier: []float64{1, 3}, Layer: dynamics.Hyper}},
		"PID, max norm": {flow: likelihood.Settings{Solver: &integrate.Settings{Controller: integrate.ControlPID, MaxNorm: true, RTol: 1e-6, ATol: 1e-6}},
			net: dynamics.MLPSettings{Float64: true}},
		"four steps": {flow: likelihood.Settings{Solver: &integrate.Settings{Tableau: tableau.RK4, Steps: 4}}},
		"tape of two states": {flow: likelihood.Settings{Gradient: integrate.GradientSettings{TapeBytes: 1024},
			Solver: &integrate.Settings{RTol: 1e-7, ATol: 1e-7, Lanes: 8}}, net: dynamics.MLPSettings{Float64: true}},
	} {
		if c.net.Hidden == nil {
			c.net.Hidden = []int{9, 8}
		}
		flow := newFlow(t, newMLP(t, 2, c.net), c.flow)
		if c.scale {
			must(t, flow.Standardize([]float64{0.5, -0.5}, []float64{1.5, 0.7}))
		}
		var condition [][]float64
		if c.net.Cond > 0 {
			condition = points(40, c.net.Cond, 8)
		}
		b.addDensity(t, name, flow, points(40, 2, 4), condition)
	}
	b.check(t, "settings")
}

// TestOwnFields compares users' fields: in operations of the Builder, and in Gorgonia's operations.
func TestOwnFields(t *testing.T) {
	matrix := func() *graph.Params {
		params := graph.NewParams(tensor.Float64)
		a, err := params.Add("A", 3, 3)
		must(t, err)
		must(t, a.SetAll([]float64{0.1, -1, 0.2, 0.7, 0, 0.3, -0.4, 0.5, -0.6}))
		return params
	}
	params := matrix()
	built, err := dynamics.NewField(3, params, func(b *graph.Builder, t, z, _ *G.Node) *G.Node {
		return b.Tanh(b.Add(b.MatMul(z, b.Param(params.List()[0]), false, false), t))
	})
	must(t, err)
	plain, err := dynamics.FromFunc(3, matrix(), func(_ *G.ExprGraph, _, z *G.Node, params []*G.Node) (*G.Node, error) {
		product, err := G.Mul(z, params[0])
		if err != nil {
			return nil, err
		}
		return G.Tanh(product)
	})
	must(t, err)
	b := bits{}
	b.addDensity(t, "Builder", newFlow(t, built, likelihood.Settings{}), points(9, 3, 1), nil)
	b.addDensity(t, "Gorgonia", newFlow(t, plain, likelihood.Settings{}), points(9, 3, 1), nil)
	b.check(t, "own fields")
}
