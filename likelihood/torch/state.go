package torch

import (
	"maps"
	"math"
	"slices"

	"github.com/gorgoflow/gorgoflow/likelihood/safetensors"
)

// What a state dict is.

// StateDict is what PyTorch's state_dict is: the tensors of a model by name.
type StateDict map[string]Tensor

// Tensor is an array of numbers.
type Tensor struct {
	Shape  []int             // empty: a single number
	Values []float64         // row by row, exactly what the file holds
	Dtype  safetensors.Dtype // in which the file holds them; what is written is rounded to it
}

// Names are the names in alphabetical order.
func (s StateDict) Names() []string { return slices.Sorted(maps.Keys(s)) }

// finite says whether every value is a number.
func (t *Tensor) finite() bool {
	return !slices.ContainsFunc(t.Values, func(v float64) bool { return math.IsNaN(v) || math.IsInf(v, 0) })
}
