package torch

import (
	"fmt"
	"slices"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/graph"
)

// Part is a part of a network's input.
type Part string

// The parts.
const (
	Time      Part = "time"
	State     Part = "state" // z, of as many columns as the output
	Condition Part = "condition"
)

// SequentialSettings describe an nn.Sequential of nn.Linear with one activation between each two, applied to a concatenation.
type SequentialSettings struct {
	// Prefix is what stands before the layers' numbers, such as "net.". Empty: the only one that there is. Tensors of other
	// prefixes are ignored where it is given, and extra where it is not.
	Prefix string
	// Input is what is concatenated, in this order. nil means z alone, if the first layer is as wide as the last.
	Input []Part
	// Activation stands between the layers; a state dict does not know it. Empty is an error.
	Activation dynamics.Activation
	// Float64 computes in double precision also where the file holds single.
	Float64 bool
}

// Networks of other packages.
var (
	// TorchCFM is torchcfm.models.MLP with time_varying, in torch_wrapper's order.
	TorchCFM = SequentialSettings{Input: []Part{State, Time}, Activation: dynamics.SELU}
	// FlowMatching is the velocity field of flow_matching's examples of two dimensions.
	FlowMatching = SequentialSettings{Input: []Part{State, Time}, Activation: dynamics.SiLU}
)

// Sequential builds the network of a state dict whose layers are named as in an nn.Sequential, as those of torchdiffeq's
// examples, of torchcfm and of flow_matching are. likelihood.New makes a flow of it; by default its base is at t = 0 and the
// data at t = 1, as in flow matching.
//
// The report is there also with an error. Errors: *StateError where names are missing or extra or shapes are others,
// *ModelError where the layers are no such network or a setting is missing.
func Sequential(state StateDict, s *SequentialSettings) (*dynamics.MLP, *Report, error) {
	if s == nil {
		s = &SequentialSettings{}
	}
	l, err := s.layers(state)
	if err != nil {
		return nil, unread(state), err
	}
	dim, settings, err := s.network(state, l)
	if err != nil {
		return nil, unread(state), err
	}
	m, err := newMLP(state.values(), dim, settings)
	if err != nil {
		return nil, unread(state), err
	}
	report, err := fill(sequentialSlots(m, l.prefix, s.blocks(m)), state, func(name string) bool {
		prefix, _, ok := splitLinear(name)
		return s.Prefix != "" && (!ok || prefix != s.Prefix)
	})
	if err != nil {
		return nil, report, err
	}
	return m, report, nil
}

// SequentialState is the state dict of a network for PyTorch: its weights under the names of an nn.Sequential.
//
// Errors: *ModelError where the network reads t elsewhere than in its first layer, or Input has other parts than it.
func SequentialState(m *dynamics.MLP, s *SequentialSettings) (StateDict, error) {
	if s == nil {
		s = &SequentialSettings{}
	}
	set := m.Settings()
	if err := checkExport(&set, s.input()); err != nil {
		return nil, err
	}
	return collect(sequentialSlots(m, s.Prefix, s.blocks(m)))
}

// checkExport says whether nn.Sequential can be the network.
func checkExport(set *dynamics.MLPSettings, input []Part) error {
	layer := dynamics.Ignore
	if slices.Contains(input, Time) {
		layer = dynamics.ConcatFirst
	}
	affine := len(set.Hidden) == 0 && set.Layer == dynamics.Concat && layer == dynamics.ConcatFirst
	switch {
	case set.Layer != layer && !affine:
		return &ModelError{Name: "layer", Value: set.Layer, Want: fmt.Sprintf("%s for an nn.Sequential of %v", layer, input)}
	case len(set.Fourier) > 0:
		return &ModelError{Name: "Fourier", Value: set.Fourier, Want: "none for an nn.Sequential"}
	case slices.Contains(input, Condition) != (set.Cond > 0):
		return &ModelError{Name: "Input", Value: input, Want: fmt.Sprintf("one for a condition of %d", set.Cond)}
	case set.Activation.HasParameter():
		return &ModelError{Name: "activation", Value: set.Activation, Want: "one without parameters, such as silu"}
	}
	return nil
}

func (s *SequentialSettings) input() []Part {
	if s.Input == nil {
		return []Part{State}
	}
	return s.Input
}

// layers finds the layers that are meant.
func (s *SequentialSettings) layers(state StateDict) (*linears, error) {
	prefix := s.Prefix
	if prefix == "" {
		all := prefixes(state)
		if len(all) != 1 {
			return nil, &ModelError{Name: "Prefix", Value: `""`, Want: fmt.Sprintf("one of %q", all)}
		}
		prefix = all[0]
	}
	return findLinears(state, prefix)
}

// network is what the shapes say.
func (s *SequentialSettings) network(state StateDict, l *linears) (dim int, set *dynamics.MLPSettings, err error) {
	units, err := l.outputs(state)
	if err != nil {
		return 0, nil, err
	}
	columns, err := l.inputs(state, units[0])
	if err != nil {
		return 0, nil, err
	}
	last := len(units) - 1
	set = &dynamics.MLPSettings{Hidden: units[:last:last], Layer: dynamics.Ignore, Activation: s.Activation, Float64: s.Float64 || state.double()}
	if err := s.checkActivation(last); err != nil {
		return 0, nil, err
	}
	set.Cond, err = s.condition(columns, units[last])
	if slices.Contains(s.input(), Time) {
		set.Layer = dynamics.ConcatFirst
	}
	return units[last], set, err
}

func (s *SequentialSettings) checkActivation(hidden int) error {
	if hidden > 0 && (s.Activation == "" || s.Activation.HasParameter()) {
		return &ModelError{Name: "Activation", Value: fmt.Sprintf("%q", s.Activation), Want: "what stands between the layers, which a state dict does not say"}
	}
	return nil
}

// condition is what is left of the columns of the first layer.
func (s *SequentialSettings) condition(columns, dim int) (int, error) {
	input := s.input()
	for i, p := range input {
		if !slices.Contains([]Part{Time, State, Condition}, p) || slices.Contains(input[:i], p) {
			return 0, &ModelError{Name: fmt.Sprintf("Input[%d]", i), Value: fmt.Sprintf("%q", p), Want: "time, state or condition, each once"}
		}
	}
	left := columns - dim
	if slices.Contains(input, Time) {
		left--
	}
	if !slices.Contains(input, State) || left < 0 || (left > 0) != slices.Contains(input, Condition) {
		return 0, &ModelError{Name: "Input", Value: fmt.Sprint(input),
			Want: fmt.Sprintf("what the %d columns of the first layer are, of which %d are the state, in their order", columns, dim)}
	}
	return left, nil
}

// block is a range of columns.
type block struct{ from, width int }

// blocks are PyTorch's columns of the first weight, by where they are here.
func (s *SequentialSettings) blocks(m *dynamics.MLP) (list []block) {
	set, features := m.Settings(), 0
	if slices.Contains(s.input(), Time) {
		features = 1
	}
	here := map[Part]block{Time: {0, features}, State: {features, m.Dim()}, Condition: {features + m.Dim(), set.Cond}}
	for _, p := range s.input() {
		list = append(list, here[p])
	}
	return list
}

// sequentialSlots are those of a network whose layers are [out, in] in both, but for the order of the first one's columns.
func sequentialSlots(m *dynamics.MLP, prefix string, blocks []block) (slots []slot) {
	for i := range append(m.Settings().Hidden, m.Dim()) {
		weight := m.Params().Get(fmt.Sprintf("layers.%d._layer.weight", i))
		bias := m.Params().Get(fmt.Sprintf("layers.%d._layer.bias", i))
		name := fmt.Sprintf("%s%d", prefix, 2*i)
		var theirs func(int) int
		if i == 0 {
			theirs = columnsIn(weight, blocks)
		}
		slots = append(slots, paramSlot(name+".weight", []int{weight.Rows, weight.Cols}, weight, theirs),
			paramSlot(name+".bias", []int{bias.Cols}, bias, nil))
	}
	return slots
}

// columnsIn says where an element is when the columns of a matrix stand in the order of blocks.
func columnsIn(p *graph.Param, blocks []block) func(int) int {
	there := make([]int, p.Cols)
	k := 0
	for _, b := range blocks {
		for c := range b.width {
			there[b.from+c] = k
			k++
		}
	}
	return func(i int) int { return i/p.Cols*p.Cols + there[i%p.Cols] }
}
