package torch

import (
	"fmt"
	"math"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/pkg/errors"
)

// FFJORDSettings of FFJORD; nil is the zero value.
type FFJORDSettings struct {
	// Activation is --nonlinearity. Empty: as the checkpoint's args say, or swish where there are its β; otherwise it is an
	// error, since a state dict does not know it (the default of train_toy.py is tanh, that of train_tabular.py softplus).
	Activation dynamics.Activation
	// Float64 computes in double precision also where the file holds single.
	Float64 bool
	// TrainTime keeps the durations trainable. They also are where args say --train_T, or where they differ.
	TrainTime bool
	// Adjust, if given, may change the settings of each flow before it is made: tolerances, workers, the trace.
	Adjust func(*likelihood.Settings)
}

// FFJORD builds the model of a checkpoint of FFJORD's code (train_toy.py, train_tabular.py): continuous flows one after
// another, with moving batch-norms around them where there are any. The data are at t = 0, the base at t = sqrt_end_time².
// FFJORD's chain starts at the data, a Stack at the base.
//
// Names are those of model.state_dict(), also with "module." before them, and with the doubles that old versions have.
// Regularised models have the same network. The report is there also with an error. Errors: *StateError, *ModelError,
// and those of likelihood.NewStack.
func FFJORD(c *Checkpoint, s *FFJORDSettings) (*likelihood.Stack, *Report, error) {
	if c == nil {
		return nil, &Report{}, &ModelError{Name: "checkpoint", Value: "nil", Want: "one"}
	}
	if s == nil {
		s = &FFJORDSettings{}
	}
	p, err := readPlan(c, s)
	if err != nil {
		return nil, unread(c.State), err
	}
	stack, fields, err := p.build(s)
	if err != nil {
		return nil, unread(c.State), err
	}
	slots, err := ffjordSlots(stack, fields)
	if err != nil {
		return nil, unread(c.State), err
	}
	for i := range slots {
		slots[i].name = p.fileName(slots[i].name)
	}
	report, err := fill(slots, c.State, p.isDouble)
	if err != nil {
		return nil, report, err
	}
	return stack, report, nil
}

// FFJORDState is the state dict of a stack for FFJORD's code, built with the same --dims, --layer_type, --nonlinearity,
// --num_blocks and --batch_norm.
//
// Errors: *ModelError where its code has no such model: fields other than a *dynamics.MLP with GateOutput, conditions,
// Fourier features, a standardisation, a base other than the standard normal, norms other than everywhere or nowhere, data at
// another time than 0, swish with several β, of which FFJORD's code has one.
func FFJORDState(stack *likelihood.Stack) (StateDict, error) {
	fields, err := ffjordFields(stack)
	if err != nil {
		return nil, err
	}
	slots, err := ffjordSlots(stack, fields)
	if err != nil {
		return nil, err
	}
	return collect(slots)
}

// ffjordFields are the networks from the base to the data, if FFJORD's code can have them.
func ffjordFields(stack *likelihood.Stack) (fields []*dynamics.MLP, err error) {
	for i, f := range stack.Flows() {
		m, ok := f.Field().(*dynamics.MLP)
		if !ok {
			return nil, &ModelError{Name: fmt.Sprintf("field of flow %d", i), Value: fmt.Sprintf("%T", f.Field()), Want: "a *dynamics.MLP"}
		}
		set := m.Settings()
		gated := set.Layer == dynamics.Squash || set.Layer == dynamics.ConcatSquash
		if set.Cond > 0 || len(set.Fourier) > 0 || gated && !set.GateOutput || set.Layer == dynamics.ConcatFirst || set.Layer == dynamics.Gated {
			return nil, &ModelError{Name: fmt.Sprintf("network of flow %d", i), Value: fmt.Sprintf("%+v", set),
				Want: "a layer of FFJORD's, without condition and Fourier features and with GateOutput"}
		}
		if _, data := f.Times(); data != 0 {
			return nil, &ModelError{Name: fmt.Sprintf("time of the data of flow %d", i), Value: data, Want: "0"}
		}
		fields = append(fields, m)
	}
	if _, ok := stack.Base().(likelihood.StandardNormal); !ok {
		return nil, &ModelError{Name: "base", Value: fmt.Sprintf("%T", stack.Base()), Want: "a standard normal"}
	}
	if mean, std := stack.Standardization(); mean != nil || std != nil {
		return nil, &ModelError{Name: "standardisation", Value: "set", Want: "none: FFJORD's models have no place for it"}
	}
	return fields, oneBeta(fields)
}

// oneBeta: activations of FFJORD's code are objects of the module, so that all layers of all flows have one swish.
func oneBeta(fields []*dynamics.MLP) error {
	var first *graph.Param
	for i, m := range fields {
		for k := range m.Settings().Hidden {
			p := m.Params().Get(fmt.Sprintf("activation_fns.%d.beta", k))
			if first == nil {
				first = p
			}
			if p != nil && p.At(0) != first.At(0) {
				return &ModelError{Name: fmt.Sprintf("activation_fns.%d.beta of flow %d", k, i), Value: beta(p.At(0)),
					Want: fmt.Sprintf("%v as before it: FFJORD's code has one swish for all layers", beta(first.At(0)))}
			}
		}
	}
	return nil
}

// ffjordSlots are those of a stack in the order of FFJORD's chain, from the data to the base.
func ffjordSlots(stack *likelihood.Stack, fields []*dynamics.MLP) (slots []slot, err error) {
	norms, flows, at := normParams(stack), stack.Flows(), 0
	add := func(more []slot) {
		for _, s := range more {
			s.name = fmt.Sprintf("chain.%d.%s", at, s.name)
			slots = append(slots, s)
		}
		at++
	}
	if n := norms[len(flows)]; n != nil {
		add(normSlots(n))
	}
	for i := len(flows) - 1; i >= 0; i-- {
		add(append(timeSlots(flows[i]), networkSlots(fields[i])...))
		if n := norms[i]; n != nil {
			add(normSlots(n))
		}
	}
	return slots, nil
}

// normParams finds the parameters of norm i by their names.
func normParams(stack *likelihood.Stack) map[int]map[string]*graph.Param {
	norms := map[int]map[string]*graph.Param{}
	for _, p := range stack.Params() {
		var i int
		var what string
		if n, _ := fmt.Sscanf(p.Name, "norm.%d.%s", &i, &what); n == 2 {
			if norms[i] == nil {
				norms[i] = map[string]*graph.Param{}
			}
			norms[i][what] = p
		}
	}
	return norms
}

func normSlots(params map[string]*graph.Param) (slots []slot) {
	for _, what := range []string{"weight", "bias", "running_mean", "running_var"} {
		p := params[what]
		slots = append(slots, paramSlot(what, []int{p.Cols}, p, nil))
	}
	return append(slots, optional(fixedSlot("step", Counter, []int{1}, 0)))
}

func optional(s slot) slot {
	s.optional = true
	return s
}

// timeSlots: the duration is the square of what is trained there, and the exponential of what is trained here.
func timeSlots(f *likelihood.Flow) []slot {
	t0, _ := f.Times()
	end := fixedSlot("sqrt_end_time", Setting, []int{}, math.Sqrt(t0))
	for _, p := range f.Params() {
		if p.Name == "time.log_duration" {
			end.use, end.param = Weights, p.Name
			end.set = func(values []float64) error {
				p.Set(0, 2*math.Log(math.Abs(values[0])))
				p.Params().Touch()
				return nil
			}
		}
	}
	return []slot{end, optional(fixedSlot("odefunc._num_evals", Counter, []int{}, 0))}
}

// networkSlots are those of a network of FFJORD's, whose parameters have its names here too.
func networkSlots(m *dynamics.MLP) (slots []slot) {
	for _, p := range m.Params().List() {
		index := make([]float64, p.Len())
		for i := range index {
			index[i] = float64(i)
		}
		order := make([]int, p.Len())
		for there, here := range m.ToTorch(p, index) {
			order[int(here)] = there
		}
		s := paramSlot("odefunc.diffeq."+p.Name, ffjordShape(p), p, func(i int) int { return order[i] })
		if isBeta(p.Name) {
			s = betaSlot(s, p)
		}
		slots = append(slots, s)
	}
	return slots
}

// betaSlot: swish is x·σ(βx) there and x·σ(softplus(β)x) here.
func betaSlot(s slot, p *graph.Param) slot {
	s.get = func() ([]float64, error) { return []float64{beta(p.At(0))}, nil }
	s.set = func(values []float64) error {
		v := values[0]
		if v <= 0 {
			return errors.Errorf("β of swish is %v, want a positive number", v)
		}
		p.Set(0, v+math.Log(-math.Expm1(-v)))
		p.Params().Touch()
		return nil
	}
	return s
}

// beta is FFJORD's β for the parameter here, softplus of it.
func beta(v float64) float64 { return math.Max(v, 0) + math.Log1p(math.Exp(-math.Abs(v))) }
