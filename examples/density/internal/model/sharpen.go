// Initial weights for fine structure.

package model

import (
	"strings"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/graph"
)

// sharpen scales the initial weights of a network so that f varies over a detail-th
// of the data's deviation: networks learn fine structure last (Rahaman et al., On
// the spectral bias of neural networks, 2019), and a coastline is fine structure.
// The first layer, which reads the data in units of their deviation, gets all of
// detail, and the layers between get two thirds of it. The last layer stays as it
// is, and with it the size of f.
func sharpen(field *dynamics.MLP, detail float64) error {
	layers := affine(field.Params())
	for i, layer := range layers[:max(len(layers)-1, 0)] {
		gain := detail
		if i > 0 {
			gain = max(1, detail*2/3)
		}
		for _, p := range layer {
			if i > 0 && strings.HasSuffix(p.Name, "bias") {
				continue
			}
			if err := p.SetAll(scaled(p.Values(), gain)); err != nil {
				return err
			}
		}
	}
	return nil
}

// affine lists weight and bias of each layer's product with its input, by the
// names that dynamics gives them.
func affine(params *graph.Params) (layers [][]*graph.Param) {
	for _, p := range params.List() {
		name, ok := strings.CutSuffix(p.Name, "_layer.weight")
		if !ok {
			continue
		}
		layer := []*graph.Param{p}
		if bias := params.Get(name + "_layer.bias"); bias != nil {
			layer = append(layer, bias)
		}
		layers = append(layers, layer)
	}
	return layers
}

func scaled(values []float64, gain float64) []float64 {
	for i := range values {
		values[i] *= gain
	}
	return values
}
