// The parts of an nn.Sequential's input.

package torch_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/likelihood/torch"
)

// TestInputsThatNoNetworkHas: parts that are none, that are there twice, or without the state are refused by the writer
// too, whose weights they would put in each other's columns.
func TestInputsThatNoNetworkHas(t *testing.T) {
	for says, input := range map[string][]torch.Part{
		"Input[1]": {torch.State, torch.State}, "Input[0]": {"speed", torch.State}, "Input is []": {}, "Input[2]": {torch.State, torch.Time, torch.Time}, "Input is [time]": {torch.Time},
	} {
		layer := dynamics.Ignore
		if slices.Contains(input, torch.Time) {
			layer = dynamics.ConcatFirst
		}
		_, err := torch.SequentialState(mlp(t, dynamics.MLPSettings{Layer: layer}), &torch.SequentialSettings{Input: input})
		if err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%q: %v, want an error that says %q", input, err, says)
		}
	}
}
