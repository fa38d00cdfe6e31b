package torch

// A state dict that is not the model's is refused by the name of what is wrong, and nothing else happens.

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/safetensors"
	"github.com/pkg/errors"
)

// spoil is a way to damage one tensor of a state dict; nil where it does not apply.
var spoil = []struct {
	use Use
	do  func(state StateDict, name string) (damaged string)
}{
	{Missing, func(state StateDict, name string) string {
		delete(state, name)
		return name
	}},
	{Extra, func(state StateDict, name string) string {
		state[name+"_u"] = state[name]
		return name + "_u"
	}},
	{Transposed, func(state StateDict, name string) string {
		t := state[name]
		if len(t.Shape) != 2 || t.Shape[0] == t.Shape[1] {
			return ""
		}
		t.Shape = []int{t.Shape[1], t.Shape[0]}
		state[name] = t
		return name
	}},
	{Misshapen, func(state StateDict, name string) string {
		t := state[name]
		t.Shape, t.Values = append([]int{2}, t.Shape...), slices.Repeat(t.Values, 2)
		state[name] = t
		return name
	}},
	{NotFinite, func(state StateDict, name string) string {
		t := state[name]
		t.Values = slices.Clone(t.Values)
		t.Values[len(t.Values)-1] = math.NaN()
		state[name] = t
		return name
	}},
}

// TestEveryDamageIsNamed damages every tensor of every case, each in one way after another, and those of two cases in every way.
func TestEveryDamageIsNamed(t *testing.T) {
	for _, c := range cases {
		every := c.file == "ffjord_hyper.safetensors" || c.file == "zuko_context.safetensors"
		whole := read(t, c.file)
		for i, name := range whole.State.Names() {
			for k, s := range spoil {
				if !every && k != i%len(spoil) {
					continue
				}
				state := StateDict{}
				for k, v := range whole.State {
					state[k] = v
				}
				damaged := s.do(state, name)
				counter := strings.HasSuffix(name, ".step") || strings.HasSuffix(name, "._num_evals")
				if damaged == "" || counter && s.use == Missing { // which old files have not
					continue
				}
				_, report, err := c.build(&Checkpoint{State: state, Args: whole.Args})
				checkNamed(t, fmt.Sprintf("%s: %s %s", c.file, s.use, name), damaged, s.use, report, err)
			}
		}
	}
}

// checkNamed wants a *StateError with the damage as its only fault, or a *ModelError where no model could be made.
func checkNamed(t *testing.T, what, name string, use Use, report *Report, err error) {
	t.Helper()
	var state *StateError
	if errors.As(err, &state) {
		if len(state.Faults) != 1 || state.Faults[0].Name != name || state.Faults[0].Use != use {
			t.Errorf("%s: %v", what, err)
		}
		if report == nil || !slices.ContainsFunc(report.Entries, func(e Entry) bool { return e.Name == name && e.Use == use }) {
			t.Errorf("%s: the report does not say so: %v", what, report)
		}
		return
	}
	var model *ModelError
	last := name[strings.LastIndexByte(name[:strings.LastIndexByte(name, '.')], '.')+1:] // such as _layer.bias
	if !errors.As(err, &model) || !strings.Contains(err.Error(), last) && !strings.Contains(err.Error(), "layers.*._hypernet") {
		t.Errorf("%s: %v, want a *StateError or a *ModelError that names it", what, err)
	}
}

func TestReportSaysAll(t *testing.T) {
	c := read(t, "ffjord_stack.pt")
	c.State["chain.1.odefunc.diffeq.diffeq.layers.0._layer.bias"] = c.State["chain.1.odefunc.diffeq.layers.0._layer.bias"]
	_, report, err := FFJORD(c, nil)
	if err != nil {
		t.Fatal(err)
	}
	count := map[Use]int{}
	for _, e := range report.Entries {
		count[e.Use]++
	}
	if len(report.Entries) != len(c.State) || count[Ignored] != 1 || count[Counter] != 5 || count[Weights] != len(c.State)-6 {
		t.Errorf("%v of %d tensors:\n%v", count, len(c.State), report)
	}
	for _, line := range []string{"chain.1.sqrt_end_time: weights, F64 [], here time.log_duration\n", "chain.0.running_var: weights, F64 [3], here norm.2.running_var\n"} {
		if !strings.Contains(report.String(), line) {
			t.Errorf("no %q in\n%v", line, report)
		}
	}
}

// TestNamesOfOldFiles: DataParallel, regularised models, and the doubles of old versions.
func TestNamesOfOldFiles(t *testing.T) {
	c := read(t, "ffjord_concatsquash.pt")
	old := StateDict{}
	for name, v := range c.State {
		name = "module." + strings.Replace(name, ".odefunc.", ".odefunc.odefunc.", 1)
		old[name] = v
		if rest, ok := strings.CutPrefix(name, "module.chain.0.odefunc.odefunc.diffeq."); ok {
			old["module.chain.0.odefunc.odefunc.diffeq.diffeq."+rest] = v
		}
	}
	if _, report, err := FFJORD(&Checkpoint{State: old, Args: c.Args}, nil); err != nil {
		t.Errorf("%v\n%v", err, report)
	}
	delete(old, "module.chain.0.sqrt_end_time")
	_, _, err := FFJORD(&Checkpoint{State: old, Args: c.Args}, nil)
	var state *StateError
	if !errors.As(err, &state) || state.Faults[0].Name != "module.chain.0.sqrt_end_time" {
		t.Errorf("%v, want the name that the file would have", err)
	}
}

func TestModelsThatCannotBeBuilt(t *testing.T) {
	first := read(t, "sequential_first.safetensors").State
	stack := read(t, "ffjord_stack.pt")
	with := func(from StateDict, change func(StateDict)) StateDict {
		to := StateDict{}
		for k, v := range from {
			to[k] = v
		}
		change(to)
		return to
	}
	for says, build := range map[string]func() error{
		"Activation": func() error { return errorOf(Sequential(first, &SequentialSettings{Input: []Part{Time, State}})) },
		"3 columns":  func() error { return errorOf(Sequential(first, &SequentialSettings{Activation: dynamics.Tanh})) },
		"Input[1]": func() error {
			return errorOf(Sequential(first, &SequentialSettings{Activation: dynamics.Tanh, Input: []Part{Time, Time}}))
		},
		"Input[0]": func() error {
			return errorOf(Sequential(first, &SequentialSettings{Activation: dynamics.Tanh, Input: []Part{"speed"}}))
		},
		"Input is [condition]": func() error {
			return errorOf(Sequential(first, &SequentialSettings{Activation: dynamics.Tanh, Input: []Part{Condition}}))
		},
		`there are ["net."]`: func() error { return errorOf(Sequential(first, &SequentialSettings{Prefix: "main."})) },
		`one of ["b." "net."]`: func() error {
			return errorOf(Sequential(with(first, func(s StateDict) { s["b.0.bias"] = Tensor{} }), nil))
		},
		"one of []": func() error { return errorOf(Sequential(nil, nil)) },
		"want net.4": func() error {
			return errorOf(Sequential(with(first, func(s StateDict) {
				s["net.5.weight"], s["net.5.bias"] = s["net.4.weight"], s["net.4.bias"]
				delete(s, "net.4.weight")
				delete(s, "net.4.bias")
			}), nil))
		},
		"no checkpoint":     func() error { return errorOf2(FFJORD(nil, nil)) },
		"start with chain.": func() error { return errorOf2(FFJORD(&Checkpoint{State: first}, nil)) },
		"--nonlinearity":    func() error { return errorOf2(FFJORD(read(t, "ffjord_concat.safetensors"), nil)) },
		"residual": func() error {
			return errorOf2(FFJORD(&Checkpoint{State: stack.State, Args: map[string]any{"residual": true}}, nil))
		},
		"norms everywhere": func() error {
			return errorOf2(FFJORD(&Checkpoint{State: with(stack.State, func(s StateDict) { drop(s, "chain.4.") })}, nil))
		},
		"a norm (running_mean) or a flow": func() error {
			return errorOf2(FFJORD(&Checkpoint{State: with(stack.State, func(s StateDict) { drop(s, "chain.3.odefunc.diffeq.") })}, nil))
		},
		"sqrt_end_time is 0": func() error {
			return errorOf2(FFJORD(&Checkpoint{State: with(stack.State, func(s StateDict) { s["chain.1.sqrt_end_time"] = Tensor{Values: []float64{0}} })}, nil))
		},
		"β of swish is -1": func() error {
			return errorOf2(FFJORD(&Checkpoint{State: with(stack.State, func(s StateDict) {
				s["chain.1.odefunc.diffeq.activation_fns.0.beta"] = Tensor{Shape: []int{}, Values: []float64{-1}}
			})}, nil))
		},
		"one of several transforms": func() error { return errorOf3(Zuko(StateDict{"transform.transforms.0.times": {}}, nil)) },
		"transform.times":           func() error { return errorOf3(Zuko(first, nil)) },
		"8 or more": func() error {
			return errorOf3(Zuko(with(read(t, "zuko.pt").State, func(s StateDict) { s["transform.freqs"] = Tensor{Shape: []int{9}, Values: make([]float64, 9)} }), nil))
		},
	} {
		err := build()
		var model *ModelError
		if says == "no checkpoint" {
			says = "checkpoint is nil"
		}
		if says == "8 or more" {
			says = "21 or more"
		}
		if !errors.As(err, &model) || !strings.Contains(err.Error(), says) {
			t.Errorf("%v, want a *ModelError that says %q", err, says)
		}
	}
}

func errorOf(_ *dynamics.MLP, _ *Report, err error) error      { return err }
func errorOf2(_ *likelihood.Stack, _ *Report, err error) error { return err }
func errorOf3(_ *likelihood.Flow, _ *Report, err error) error  { return err }

func drop(s StateDict, prefix string) {
	for _, name := range s.Names() {
		if strings.HasPrefix(name, prefix) {
			delete(s, name)
		}
	}
}

// TestWidthsThatTheFileHasNot: biases are cheap, and the matrix between two of them would be 30 GB.
func TestWidthsThatTheFileHasNot(t *testing.T) {
	wide := Tensor{Shape: []int{60000}, Values: make([]float64, 60000), Dtype: safetensors.F64}
	state := StateDict{"net.0.bias": wide, "net.2.bias": wide, "net.4.bias": {Shape: []int{1}, Values: []float64{0}}, "net.0.weight": {Shape: []int{60000, 1}, Values: make([]float64, 60000)}}
	_, _, err := Sequential(state, &SequentialSettings{Activation: dynamics.Tanh})
	var model *ModelError
	if !errors.As(err, &model) || !strings.Contains(err.Error(), "60000×60000") {
		t.Errorf("%v, want a *ModelError", err)
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

// TestModelsThatPythonHasNot: a writer refuses what would be another density in Python.
func TestModelsThatPythonHasNot(t *testing.T) {
	inOrder := &SequentialSettings{Input: []Part{Time, State}}
	for says, s := range map[string]dynamics.MLPSettings{
		"want concat_first":          {Layer: dynamics.Concat},
		"Fourier":                    {Layer: dynamics.ConcatFirst, Fourier: []float64{1}},
		"condition of 2":             {Layer: dynamics.ConcatFirst, Cond: 2},
		"activation is swish":        {Layer: dynamics.ConcatFirst, Activation: dynamics.Swish},
		"layer is ignore, want conc": {Layer: dynamics.Ignore},
	} {
		if _, err := SequentialState(mlp(t, s), inOrder); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%+v: %v, want an error that says %q", s, err, says)
		}
	}
	for says, change := range map[string]func(s *likelihood.StackSettings, m *dynamics.MLPSettings){
		"GateOutput":        func(s *likelihood.StackSettings, m *dynamics.MLPSettings) { m.GateOutput = false },
		"without condition": func(s *likelihood.StackSettings, m *dynamics.MLPSettings) { m.Cond = 1 },
		"time of the data":  func(s *likelihood.StackSettings, m *dynamics.MLPSettings) { s.Flow.T0, s.Flow.T1 = 0, 1 },
		"base": func(s *likelihood.StackSettings, m *dynamics.MLPSettings) {
			s.Flow.Base, _ = likelihood.NewDiagonalGaussian([]float64{1, 1}, []float64{1, 1})
		},
	} {
		set, net := likelihood.StackSettings{Flow: likelihood.Settings{T0: 1}}, dynamics.MLPSettings{GateOutput: true}
		change(&set, &net)
		stack, err := likelihood.NewStack([]dynamics.Field{mlp(t, net)}, &set)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := FFJORDState(stack); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%v, want an error that says %q", err, says)
		}
	}
	for says, change := range map[string]func(f *likelihood.Flow){
		"standardisation": func(f *likelihood.Flow) { _ = f.Standardize([]float64{1, 1}, []float64{1, 1}) },
		"concat_first":    nil,
	} {
		s := dynamics.MLPSettings{Layer: dynamics.ConcatFirst, Fourier: []float64{1}, FourierOnly: change != nil}
		f, err := likelihood.New(mlp(t, s), nil)
		if err != nil {
			t.Fatal(err)
		}
		if change != nil {
			change(f)
		}
		if _, err := ZukoState(f); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%v, want an error that says %q", err, says)
		}
	}
}

// TestManySwishes: FFJORD's code has one β for all layers, and two that differ have no place in it.
func TestManySwishes(t *testing.T) {
	stack, _, err := FFJORD(read(t, "ffjord_stack.pt"), nil)
	if err != nil {
		t.Fatal(err)
	}
	var last *graph.Param
	for _, p := range stack.Params() {
		if isBeta(p.Name) {
			last = p
		}
	}
	last.Set(0, last.At(0)+1)
	if _, err := FFJORDState(stack); err == nil || !strings.Contains(err.Error(), "one swish") {
		t.Errorf("%v, want that there is one swish", err)
	}
}

// FuzzBuild: whatever happens to names and shapes, no builder panics or takes long.
func FuzzBuild(f *testing.F) {
	var files []*Checkpoint
	for i, c := range cases {
		file, err := ReadFile("testdata/flows/"+c.file, nil)
		if err != nil {
			f.Fatal(err)
		}
		files = append(files, file)
		f.Add(uint8(i), []byte{0, 0, 0, 3, 1, 9, 5, 2, 1})
	}
	f.Fuzz(func(t *testing.T, which uint8, changes []byte) {
		file := files[int(which)%len(files)]
		c := &Checkpoint{State: StateDict{}, Args: file.Args}
		for k, v := range file.State {
			c.State[k] = v
		}
		names := c.State.Names()
		for ; len(changes) >= 3 && len(names) > 0; changes = changes[3:] {
			change(c.State, names[int(changes[0])%len(names)], changes[1], int(changes[2]))
		}
		if stack, _, err := FFJORD(c, &FFJORDSettings{Activation: dynamics.Tanh}); err == nil {
			if _, err := FFJORDState(stack); err != nil {
				t.Fatal(err)
			}
		}
		_, _, _ = Sequential(c.State, &TorchCFM)
		_, _, _ = Sequential(c.State, &SequentialSettings{Activation: dynamics.Tanh})
		_, _, _ = Zuko(c.State, nil)
	})
}

// change does something to a tensor: it goes, gets another shape, or another name.
func change(state StateDict, name string, how byte, n int) {
	t := state[name]
	switch how % 5 {
	case 0:
		delete(state, name)
	case 1:
		state[name] = Tensor{Shape: []int{n}, Values: make([]float64, n)}
	case 2:
		state[name] = Tensor{Shape: []int{n, n % 7}, Values: make([]float64, n*(n%7))}
	case 3:
		state[strings.Replace(name, "0", fmt.Sprint(n%4), 1)] = t
	case 4:
		state[name] = Tensor{Shape: slices.Repeat([]int{1}, n%4), Values: []float64{float64(n - 128)}}
	}
}
