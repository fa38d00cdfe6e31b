// The network in the state dict of an nn.Sequential, inferred from names and shapes.

package torch

import (
	"fmt"
	"slices"

	"github.com/gorgoflow/gorgoflow/dynamics"
)

// layers finds the layers with the prefix.
func (s *SequentialSettings) layers(state StateDict) (*linears, error) {
	prefix, all := s.Prefix, prefixes(state)
	switch {
	case prefix == "" && len(all) != 1:
		return nil, &ModelError{Name: "Prefix", Value: `""`, Want: fmt.Sprintf("one of %q", all)}
	case prefix == "":
		prefix = all[0]
	case !slices.Contains(all, prefix):
		if at := slices.IndexFunc(all, func(p string) bool { return unwrapped(p) == prefix }); at >= 0 {
			prefix = all[at]
		}
	}
	return findLinears(state, prefix)
}

// network infers the network from the shapes.
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

// condition is the width of the condition: the columns of the first layer that other inputs do not use.
func (s *SequentialSettings) condition(columns, dim int) (int, error) {
	input := s.input()
	if err := checkParts(input); err != nil {
		return 0, err
	}
	left := columns - dim
	if slices.Contains(input, Time) {
		left--
	}
	if left < 0 || (left > 0) != slices.Contains(input, Condition) {
		return 0, &ModelError{Name: "Input", Value: fmt.Sprint(input),
			Want: fmt.Sprintf("what the %d columns of the first layer are, of which %d are the state, in their order", columns, dim)}
	}
	return left, nil
}

// checkParts refuses an input with parts that are none, that are there twice, or without the state.
func checkParts(input []Part) error {
	for i, p := range input {
		if !slices.Contains([]Part{Time, State, Condition}, p) || slices.Contains(input[:i], p) {
			return &ModelError{Name: fmt.Sprintf("Input[%d]", i), Value: fmt.Sprintf("%q", p), Want: "time, state or condition, each once"}
		}
	}
	if !slices.Contains(input, State) {
		return &ModelError{Name: "Input", Value: fmt.Sprint(input), Want: "the state among its parts"}
	}
	return nil
}
