// Models that cannot be built, here or in Python: errors say why.

package torch_test

import (
	"maps"
	"strings"
	"testing"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/base"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/flowtest"
	"github.com/gorgoflow/gorgoflow/likelihood/torch"
	"github.com/pkg/errors"
)

// TestPrefix: tensors outside the network's prefix belong to others, and tensors under the prefix must be the
// network's.
func TestPrefix(t *testing.T) {
	state := read(t, "torchcfm.pt").State
	state["encoder.0.weight"], state["encoder.scale"] = state["net.0.weight"], state["net.0.bias"]
	s := torch.TorchCFM
	s.Prefix = "net."
	_, report, err := torch.Sequential(state, &s)
	if err != nil {
		t.Fatal(err)
	}
	if last := report.Entries[len(report.Entries)-1]; last.Use != torch.Ignored || last.Name != "encoder.scale" {
		t.Errorf("the last entry is %v, want encoder.scale as ignored", last)
	}
	state["net.0.weight_u"] = state["net.0.bias"]
	var faults *torch.StateError
	if _, _, err := torch.Sequential(state, &s); !errors.As(err, &faults) || faults.Faults[0].Name != "net.0.weight_u" {
		t.Errorf("%v, want net.0.weight_u as extra", err)
	}
}

// TestLag: the checkpoint's arguments hold the norms' lag as a number of either kind.
func TestLag(t *testing.T) {
	c := read(t, "ffjord_stack.pt")
	for _, lag := range []any{0.5, int64(1), int64(2)} {
		c.Args["bn_lag"] = lag
		if _, _, err := torch.FFJORD(c, nil); (err != nil) != (lag == int64(2)) {
			t.Errorf("a lag of %v: %v, want an error for one above 1", lag, err)
		}
	}
}

// TestArgumentsAsTexts: the metadata of a safetensors file are texts, and mean what the values of a checkpoint mean.
func TestArgumentsAsTexts(t *testing.T) {
	c := read(t, "ffjord_concat.safetensors")
	for _, said := range []struct {
		value any
		holds bool
	}{{"True", true}, {"true", true}, {int64(1), true}, {1.0, true}, {"1", true}, {"False", false}, {"None", false}, {"0", false}, {int64(0), false}, {false, false}, {nil, false}} {
		c.Args = map[string]any{"nonlinearity": "softplus", "residual": said.value}
		if _, _, err := torch.FFJORD(c, nil); (err != nil) != said.holds {
			t.Errorf("residual %v: %v, want an error if it holds", said.value, err)
		}
		c.Args = map[string]any{"nonlinearity": "softplus", "train_T": said.value}
		flow, _, err := torch.FFJORD(c, nil)
		flowtest.Must(t, err)
		if got := len(flow.Params()) - len(flow.Flows()[0].Field().Params().List()); (got == 1) != said.holds {
			t.Errorf("train_T %v: %d parameters beside the network's", said.value, got)
		}
	}
	images := read(t, "ffjord_conv.pt")
	images.Args["imagesize"] = "4"
	if flow, _, err := torch.FFJORD(images, nil); err != nil || flow.Dim() != 16 {
		t.Errorf("imagesize as a text: %v", err)
	}
	images.Args["imagesize"] = "small"
	if err := errorOf(torch.FFJORD(images, nil)); err == nil || !strings.Contains(err.Error(), "imagesize is small") {
		t.Errorf("%v, want imagesize to be named", err)
	}
}

func TestModelsThatCannotBeBuilt(t *testing.T) {
	first := read(t, "sequential_first.safetensors").State
	stack := read(t, "ffjord_stack.pt")
	with := func(from torch.StateDict, change func(torch.StateDict)) torch.StateDict {
		to := maps.Clone(from)
		change(to)
		return to
	}
	for says, build := range map[string]func() error{
		"Activation": func() error {
			return errorOf(torch.Sequential(first, &torch.SequentialSettings{Input: []torch.Part{torch.Time, torch.State}}))
		},
		"3 columns": func() error {
			return errorOf(torch.Sequential(first, &torch.SequentialSettings{Activation: dynamics.Tanh}))
		},
		"Input[1]": func() error {
			return errorOf(torch.Sequential(first, &torch.SequentialSettings{Activation: dynamics.Tanh, Input: []torch.Part{torch.Time, torch.Time}}))
		},
		"Input[0]": func() error {
			return errorOf(torch.Sequential(first, &torch.SequentialSettings{Activation: dynamics.Tanh, Input: []torch.Part{"speed"}}))
		},
		"Input is [condition]": func() error {
			return errorOf(torch.Sequential(first, &torch.SequentialSettings{Activation: dynamics.Tanh, Input: []torch.Part{torch.Condition}}))
		},
		`there are ["net."]`: func() error { return errorOf(torch.Sequential(first, &torch.SequentialSettings{Prefix: "main."})) },
		`one of ["b." "net."]`: func() error {
			return errorOf(torch.Sequential(with(first, func(s torch.StateDict) { s["b.0.bias"] = torch.Tensor{} }), nil))
		},
		"one of []": func() error { return errorOf(torch.Sequential(nil, nil)) },
		"want net.4": func() error {
			return errorOf(torch.Sequential(with(first, func(s torch.StateDict) {
				s["net.5.weight"], s["net.5.bias"] = s["net.4.weight"], s["net.4.bias"]
				delete(s, "net.4.weight")
				delete(s, "net.4.bias")
			}), nil))
		},
		"net.0.weight is missing, want it beside its bias: remove weight_norm": func() error {
			return errorOf(torch.Sequential(with(first, func(s torch.StateDict) {
				s["net.0.weight_v"] = s["net.0.weight"]
				delete(s, "net.0.weight")
			}), nil))
		},
		"net.0.weight is missing, want it beside": func() error {
			return errorOf(torch.Sequential(with(first, func(s torch.StateDict) {
				s["net.0.parametrizations.weight.original0"] = s["net.0.weight"]
				delete(s, "net.0.weight")
			}), nil))
		},
		"checkpoint is nil": func() error { return errorOf(torch.FFJORD(nil, nil)) },
		"start with chain.": func() error { return errorOf(torch.FFJORD(&torch.Checkpoint{State: first}, nil)) },
		"--nonlinearity":    func() error { return errorOf(torch.FFJORD(read(t, "ffjord_concat.safetensors"), nil)) },
		"residual": func() error {
			return errorOf(torch.FFJORD(&torch.Checkpoint{State: stack.State, Args: map[string]any{"residual": true}}, nil))
		},
		"norms everywhere": func() error {
			return errorOf(torch.FFJORD(&torch.Checkpoint{State: with(stack.State, func(s torch.StateDict) { drop(s, "chain.4.") })}, nil))
		},
		"a norm (running_mean) or a flow": func() error {
			return errorOf(torch.FFJORD(&torch.Checkpoint{State: with(stack.State, func(s torch.StateDict) { drop(s, "chain.3.odefunc.diffeq.") })}, nil))
		},
		"sqrt_end_time is 0": func() error {
			return errorOf(torch.FFJORD(&torch.Checkpoint{State: with(stack.State, func(s torch.StateDict) { s["chain.1.sqrt_end_time"] = torch.Tensor{Values: []float64{0}} })}, nil))
		},
		"β of swish is -1": func() error {
			return errorOf(torch.FFJORD(&torch.Checkpoint{State: with(stack.State, func(s torch.StateDict) {
				s["chain.1.odefunc.diffeq.activation_fns.0.beta"] = torch.Tensor{Shape: []int{}, Values: []float64{-1}}
			})}, nil))
		},
		"one of several transforms": func() error { return errorOf(torch.Zuko(torch.StateDict{"transform.transforms.0.times": {}}, nil)) },
		"transform.times":           func() error { return errorOf(torch.Zuko(first, nil)) },
		"21 or more": func() error {
			return errorOf(torch.Zuko(with(read(t, "zuko.pt").State, func(s torch.StateDict) {
				s["transform.freqs"] = torch.Tensor{Shape: []int{9}, Values: make([]float64, 9)}
			}), nil))
		},
	} {
		err := build()
		var model *torch.ModelError
		if !errors.As(err, &model) || !strings.Contains(err.Error(), says) {
			t.Errorf("%v, want a *ModelError that says %q", err, says)
		}
	}
}

func errorOf[M any](_ M, _ *torch.Report, err error) error { return err }

func drop(s torch.StateDict, prefix string) {
	for _, name := range s.Names() {
		if strings.HasPrefix(name, prefix) {
			delete(s, name)
		}
	}
}

func mlp(t *testing.T, s dynamics.MLPSettings) *dynamics.MLP {
	t.Helper()
	s.Hidden, s.Float64 = []int{4}, true
	m, err := dynamics.NewMLP(2, &s)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// TestModelsThatPythonHasNot: a writer refuses a flow that would be another density in Python.
func TestModelsThatPythonHasNot(t *testing.T) {
	inOrder := &torch.SequentialSettings{Input: []torch.Part{torch.Time, torch.State}}
	for says, s := range map[string]dynamics.MLPSettings{
		"want concat_first":          {Layer: dynamics.Concat},
		"Fourier":                    {Layer: dynamics.ConcatFirst, Fourier: []float64{1}},
		"condition of 2":             {Layer: dynamics.ConcatFirst, Cond: 2},
		"activation is swish":        {Layer: dynamics.ConcatFirst, Activation: dynamics.Swish},
		"layer is ignore, want conc": {Layer: dynamics.Ignore},
		"LayerNorm true":             {Layer: dynamics.ConcatFirst, LayerNorm: true},
	} {
		if _, err := torch.SequentialState(mlp(t, s), inOrder); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%+v: %v, want an error that says %q", s, err, says)
		}
	}
	for says, change := range map[string]func(s *likelihood.StackSettings, m *dynamics.MLPSettings){
		"LayerNorm true":    func(s *likelihood.StackSettings, m *dynamics.MLPSettings) { m.LayerNorm = true },
		"GateOutput":        func(s *likelihood.StackSettings, m *dynamics.MLPSettings) { m.GateOutput = false },
		"without condition": func(s *likelihood.StackSettings, m *dynamics.MLPSettings) { m.Cond = 1 },
		"time of the data":  func(s *likelihood.StackSettings, m *dynamics.MLPSettings) { s.Flow.T0, s.Flow.T1 = 0, 1 },
		"Epsilon of norms": func(s *likelihood.StackSettings, m *dynamics.MLPSettings) {
			s.Norm = &likelihood.NormSettings{Ends: true, Epsilon: 0.01}
		},
		"time of the base": func(s *likelihood.StackSettings, m *dynamics.MLPSettings) { s.Flow.T0 = -1 },
		"base": func(s *likelihood.StackSettings, m *dynamics.MLPSettings) {
			s.Flow.Base, _ = base.NewDiagonalGaussian([]float64{1, 1}, []float64{1, 1})
		},
	} {
		set, net := likelihood.StackSettings{Flow: likelihood.Settings{T0: 1}}, dynamics.MLPSettings{GateOutput: true}
		change(&set, &net)
		stack, err := likelihood.NewStack([]dynamics.Field{mlp(t, net)}, &set)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := torch.FFJORDState(stack); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%v, want an error that says %q", err, says)
		}
	}
	for says, change := range map[string]func(f *likelihood.Flow){
		"KeepStandardization trains": func(f *likelihood.Flow) { _ = f.Standardize([]float64{1, 1}, []float64{1, 1}) },
		"standardisation of cond":    func(f *likelihood.Flow) { _ = f.StandardizeCondition([]float64{0}, []float64{2}) },
		"concat_first":               nil,
		"LayerNorm true":             func(f *likelihood.Flow) {},
	} {
		s := dynamics.MLPSettings{Layer: dynamics.ConcatFirst, Fourier: []float64{1}, FourierOnly: change != nil, LayerNorm: says == "LayerNorm true", Cond: 1}
		f, err := likelihood.New(mlp(t, s), nil)
		if err != nil {
			t.Fatal(err)
		}
		if change != nil {
			change(f)
		}
		if _, err := torch.ZukoState(f); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%v, want an error that says %q", err, says)
		}
	}
}

// TestManySwishes: FFJORD's code has one β for all layers, so that a flow with different ones is refused.
func TestManySwishes(t *testing.T) {
	stack, _, err := torch.FFJORD(read(t, "ffjord_stack.pt"), nil)
	if err != nil {
		t.Fatal(err)
	}
	var last *graph.Param
	for _, p := range stack.Params() {
		if strings.HasSuffix(p.Name, ".beta") {
			last = p
		}
	}
	last.Set(0, last.At(0)+1)
	if _, err := torch.FFJORDState(stack); err == nil || !strings.Contains(err.Error(), "one swish") {
		t.Errorf("%v, want that there is one swish", err)
	}
}
