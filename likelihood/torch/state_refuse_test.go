// State dicts that are not the model's: errors name the tensors.

package torch_test

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/likelihood/safetensors"
	"github.com/gorgoflow/gorgoflow/likelihood/torch"
	"github.com/pkg/errors"
)

// spoil are ways to damage one tensor of a state dict. do returns the name in the error, "" if the tensor cannot be
// damaged so.
var spoil = []struct {
	use torch.Use
	do  func(state torch.StateDict, name string) (damaged string)
}{
	{torch.Missing, func(state torch.StateDict, name string) string {
		delete(state, name)
		return name
	}},
	{torch.Extra, func(state torch.StateDict, name string) string {
		state[name+"_u"] = state[name]
		return name + "_u"
	}},
	{torch.Transposed, func(state torch.StateDict, name string) string {
		t := state[name]
		if len(t.Shape) != 2 || t.Shape[0] == t.Shape[1] {
			return ""
		}
		t.Shape = []int{t.Shape[1], t.Shape[0]}
		state[name] = t
		return name
	}},
	{torch.Misshapen, func(state torch.StateDict, name string) string {
		t := state[name]
		t.Shape, t.Values = append([]int{2}, t.Shape...), slices.Repeat(t.Values, 2)
		state[name] = t
		return name
	}},
	{torch.NotFinite, func(state torch.StateDict, name string) string {
		t := state[name]
		t.Values = slices.Clone(t.Values)
		t.Values[len(t.Values)-1] = math.NaN()
		state[name] = t
		return name
	}},
}

// TestEveryDamageIsNamed damages every tensor of every case in one way, by turns, and every tensor of two cases in all
// ways.
func TestEveryDamageIsNamed(t *testing.T) {
	for _, c := range cases {
		every := c.file == "ffjord_hyper.safetensors" || c.file == "zuko_context.safetensors"
		whole := read(t, c.file)
		for i, name := range whole.State.Names() {
			for k, s := range spoil {
				if !every && k != i%len(spoil) {
					continue
				}
				state := torch.StateDict{}
				for k, v := range whole.State {
					state[k] = v
				}
				damaged := s.do(state, name)
				counter := strings.HasSuffix(name, ".step") || strings.HasSuffix(name, "._num_evals")
				if damaged == "" || counter && s.use == torch.Missing { // old files have no counters
					continue
				}
				_, report, err := c.build(&torch.Checkpoint{State: state, Args: whole.Args})
				checkNamed(t, fmt.Sprintf("%s: %s %s", c.file, s.use, name), damaged, s.use, report, err)
			}
		}
	}
}

// checkNamed wants a *StateError with the damage as its only fault, or a *ModelError if no model could be built.
func checkNamed(t *testing.T, what, name string, use torch.Use, report *torch.Report, err error) {
	t.Helper()
	var state *torch.StateError
	if errors.As(err, &state) {
		if len(state.Faults) != 1 || state.Faults[0].Name != name || state.Faults[0].Use != use {
			t.Errorf("%s: %v, want %s: %s as its only fault", what, err, name, use)
		}
		if report == nil || !slices.ContainsFunc(report.Entries, func(e torch.Entry) bool { return e.Name == name && e.Use == use }) {
			t.Errorf("%s: the report does not say so: %v", what, report)
		}
		return
	}
	var model *torch.ModelError
	last := name[strings.LastIndexByte(name[:strings.LastIndexByte(name, '.')], '.')+1:] // for example _layer.bias
	if !errors.As(err, &model) || !strings.Contains(err.Error(), last) && !strings.Contains(err.Error(), "layers.*._hypernet") {
		t.Errorf("%s: %v, want a *StateError or a *ModelError that names it", what, err)
	}
}

func TestReportSaysAll(t *testing.T) {
	c := read(t, "ffjord_stack.pt")
	c.State["chain.1.odefunc.diffeq.diffeq.layers.0._layer.bias"] = c.State["chain.1.odefunc.diffeq.layers.0._layer.bias"]
	_, report, err := torch.FFJORD(c, nil)
	if err != nil {
		t.Fatal(err)
	}
	count := map[torch.Use]int{}
	for _, e := range report.Entries {
		count[e.Use]++
	}
	if len(report.Entries) != len(c.State) || count[torch.Ignored] != 1 || count[torch.Counter] != 5 || count[torch.Weights] != len(c.State)-6 {
		t.Errorf("%v of %d tensors:\n%v", count, len(c.State), report)
	}
	for _, line := range []string{"chain.1.sqrt_end_time: weights, F64 [], here time.log_duration\n", "chain.0.running_var: weights, F64 [3], here norm.2.running_var\n"} {
		if !strings.Contains(report.String(), line) {
			t.Errorf("no %q in\n%v", line, report)
		}
	}
}

// TestNamesOfOldFiles: names with the prefix of DataParallel, names of regularised models, and the doubles of old
// versions are read.
func TestNamesOfOldFiles(t *testing.T) {
	c := read(t, "ffjord_concatsquash.pt")
	old := torch.StateDict{}
	for name, v := range c.State {
		name = "module." + strings.Replace(name, ".odefunc.", ".odefunc.odefunc.", 1)
		old[name] = v
		if rest, ok := strings.CutPrefix(name, "module.chain.0.odefunc.odefunc.diffeq."); ok {
			old["module.chain.0.odefunc.odefunc.diffeq.diffeq."+rest] = v
		}
	}
	if _, report, err := torch.FFJORD(&torch.Checkpoint{State: old, Args: c.Args}, nil); err != nil {
		t.Errorf("%v\n%v", err, report)
	}
	delete(old, "module.chain.0.sqrt_end_time")
	_, _, err := torch.FFJORD(&torch.Checkpoint{State: old, Args: c.Args}, nil)
	var state *torch.StateError
	if !errors.As(err, &state) || state.Faults[0].Name != "module.chain.0.sqrt_end_time" {
		t.Errorf("%v, want the name that the file would have", err)
	}
}

// TestWidthsThatTheFileHasNot: biases take little room, but the matrix between two wide layers would take 30 GB.
// Without this matrix in the file the network is not made.
func TestWidthsThatTheFileHasNot(t *testing.T) {
	wide := torch.Tensor{Shape: []int{60000}, Values: make([]float64, 60000), Dtype: safetensors.F64}
	state := torch.StateDict{"net.0.bias": wide, "net.2.bias": wide, "net.4.bias": {Shape: []int{1}, Values: []float64{0}}, "net.0.weight": {Shape: []int{60000, 1}, Values: make([]float64, 60000)}}
	_, _, err := torch.Sequential(state, &torch.SequentialSettings{Activation: dynamics.Tanh})
	var model *torch.ModelError
	if !errors.As(err, &model) || !strings.Contains(err.Error(), "60000×60000") {
		t.Errorf("%v, want a *ModelError", err)
	}
}

// TestNamesOfOldZuko: up to zuko 1.3 the base's tensors had numbers as names, and up to 0.3 the transform was one of a
// list. A transform without its flow has no base.
func TestNamesOfOldZuko(t *testing.T) {
	now := read(t, "zuko.pt").State
	bare, list := now.Under("transform."), torch.StateDict{"base._0": now["base.loc"], "base._1": now["base.scale"]}
	for name, v := range bare {
		list["transforms.0."+name] = v
	}
	for _, old := range []torch.StateDict{bare, list} {
		flow, report, err := torch.Zuko(old, &torch.ZukoSettings{Float64: true, Adjust: tight})
		if err != nil || len(report.Entries) != len(old) {
			t.Fatalf("%v\n%v", err, report)
		}
		x, _, want := worth(t, "zuko.pt")
		got, err := flow.LogProb(context.Background(), x)
		if err != nil || math.Abs(got[0]-want[0]) > 1e-6 {
			t.Errorf("log p is %v, want %v, %v", got, want, err)
		}
	}
	delete(list, "transforms.0.ode.2.bias")
	if _, _, err := torch.Zuko(list, nil); err == nil || !strings.Contains(err.Error(), "transforms.0.ode.2.bias: missing") {
		t.Errorf("%v, want the name that the file would have", err)
	}
}

// TestPrecisionIsTheFiles: without a setting the precision is that of the file's tensors.
func TestPrecisionIsTheFiles(t *testing.T) {
	for file, double := range map[string]bool{"ffjord_concat.safetensors": false, "ffjord_squash.safetensors": true} {
		stack, _, err := torch.FFJORD(read(t, file), &torch.FFJORDSettings{Activation: dynamics.Softplus})
		if err != nil {
			t.Fatal(err)
		}
		if got := stack.Flows()[0].Field().Params().Dtype() == graph.DtypeOf[float64](); got != double {
			t.Errorf("%s: float64 is %v, want %v", file, got, double)
		}
	}
}
