// The networks of the committed fixtures, as FFJORD's code names their weights.

package golden_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/tableau"
	"github.com/gorgoflow/gorgoflow/likelihood"
)

// fixtures are the paths of the files from this folder.
var fixtures = []string{
	"../../../likelihood/testdata/fixtures/d2_concatsquash_tanh.json",
	"../../../likelihood/testdata/fixtures/d3_concat_softplus.json",
	"../../../likelihood/internal/flowtest/testdata/toy64_8gaussians.json",
}

// network is what a fixture says of its network.
type network struct {
	Dim               int
	Hidden            []int
	Layer, Activation string
	Weights           map[string]any
	Dtype             string
	Float64           bool `json:"-"`
}

func readNetwork(t *testing.T, path string) *network {
	t.Helper()
	raw, err := os.ReadFile(path)
	must(t, err)
	n := &network{}
	must(t, json.Unmarshal(raw, n))
	return n
}

// field has the weights of the file, in one of the dtypes.
func (n *network) field(t *testing.T, double bool) *dynamics.MLP {
	t.Helper()
	m := newMLP(t, n.Dim, dynamics.MLPSettings{Hidden: n.Hidden, Layer: dynamics.Layer(n.Layer), Activation: dynamics.Activation(n.Activation),
		Float64: double, GateOutput: true})
	weights := map[string][]float64{}
	for name, values := range n.Weights {
		weights[name] = rowMajor(nil, values)
	}
	must(t, m.SetTorch(weights))
	return m
}

// rowMajor flattens lists of lists.
func rowMajor(all []float64, value any) []float64 {
	if v, ok := value.(float64); ok {
		return append(all, v)
	}
	for _, v := range value.([]any) {
		all = rowMajor(all, v)
	}
	return all
}

// TestFixtures compares the fixtures' networks in both dtypes, by an exact trace with a step size for each row, and by
// probes with one step size for all rows.
func TestFixtures(t *testing.T) {
	b := bits{}
	for _, path := range fixtures {
		n := readNetwork(t, path)
		for _, double := range []bool{false, true} {
			name := filepath.Base(path)
			if double {
				name += ", double"
			}
			exact := likelihood.Settings{Solver: &integrate.Settings{Tableau: tableau.Dopri5}}
			b.addDensity(t, name+", exact, a row", newFlow(t, n.field(t, double), exact), points(24, n.Dim, 2), nil)
			probes := likelihood.Settings{Trace: traces[3], Solver: &integrate.Settings{Shared: true}}
			b.addDensity(t, name+", probes, shared", newFlow(t, n.field(t, double), probes), points(24, n.Dim, 2), nil)
		}
	}
	b.check(t, "fixtures")
}
