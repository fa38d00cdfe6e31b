// Models of a single scale, which ODENVP makes of images of fewer than eight rows.

package torch_test

import (
	"context"
	"reflect"
	"strings"
	"testing"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/flowtest"
	"github.com/gorgoflow/gorgoflow/likelihood/torch"
)

// TestSingleScale: a model of one scale has the density of the chain of its flows.
func TestSingleScale(t *testing.T) {
	density := func(prefix string) []float64 {
		state := torch.StateDict{}
		for name, tensor := range read(t, "ffjord_blocks.safetensors").State.Under("transforms.1.") {
			name = strings.Replace(name, "chain.1.", "chain.2.", 1)
			state[prefix+strings.Replace(name, "chain.0.", "chain.1.", 1)] = tensor
		}
		flow, report, err := torch.FFJORD(&torch.Checkpoint{State: state}, &torch.FFJORDSettings{Activation: dynamics.Tanh, Image: dynamics.Image{Height: 1, Width: 1}, Adjust: tight})
		if err != nil {
			t.Fatalf("%v\n%v", err, report)
		}
		logp, err := flow.LogProb(context.Background(), [][]float64{{0.3, -0.8}})
		flowtest.Must(t, err)
		return logp
	}
	if scale, chain := density("transforms.0."), density(""); !reflect.DeepEqual(scale, chain) {
		t.Errorf("log p is %v, that of the chain %v", scale, chain)
	}
}
