// Products of three values, element by element.

package graph_test

import (
	"slices"
	"testing"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/graph/internal/ir"
	"github.com/gorgoflow/gorgoflow/graph/internal/kernel/scalar"
	G "gorgonia.org/gorgonia"
)

// TestTriplesAreOnePass: a product of three values is computed in one pass, with the bits of two passes, also where two
// products read one product of broadcasts.
func TestTriplesAreOnePass(t *testing.T) {
	for _, rows := range []int{1, 20, 40} {
		var results [2][]float32
		for i, without := range []map[string]bool{nil, {"fuse": true}} {
			p := triples(t, rows, without)
			if products := pairsStored(p); products == 0 != (without == nil) {
				t.Errorf("%d rows, without %v: %d products of two are stored, want some only without fusion", rows, without, products)
			}
			fill(p, 0, 1)
			fill(p, 1, 2)
			must(t, p.Run(rows))
			for out := range 3 {
				for c := range 3 {
					results[i] = append(results[i], p.Output(out)[c*p.Stride():][:rows]...)
				}
			}
		}
		if !slices.Equal(results[0], results[1]) {
			t.Errorf("%d rows: %v, in two passes %v", rows, results[0], results[1])
		}
	}
}

func triples(t *testing.T, rows int, without map[string]bool) *graph.Program[float32] {
	t.Helper()
	b := graph.NewBuilder[float32](rows)
	x, u := b.Input("x", 3), b.Input("u", 1)
	outer := b.Mul(b.BroadcastRows(b.Const(2, 3, []float64{0.3, 0.7, -1.1, 2.3, 0.9, -0.1}), rows), b.TileRows(u, 2))
	first := b.FoldRows(b.Mul(outer, b.TileRows(x, 2)), 2)
	second := b.FoldRows(b.Mul(b.TileRows(b.Tanh(x), 2), outer), 2)
	third := b.Mul(b.Mul(x, b.Exp(x)), b.Scale(b.Sigmoid(x), -2))
	must(t, b.Err())
	p, err := graph.Compile[float32]([]*G.Node{x, u}, []*G.Node{first, second, third}, graph.CompileSettings{Builder: b}.Without(without))
	must(t, err)
	return p
}

func pairsStored[T graph.Float](p *graph.Program[T]) (n int) {
	for _, v := range p.Bound().Plan.Ir.Values {
		if v.Op == (ir.Binary{Func: scalar.Mul}) {
			n++
		}
	}
	return n
}
