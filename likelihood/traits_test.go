// Traits: they tell models apart by what the models compute.

package likelihood_test

import (
	"strings"
	"testing"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/tableau"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/base"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/flowtest"
	"github.com/gorgoflow/gorgoflow/likelihood/trace"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// firstDifference returns the name of the first trait in which two models differ; "" if none does.
func firstDifference(t *testing.T, a, b interface {
	Traits() ([]likelihood.Trait, error)
}) string {
	t.Helper()
	one, err := a.Traits()
	flowtest.Must(t, err)
	other, err := b.Traits()
	flowtest.Must(t, err)
	for i := range min(len(one), len(other)) {
		if one[i] != other[i] {
			return one[i].Name
		}
	}
	if len(one) != len(other) {
		return "number"
	}
	return ""
}

// steady and doubling are step controllers of a caller's.
type (
	steady   struct{}
	doubling struct{ steady }
)

func (steady) Propose([3]float64, int) float64   { return 1 }
func (steady) Reject(float64, int) float64       { return 0.5 }
func (doubling) Propose([3]float64, int) float64 { return 2 }

// TestTraitsTellModelsApart: the first difference names what differs between two models. Models that compute the same
// have equal traits.
func TestTraitsTellModelsApart(t *testing.T) {
	flow := func(m dynamics.MLPSettings, s likelihood.Settings) *likelihood.Flow {
		if m.Hidden == nil {
			m.Hidden = []int{4}
		}
		field, err := dynamics.NewMLP(2, &m)
		flowtest.Must(t, err)
		f, err := likelihood.New(field, &s)
		flowtest.Must(t, err)
		return f
	}
	gaussian := func(variance float64) *base.Gaussian {
		g, err := base.NewDiagonalGaussian([]float64{0, 0}, []float64{1, variance})
		flowtest.Must(t, err)
		return g
	}
	plain := flow(dynamics.MLPSettings{}, likelihood.Settings{})
	for name, c := range map[string]struct {
		m dynamics.MLPSettings
		s likelihood.Settings
	}{
		"Field.Settings.Activation":   {m: dynamics.MLPSettings{Activation: dynamics.Softplus}},
		"Field.Settings.Layer":        {m: dynamics.MLPSettings{Layer: dynamics.Concat}},
		"Field.Settings.Float64":      {m: dynamics.MLPSettings{Float64: true}},
		"Field.Settings.Hidden":       {m: dynamics.MLPSettings{Hidden: []int{5}}},
		"Field.Settings.Fourier":      {m: dynamics.MLPSettings{Fourier: []float64{1}}},
		"Settings.T0":                 {s: likelihood.Settings{T0: 0.5, T1: 1}},
		"Settings.T1":                 {s: likelihood.Settings{T1: 2}},
		"Settings.TrainTime":          {s: likelihood.Settings{TrainTime: true}},
		"Settings.TrainBase":          {s: likelihood.Settings{TrainBase: true, Base: gaussian(1)}},
		"Settings.Trace.Method":       {s: likelihood.Settings{Trace: trace.Settings{Method: trace.Hutchinson}}},
		"Settings.GradientTrace.Kind": {s: likelihood.Settings{GradientTrace: &trace.Settings{Gaussian: true}}},
		"Settings.Solver.Tableau":     {s: likelihood.Settings{Solver: &integrate.Settings{Tableau: tableau.Dopri5}}},
		"Settings.Solver.RTol":        {s: likelihood.Settings{Solver: &integrate.Settings{RTol: 1e-3}}},
		"Settings.Solver.NormFunc":    {s: likelihood.Settings{Solver: &integrate.Settings{NormFunc: func([]float64) float64 { return 0 }}}},
		"Settings.FreeDensity":        {s: likelihood.Settings{FreeDensity: true}},
		"Settings.Penalties.Kinetic":  {s: likelihood.Settings{Penalties: likelihood.Penalties{Kinetic: 0.1}}},
		"Settings.Gradient.Method":    {s: likelihood.Settings{Gradient: integrate.GradientSettings{Method: integrate.Backsolve}}},
		"Base":                        {s: likelihood.Settings{Base: gaussian(1)}},
		"":                            {m: dynamics.MLPSettings{Seed: 9}, s: likelihood.Settings{Solver: &integrate.Settings{Workers: 3}}},
	} {
		other := flow(c.m, c.s)
		if got := firstDifference(t, plain, other); got != name && !strings.HasPrefix(got, name+".") {
			t.Errorf("the first difference is %q, want %q", got, name)
		}
	}
	controlled := func(c integrate.StepController) *likelihood.Flow {
		return flow(dynamics.MLPSettings{}, likelihood.Settings{Solver: &integrate.Settings{Controller: c}})
	}
	if got := firstDifference(t, controlled(steady{}), controlled(doubling{})); got != "Settings.Solver.Controller" {
		t.Errorf("two controllers of the caller's differ first by %q, want %q", got, "Settings.Solver.Controller")
	}
	if got := firstDifference(t, controlled(steady{}), controlled(steady{})); got != "" {
		t.Errorf("equal controllers of the caller's differ by %q, want no difference", got)
	}
	if got := firstDifference(t, flow(dynamics.MLPSettings{}, likelihood.Settings{Base: gaussian(1)}), flow(dynamics.MLPSettings{}, likelihood.Settings{Base: gaussian(2)})); got != "Base.Params" {
		t.Errorf("two bases differ first by %q, want %q", got, "Base.Params")
	}
}

// TestTraitsOfFunctions: fields that are made from a function are told apart by what the function computes.
func TestTraitsOfFunctions(t *testing.T) {
	flow := func(f func(*G.Node) (*G.Node, error), scale float64) *likelihood.Flow {
		params := graph.NewParams(tensor.Float64)
		_, err := params.Add("w", 2, 2)
		flowtest.Must(t, err)
		field, err := dynamics.FromFunc(2, params, func(_ *G.ExprGraph, _, z *G.Node, p []*G.Node) (*G.Node, error) {
			return f(G.Must(G.Mul(G.NewConstant(scale), G.Must(G.Mul(z, p[0])))))
		})
		flowtest.Must(t, err)
		made, err := likelihood.New(field, nil)
		flowtest.Must(t, err)
		return made
	}
	plain := flow(G.Tanh, 2)
	if got := firstDifference(t, plain, flow(G.Tanh, 2)); got != "" {
		t.Errorf("equal functions differ by %q, want no difference", got)
	}
	for i, other := range []*likelihood.Flow{flow(G.Sigmoid, 2), flow(G.Tanh, 3)} {
		if got := firstDifference(t, plain, other); got != "Field.Graph" {
			t.Errorf("function %d differs by %q, want %q", i, got, "Field.Graph")
		}
	}
}

// TestTraitsOfFrozenParameters: values of parameters that a field reads and does not train tell flows apart, also in a stack,
// unless another flow of the stack trains them.
func TestTraitsOfFrozenParameters(t *testing.T) {
	for _, dtype := range []tensor.Dtype{tensor.Float64, tensor.Float32} {
		flow := func(features float64, stacked, tied bool) *likelihood.Flow {
			frozen, trained := graph.NewParams(dtype), graph.NewParams(dtype)
			w, err := frozen.Add("features", 2, 3)
			flowtest.Must(t, err)
			flowtest.Must(t, w.SetAll([]float64{1, 2, 3, 4, 5, features}))
			v, err := trained.Add("weights", 3, 2)
			flowtest.Must(t, err)
			field, err := dynamics.NewField(2, trained, func(b *graph.Builder, _, z, _ *G.Node) *G.Node {
				return b.MatMul(b.Shift(b.Tanh(b.MatMul(z, b.Param(w), false, false)), 0.1), b.Param(v), false, false)
			})
			flowtest.Must(t, err)
			fields := []dynamics.Field{field}
			if tied {
				other, err := dynamics.NewField(2, frozen, func(b *graph.Builder, _, z, _ *G.Node) *G.Node {
					return b.Tanh(b.MatMul(b.MatMul(z, b.Param(w), false, false), b.Param(w), false, true))
				})
				flowtest.Must(t, err)
				fields = append(fields, other)
			}
			make := func() (*likelihood.Flow, error) { return likelihood.New(field, nil) }
			if stacked {
				make = func() (*likelihood.Flow, error) { return likelihood.NewStack(fields, nil) }
			}
			made, err := make()
			flowtest.Must(t, err)
			return made
		}
		for _, c := range []struct {
			stacked, tied bool
			other         float64
			want          string
		}{
			{false, false, 6, ""},
			{false, false, 7, "Field.Frozen"},
			{true, false, 6, ""},
			{true, false, 7, "Flow[0].Field.Frozen"},
			{true, true, 7, ""},
		} {
			if got := firstDifference(t, flow(6, c.stacked, c.tied), flow(c.other, c.stacked, c.tied)); got != c.want {
				t.Errorf("%v, %+v: the first difference is %q, want %q", dtype, c, got, c.want)
			}
		}
	}
}
