// The size of constants that layers ask for.

package dynamics_test

import (
	"testing"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/graph"
	G "gorgonia.org/gorgonia"
)

// TestConstantSizeIsThatOfTheGraph: ConstantSize counts the numbers in the constants of a graph for every kind of layer.
func TestConstantSizeIsThatOfTheGraph(t *testing.T) {
	const dim = 11
	for _, layer := range dynamics.Layers() {
		m, err := dynamics.NewMLP(dim, &dynamics.MLPSettings{Hidden: []int{17, 13}, Layer: layer, GateOutput: true})
		if err != nil {
			t.Fatal(err)
		}
		b := graph.NewBuilder[float32](5)
		_, factors, err := m.BuildLayers(b, b.Input("t", 1), b.Input("z", dim), nil)
		if err != nil {
			t.Fatal(err)
		}
		held := 0
		for _, f := range factors {
			if f.Weight != nil && isConstant(f.Weight) {
				held += f.Weight.Shape().TotalSize()
			}
		}
		if size := m.ConstantSize(); size != held {
			t.Errorf("%s: %d numbers, want %d as in the graph", layer, size, held)
		}
	}
}

// isConstant says whether a node is a leaf with a value. The factors of parameters are no leaves, since they are
// transposed.
func isConstant(n *G.Node) bool { return n.Op() == nil && n.Value() != nil }
