// Derivatives in Gorgonia's LispMachine are those of VJP.

package graph_test

import (
	"math/rand/v2"
	"testing"

	"github.com/gorgoflow/gorgoflow/graph"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// TestLispMachine: Σ y² by a LispMachine, for every expression y of the derivative tests. The sums of all leaves are
// added, since the machine wants one root.
func TestLispMachine(t *testing.T) {
	forEach(t, func(t *testing.T, b *graph.Builder, rng *rand.Rand, in operands, y *G.Node, v values) {
		cost := G.Must(G.Sum(G.Must(G.Square(y))))
		for _, leaf := range in.list() {
			cost = G.Must(G.Add(cost, G.Must(G.Sum(leaf))))
			must(t, G.Let(leaf, tensor.New(tensor.WithShape(leaf.Shape()...), tensor.WithBacking(append([]float64(nil), v[leaf]...)))))
		}
		machine := G.NewLispMachine(b.Graph().SubgraphRoots(cost))
		defer machine.Close()
		must(t, machine.RunAll())
		got := make([][]float64, len(in.list()))
		for i, leaf := range in.list() {
			d, err := leaf.Grad()
			must(t, err)
			got[i] = d.Data().([]float64)
		}
		bar := leavesLike(b, rng, "bar", []*G.Node{y}, v)
		for i, e := range evaluate(t, y, v) {
			v[bar[0]][i] = 2 * e
		}
		grads := b.VJP([]*G.Node{y}, bar, in.list())
		must(t, b.Err())
		for i, leaf := range in.list() {
			want := derivative(t, grads[i], leaf, v)
			for k := range want {
				want[k]++
			}
			near(t, leaf.Name(), got[i], want, 1e-10)
		}
	})
}
