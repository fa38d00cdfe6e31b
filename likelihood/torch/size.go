// The size of a network, bounded by that of its state dict, since widths come from shapes that may contradict each other.

package torch

import (
	"fmt"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/likelihood/safetensors"
)

// freeValues is by how many values a network may exceed the state dict, so that a missing tensor is said to be missing.
const freeValues = 1 << 20

// acceptFor takes parameters as long as the state dict, of so many values, has them.
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

// newMLP makes a network for a state dict of so many values.
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

// double says whether a tensor is in double precision.
func (s StateDict) double() bool {
	for _, t := range s {
		if t.Dtype == safetensors.F64 {
			return true
		}
	}
	return false
}
