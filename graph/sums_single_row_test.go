// Sums over the batch in programs of a single row: gradients of weights.

package graph_test

import (
	"slices"
	"testing"

	"github.com/gorgoflow/gorgoflow/graph"
	G "gorgonia.org/gorgonia"
)

// TestGradientsOfASingleRow: the features of one row are lanes in a program of gradients by weights too, which sums over
// the rows of the batch. Its numbers have the bits that those of one row of many have, and so have those of copies of the
// row, which are lanes then: products of a few and of more columns.
func TestGradientsOfASingleRow(t *testing.T) {
	for _, size := range [][2]int{{1, 3}, {3, 3}, {1, 6}, {3, 6}, {40, 6}} {
		copies, width := size[0], size[1]
		var results [2][]float64
		for i, without := range []map[string]bool{nil, {"single row": true}} {
			p := weightGradients(t, copies, width, graph.CompileSettings{}.InTiles(48).Without(without))
			if want := without == nil; p.Bound().Plan.Ir.Single != want {
				t.Errorf("%d copies, without %v: features are lanes: %t", copies, without, !want)
			}
			p.Zero()
			for run := range 2 { // sums go on from run to run
				for c := range width {
					p.Input(0)[c*p.Stride()] = float64(c+run) - 0.7
				}
				must(t, p.Run(1))
			}
			must(t, p.Finish())
			for n := range 3 {
				results[i] = append(results[i], p.Output(n)...)
			}
		}
		if !slices.Equal(results[0], results[1]) {
			t.Errorf("%d copies of %d columns: %v, and %v as one row of many", copies, width, results[0], results[1])
		}
	}
}

// weightGradients is the gradient of Σ tanh(xW + b)²k by W, b and k for copies of a row of so many columns.
func weightGradients(t *testing.T, copies, width int, s *graph.CompileSettings) *graph.Program[float64] {
	t.Helper()
	b, params := graph.NewBuilder[float64](1), graph.NewParams(graph.DtypeOf[float64]())
	var leaves []*G.Node
	for _, shape := range []struct {
		name       string
		rows, cols int
	}{{"W", width, 20}, {"b", 1, 20}, {"k", 1, 1}} {
		q, err := params.Add(shape.name, shape.rows, shape.cols)
		must(t, err)
		for i := range q.Len() {
			q.Set(i, float64(i%7-3)/5+0.1)
		}
		leaves = append(leaves, b.Param(q))
	}
	x := b.Input("x", width)
	y := b.Mul(b.Square(b.Tanh(b.Add(b.MatMul(b.TileRows(x, copies), leaves[0], false, false), leaves[1]))), leaves[2])
	ones := b.BroadcastRows(b.Const(1, 1, []float64{1}), copies)
	gradients := b.VJP([]*G.Node{b.SumCols(y)}, []*G.Node{ones}, leaves)
	s.Builder, s.Accumulate = b, gradients
	p, err := graph.Compile[float64]([]*G.Node{x}, gradients, s)
	must(t, err)
	return p
}
