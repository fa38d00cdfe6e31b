// Slots: correspondences between a tensor of PyTorch's model and a part of the model here, in both directions.

package torch

import (
	"slices"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/likelihood/safetensors"
)

// slot is the correspondence between a tensor of PyTorch's model and a part of the model here. A model is a list of slots,
// for both directions.
type slot struct {
	name     string // in PyTorch
	shape    []int  // there
	use      Use
	param    string            // here
	optional bool              // absent in older state dicts
	dtype    safetensors.Dtype // in which it is written

	get func() ([]float64, error)    // the values for PyTorch, row-major
	set func(values []float64) error // sets the values from PyTorch; nil: they are known or irrelevant
}

// paramSlot returns the slot of a parameter. theirs maps the index of an element to PyTorch's; nil is the identity.
func paramSlot(name string, shape []int, p *graph.Param, theirs func(i int) int) slot {
	if theirs == nil {
		theirs = func(i int) int { return i }
	}
	return slot{
		name: name, shape: shape, use: Weights, param: p.Name, dtype: dtypeOf(p.Params()),
		get: func() ([]float64, error) {
			values := make([]float64, p.Len())
			for i, v := range p.Values() {
				values[theirs(i)] = v
			}
			return values, nil
		},
		set: func(values []float64) error {
			for i := range p.Len() {
				p.Set(i, values[theirs(i)])
			}
			p.Params().Touch()
			return nil
		},
	}
}

// fixedSlot returns a slot whose values the model was made with, or does not need.
func fixedSlot(name string, use Use, shape []int, values ...float64) slot {
	return slot{name: name, shape: shape, use: use, dtype: safetensors.F64, get: func() ([]float64, error) { return values, nil }}
}

// fill sets a model from a state dict. The report is complete even with an error, after which the model is useless.
func fill(slots []slot, state StateDict, ignored func(name string) bool) (*Report, error) {
	report, wanted := &Report{}, map[string]bool{}
	for _, s := range slots {
		t, there := state[s.name]
		if wanted[s.name] = true; there || !s.optional {
			report.Entries = append(report.Entries, s.entry(t, there))
		}
	}
	for _, name := range state.Names() {
		if !wanted[name] {
			use := Extra
			if name == averaged {
				use = Counter
			} else if ignored(name) {
				use = Ignored
			}
			report.Entries = append(report.Entries, Entry{Name: name, Use: use, Shape: state[name].Shape, Dtype: state[name].Dtype})
		}
	}
	if err := report.err(); err != nil {
		return report, err
	}
	return report, setAll(slots, state, report)
}

func (s *slot) entry(t Tensor, there bool) Entry {
	e := Entry{Name: s.name, Use: s.use, Shape: t.Shape, Want: s.shape, Dtype: t.Dtype, Param: s.param}
	switch {
	case !there:
		e.Use, e.Shape = Missing, nil
	case !slices.Equal(t.Shape, s.shape):
		if e.Use = Misshapen; len(t.Shape) == 2 && len(s.shape) == 2 && t.Shape[0] == s.shape[1] && t.Shape[1] == s.shape[0] {
			e.Use = Transposed
		}
	case !t.finite():
		e.Use = NotFinite
	}
	return e
}

// setAll sets the values. Values that the model cannot have become faults of the report.
func setAll(slots []slot, state StateDict, report *Report) error {
	for _, s := range slots {
		t, there := state[s.name]
		if s.set == nil || !there {
			continue
		}
		if err := s.set(t.Values); err != nil {
			return &ModelError{Name: s.name, Cause: err}
		}
	}
	return nil
}

// collect returns the state dict of a model.
func collect(slots []slot) (StateDict, error) {
	state := StateDict{}
	for _, s := range slots {
		values, err := s.get()
		if err != nil {
			return nil, &ModelError{Name: s.name, Cause: err}
		}
		state[s.name] = Tensor{Shape: s.shape, Values: values, Dtype: s.dtype}
	}
	return state, nil
}

// dtypeOf is the name of a parameter's dtype in files.
func dtypeOf(p *graph.Params) safetensors.Dtype {
	if p.Dtype() == graph.DtypeOf[float64]() {
		return safetensors.F64
	}
	return safetensors.F32
}
