// Weights with as many rows as the batch.

package graph_test

import (
	"math/rand/v2"
	"testing"

	"github.com/gorgoflow/gorgoflow/graph"
	G "gorgonia.org/gorgonia"
)

// TestDerivativesByWeightsAsTallAsTheBatch: derivatives of first and second order by weights with as many rows as the batch
// are fixed, as the weights are, also where sums and maxima of their columns are repeated, and a program stores them row by
// row.
func TestDerivativesByWeightsAsTallAsTheBatch(t *testing.T) {
	sums := func(w *G.Node) *G.Node { return G.Must(G.Sum(G.Must(G.Square(w)), 0)) }
	for name, f := range map[string]func(x, w *G.Node) (*G.Node, error){
		"weights and their sums": func(x, w *G.Node) (*G.Node, error) {
			return G.Mul(x, G.Must(G.BroadcastAdd(w, sums(w), nil, []byte{0})))
		},
		"weights of norm 1": func(x, w *G.Node) (*G.Node, error) {
			return G.Mul(x, G.Must(G.BroadcastHadamardDiv(w, G.Must(G.Sqrt(sums(w))), nil, []byte{0})))
		},
		"sums": func(x, w *G.Node) (*G.Node, error) {
			return G.BroadcastHadamardProd(x, G.Must(G.Sum(w, 0)), nil, []byte{0})
		},
		"sums of squares": func(x, w *G.Node) (*G.Node, error) { return G.BroadcastHadamardProd(x, sums(w), nil, []byte{0}) },
		"maxima": func(x, w *G.Node) (*G.Node, error) {
			return G.BroadcastHadamardProd(x, G.Must(G.Square(G.Must(G.Max(w, 0)))), nil, []byte{0})
		},
		"a row of the weights": func(x, w *G.Node) (*G.Node, error) {
			row := G.Must(G.Slice(w, G.S(1)))
			return G.Mul(x, G.Must(G.BroadcastHadamardProd(w, row, nil, []byte{0})))
		},
	} {
		t.Run(name, func(t *testing.T) {
			b := graph.NewBuilder[float64](3)
			x, w := b.Input("x", 3), b.Shared("w", 3, 3)
			rng := rand.New(rand.NewPCG(5, 1))
			v := values{x: random(rng, x, true), w: random(rng, w, false)}
			y, err := f(x, w)
			must(t, err)
			g := leavesLike(b, rng, "g", []*G.Node{y}, v)
			first := b.VJP([]*G.Node{y}, g, []*G.Node{x, w})
			h := leavesLike(b, rng, "h", first, v)
			second := b.VJP(first, h, []*G.Node{w})
			must(t, b.Err())
			checkDifferences(t, []*G.Node{y}, g, first[1:], []*G.Node{w}, v)
			checkDifferences(t, first, h, second, []*G.Node{w}, v)
			inputs, outs := []*G.Node{x, w, g[0], h[0], h[1]}, []*G.Node{first[1], second[0]}
			p, err := graph.Compile[float64](inputs, outs, &graph.CompileSettings{Builder: b})
			must(t, err)
			for i, n := range inputs {
				copy(p.Input(i), v[n])
				for k := range v[n] {
					if cols := n.Shape()[1]; b.IsPerRow(n) {
						p.Input(i)[k%cols*p.Stride()+k/cols] = v[n][k]
					}
				}
			}
			must(t, p.Run(3))
			for i, n := range outs {
				if b.IsPerRow(n) {
					t.Errorf("derivative %d is per row", i+1)
				}
				near(t, "compiled", p.Output(i)[:9], evaluate(t, n, v), 1e-13)
			}
		})
	}
}
