// Networks that are an nn.Sequential.

package torch

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/gorgoflow/gorgoflow/dynamics"
)

// Part is a part of a network's input.
type Part string

// The parts.
const (
	Time      Part = "time"
	State     Part = "state" // z, with as many columns as the output
	Condition Part = "condition"
)

// SequentialSettings describe an nn.Sequential of nn.Linear layers, with one activation between each two, applied to a
// concatenation.
type SequentialSettings struct {
	// Prefix stands before the layers' numbers, such as "net.", which may be "module.net." in the file (see Wrappers in the
	// package's documentation). Empty means the only prefix of layers. If it is given, tensors with other prefixes are
	// ignored, otherwise they are extra.
	Prefix string
	// Input lists the concatenated parts in order. nil means z alone, if the first layer is as wide as the last.
	Input []Part
	// Activation stands between the layers; a state dict does not say it. Empty is an error.
	Activation dynamics.Activation
	// Float64 computes in double precision even if the file holds single precision.
	Float64 bool
}

// Networks of other packages.
var (
	// TorchCFM is torchcfm.models.MLP with time_varying, in the order of torch_wrapper.
	TorchCFM = SequentialSettings{Input: []Part{State, Time}, Activation: dynamics.SELU}
	// FlowMatching is the velocity field of flow_matching's two-dimensional examples.
	FlowMatching = SequentialSettings{Input: []Part{State, Time}, Activation: dynamics.SiLU}
)

// Sequential builds the network of a state dict whose layers are named as in an nn.Sequential, such as those of
// torchdiffeq's examples, of torchcfm and of flow_matching. likelihood.New makes a flow of it, by default with the base
// at t = 0 and the data at t = 1, as in flow matching.
//
// Sequential returns the report even with an error. Errors: a *StateError if names are missing or extra or shapes differ, a
// *ModelError if the layers are no such network or a setting is missing.
func Sequential(state StateDict, s *SequentialSettings) (*dynamics.MLP, *Report, error) {
	if s == nil {
		s = &SequentialSettings{}
	}
	plain, files := plainLayers(state)
	l, err := s.layers(plain)
	if err != nil {
		return nil, unread(state), err
	}
	dim, settings, err := s.network(plain, l)
	if err != nil {
		return nil, unread(state), err
	}
	m, err := newMLP(state.values(), dim, settings)
	if err != nil {
		return nil, unread(state), err
	}
	slots := sequentialSlots(m, l.prefix, s.order(m))
	for i := range slots {
		slots[i].name = cmp.Or(files[slots[i].name], slots[i].name)
	}
	report, err := fill(slots, state, func(name string) bool {
		return s.Prefix != "" && !strings.HasPrefix(name, l.prefix)
	})
	if err != nil {
		return nil, report, err
	}
	return m, report, nil
}

// SequentialState is the state dict of a network for PyTorch: its weights under the names of an nn.Sequential. A network
// has no lock: while others train a flow of it, call this within likelihood.Flow.Update.
//
// Errors: a *ModelError if the network reads t elsewhere than in its first layer, has Residual or LayerNorm, or has other
// parts than Input.
func SequentialState(m *dynamics.MLP, s *SequentialSettings) (StateDict, error) {
	if s == nil {
		s = &SequentialSettings{}
	}
	set := m.Settings()
	if err := checkExport(&set, s.input()); err != nil {
		return nil, err
	}
	return collect(sequentialSlots(m, s.Prefix, s.order(m)))
}

// checkExport refuses a network that cannot be an nn.Sequential.
func checkExport(set *dynamics.MLPSettings, input []Part) error {
	layer := dynamics.Ignore
	if slices.Contains(input, Time) {
		layer = dynamics.ConcatFirst
	}
	affine := len(set.Hidden) == 0 && set.Layer == dynamics.Concat && layer == dynamics.ConcatFirst
	if err := checkParts(input); err != nil {
		return err
	}
	if err := checkHidden(set); err != nil {
		return err
	}
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

// checkHidden refuses Residual and LayerNorm, which no network that this package supports has.
func checkHidden(set *dynamics.MLPSettings) error {
	if !set.Residual && !set.LayerNorm {
		return nil
	}
	return &ModelError{Name: "network", Value: fmt.Sprintf("with Residual %t, LayerNorm %t", set.Residual, set.LayerNorm), Want: "neither"}
}

func (s *SequentialSettings) input() []Part {
	if s.Input == nil {
		return []Part{State}
	}
	return s.Input
}
