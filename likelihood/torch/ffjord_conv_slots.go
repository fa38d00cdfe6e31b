// The tensors of FFJORD's networks of convolutions.

package torch

import (
	"fmt"
	"slices"
	"strings"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/pkg/errors"
)

// convSlots returns the slots of a network of convolutions, whose parameters have FFJORD's names here too, except in hyper
// layers.
func convSlots(m *dynamics.Conv) (slots []slot) {
	set := m.Settings()
	for i, stride := range set.Strides {
		prefix := fmt.Sprintf("layers.%d.", i)
		if set.Layer == dynamics.Hyper {
			for _, part := range [][2]string{{"_hypernet", "weight"}, {"_layer", "bias"}} { // the slope in t, and the value at 0
				kernel, bias := m.Params().Get(prefix+part[0]+".weight"), m.Params().Get(prefix+part[0]+".bias")
				slots = append(slots, hyperSlot(prefix+"_hypernet."+part[1], part[1] == "weight", kernel, bias))
			}
			continue
		}
		for _, p := range m.Params().List() {
			if strings.HasPrefix(p.Name, prefix) {
				slots = append(slots, paramSlot(p.Name, convShape(p, stride), p, nil))
			}
		}
	}
	for _, p := range m.Params().List() {
		if isBeta(p.Name) {
			slots = append(slots, betaSlot(paramSlot(p.Name, []int{}, p, nil), p))
		}
	}
	return slots
}

// convShape is the shape of a layer's parameter in PyTorch.
func convShape(p *graph.Param, stride int) []int {
	switch name := p.Name[strings.LastIndex(strings.TrimSuffix(p.Name, ".weight"), ".")+1:]; {
	case strings.HasSuffix(p.Name, ".bias"):
		return []int{p.Len()}
	case name == "_layer.weight" || name == "_layer0.weight" || name == "_layer1.weight":
		k := 4
		if stride == 1 {
			k = 3
		}
		return []int{p.Rows, p.Cols / (k * k), k, k}
	}
	return []int{p.Rows, p.Cols}
}

// hyperSlot returns the slot of a hyper layer. FFJORD's HyperConv2d computes enough numbers for weights and a bias behind
// them, but takes the bias from the first of the weights. The numbers behind the weights have no effect.
func hyperSlot(name string, column bool, kernel, bias *graph.Param) slot {
	size := kernel.Len() + bias.Len()
	s := slot{name: name, shape: []int{size}, use: Weights, param: kernel.Name, dtype: dtypeOf(kernel.Params())}
	if column {
		s.shape = []int{size, 1}
	}
	s.get = func() ([]float64, error) {
		values := kernel.Values()
		if !slices.Equal(bias.Values(), values[:bias.Len()]) {
			return nil, errors.Errorf("%s differs from the first numbers of %s, where FFJORD's code takes the bias of a hyper convolution from", bias.Name, kernel.Name)
		}
		return append(slices.Clone(values), make([]float64, bias.Len())...), nil
	}
	s.set = func(values []float64) error {
		for i := range kernel.Len() {
			kernel.Set(i, values[i])
		}
		for i := range bias.Len() {
			bias.Set(i, values[i])
		}
		kernel.Params().Touch()
		return nil
	}
	return s
}
