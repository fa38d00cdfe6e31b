// State dicts and their tensors.

package torch

import (
	"maps"
	"slices"
	"strings"

	"github.com/gorgoflow/gorgoflow/internal/finite"
	"github.com/gorgoflow/gorgoflow/likelihood/safetensors"
)

// StateDict is PyTorch's state_dict: the tensors of a model by name.
type StateDict map[string]Tensor

// Tensor is an array of numbers.
type Tensor struct {
	Shape  []int             // empty: a single number
	Values []float64         // row-major, exactly those of the file
	Dtype  safetensors.Dtype // dtype in the file; writing rounds to it
}

// Names are the names in alphabetical order.
func (s StateDict) Names() []string { return slices.Sorted(maps.Keys(s)) }

// Under returns the tensors whose names start with a prefix, without the prefix: the state dict of a part of the model.
func (s StateDict) Under(prefix string) StateDict {
	part := StateDict{}
	for name, t := range s {
		if rest, ok := strings.CutPrefix(name, prefix); ok {
			part[rest] = t
		}
	}
	return part
}

// finite says whether all values are finite.
func (t *Tensor) finite() bool {
	return finite.FirstNot(t.Values) < 0
}
