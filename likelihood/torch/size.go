// The bound on a network's size by its state dict, since inferred widths may contradict each other.

package torch

import (
	"fmt"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/likelihood/safetensors"
)

// freeValues is the number of values by which a network may exceed the state dict, so that a missing tensor is reported as
// missing.
const freeValues = 1 << 20

// acceptFor accepts parameters up to the number of values of the state dict.
func acceptFor(values int) func(name string, rows, cols int) error {
	left := 4*values + freeValues
	return func(name string, rows, cols int) error {
		if rows > left/cols {
			return &ModelError{Name: name, Value: fmt.Sprintf("%d×%d by the widths of its neighbours", rows, cols), Want: fmt.Sprintf("a size for which the state dict, of %d values, has values", values)}
		}
		left -= rows * cols
		return nil
	}
}

// newMLP makes a network for a state dict with so many values.
func newMLP(values, dim int, s *dynamics.MLPSettings) (*dynamics.MLP, error) {
	m, err := dynamics.NewMLPIf(acceptFor(values), dim, s)
	if err != nil {
		return nil, &ModelError{Name: "network", Cause: err}
	}
	return m, nil
}

// newConv is newMLP for a network of convolutions.
func newConv(values int, image dynamics.Image, s *dynamics.ConvSettings) (*dynamics.Conv, error) {
	m, err := dynamics.NewConvIf(acceptFor(values), image, s)
	if err != nil {
		return nil, &ModelError{Name: "network", Cause: err}
	}
	return m, nil
}

func (s StateDict) values() (n int) {
	for _, t := range s {
		n += len(t.Values)
	}
	return n
}

// double says whether a tensor has double precision.
func (s StateDict) double() bool {
	for _, t := range s {
		if t.Dtype == safetensors.F64 {
			return true
		}
	}
	return false
}
