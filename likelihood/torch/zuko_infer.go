// The flow in a state dict of zuko, inferred from names and shapes, and its tensors.

package torch

import (
	"fmt"
	"slices"
	"strings"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/base"
)

// zukoFile is a state dict of zuko with the present names.
type zukoFile struct {
	state     StateDict
	files     map[string]string // by present name: the name in the file
	transform string            // what stands for "transform." in the file; "" for a transform without a base
	wrapper   string            // what stands before all names in the file, such as "module."
}

func readZuko(state StateDict) (*zukoFile, error) {
	z := &zukoFile{state: StateDict{}, files: map[string]string{}, transform: "transform.", wrapper: wrapperOf(state)}
	for _, old := range []string{"", "transforms.0."} {
		if _, ok := state[z.wrapper+old+"freqs"]; ok {
			z.transform = old
		}
	}
	for _, name := range state.Names() {
		plain := unwrapped(name)
		if strings.HasPrefix(plain, "transform.transforms.") || strings.HasPrefix(plain, "transforms.1.") {
			return nil, &ModelError{Name: name, Value: "of one of several transforms", Want: "the one of a zuko.flows.CNF"}
		}
		plain = z.plainName(plain)
		if z.files[plain] == "" {
			z.state[plain], z.files[plain] = state[name], name
		}
	}
	return z, nil
}

// plainName is the present name: up to version 1.3 the base's names were numbers, and up to 0.3 the transform was one of a
// list.
func (z *zukoFile) plainName(name string) string {
	switch name {
	case "base._0":
		return zukoLoc
	case "base._1":
		return zukoScale
	}
	if rest, ok := strings.CutPrefix(name, z.transform); ok {
		return "transform." + rest
	}
	return name
}

// inFile gives the slots the names in the file.
func (z *zukoFile) inFile(slots []slot) []slot {
	for i := range slots {
		s := &slots[i]
		rest, ok := strings.CutPrefix(s.name, "transform.")
		s.optional = !ok && z.transform == ""
		if file := z.files[s.name]; file != "" {
			s.name = file
		} else if ok {
			s.name = z.wrapper + z.transform + rest
		} else {
			s.name = z.wrapper + s.name
		}
	}
	return slots
}

// model makes the network and the settings of the flow.
func (s *ZukoSettings) model(state StateDict) (*dynamics.MLP, *likelihood.Settings, error) {
	times, frequencies := state[zukoTimes], state[zukoFreqs]
	if len(times.Values) != 2 || !times.finite() || times.Values[0] == times.Values[1] {
		return nil, nil, &ModelError{Name: zukoTimes, Value: shapeText(times), Want: "two finite times that differ, as zuko.flows.CNF has"}
	}
	if len(frequencies.Shape) != 1 || !frequencies.finite() {
		return nil, nil, &ModelError{Name: zukoFreqs, Value: shapeText(frequencies), Want: "a vector of finite frequencies, as zuko.flows.CNF has"}
	}
	l, err := findLinears(state, zukoODE)
	if err != nil {
		return nil, nil, err
	}
	m, err := s.network(state, l, frequencies.Values)
	if err != nil {
		return nil, nil, err
	}
	settings := &likelihood.Settings{T0: times.Values[1], T1: times.Values[0]}
	settings.Base, err = zukoBase(state, m.Dim())
	return m, settings, err
}

func (s *ZukoSettings) network(state StateDict, l *linears, frequencies []float64) (*dynamics.MLP, error) {
	units, err := l.outputs(state)
	if err != nil {
		return nil, err
	}
	columns, err := l.inputs(state, units[0])
	if err != nil {
		return nil, err
	}
	last := len(units) - 1
	set := &dynamics.MLPSettings{Hidden: units[:last:last], Layer: dynamics.ConcatFirst, Activation: s.Activation,
		Float64: s.Float64 || state.double(), Fourier: frequencies, FourierOnly: true, Cond: columns - units[last] - 2*len(frequencies)}
	if len(frequencies) == 0 { // the network does not read t
		set.Layer, set.FourierOnly = dynamics.Ignore, false
	}
	if set.Activation == "" {
		set.Activation = dynamics.ELU
	}
	if set.Activation.HasParameter() {
		return nil, &ModelError{Name: "Activation", Value: set.Activation, Want: "one without parameters, such as silu"}
	}
	if set.Cond < 0 {
		return nil, &ModelError{Name: l.name(0, "weight"), Value: fmt.Sprintf("of %d columns", columns),
			Want: fmt.Sprintf("%d or more, for %d frequencies and %d features", 2*len(frequencies)+units[last], len(frequencies), units[last])}
	}
	return newMLP(state.values(), units[last], set)
}

// zukoBase is the standard normal that CNF makes, or a normal with other moments; the report lists missing ones.
func zukoBase(state StateDict, dim int) (base.Base, error) {
	loc, scale := state[zukoLoc], state[zukoScale]
	zeros, ones := make([]float64, dim), slices.Repeat([]float64{1}, dim)
	standard := slices.Equal(loc.Values, zeros) && slices.Equal(scale.Values, ones)
	if standard || len(loc.Values) != dim || len(scale.Values) != dim || !loc.finite() || !scale.finite() {
		return nil, nil
	}
	base, err := base.NewDiagonalGaussian(loc.Values, scale.Values)
	if err != nil {
		return nil, &ModelError{Name: zukoLoc + " and " + zukoScale, Cause: err}
	}
	return base, nil
}

// zukoSlots returns the slots of a network whose features of t are here [sin, cos].
func zukoSlots(m *dynamics.MLP, t0, t1 float64, loc, scale []float64) []slot {
	set := m.Settings()
	n := len(set.Fourier)
	order := []columnRange{{n, n}, {0, n}, {2 * n, m.Dim()}, {2*n + m.Dim(), set.Cond}}
	return append([]slot{
		fixedSlot(zukoTimes, Setting, []int{2}, t1, t0), fixedSlot(zukoFreqs, Setting, []int{n}, set.Fourier...),
		fixedSlot(zukoLoc, Setting, []int{m.Dim()}, loc...), fixedSlot(zukoScale, Setting, []int{m.Dim()}, scale...),
	}, sequentialSlots(m, zukoODE, order)...)
}

func nothing(string) bool { return false }
