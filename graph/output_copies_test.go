// The storage of outputs that hold several copies of the batch.

package graph_test

import (
	"testing"

	"github.com/gorgoflow/gorgoflow/graph"
	G "gorgonia.org/gorgonia"
)

// TestCopiesAreAsFarApartAsColumns: element (k·R+r, c) of an output of K copies is at (c·K+k)·Stride()+r, of however many
// rows the batch is and however many of them are run.
func TestCopiesAreAsFarApartAsColumns(t *testing.T) {
	t.Run("float32", testCopiesApart[float32])
	t.Run("float64", testCopiesApart[float64])
}

func testCopiesApart[T graph.Float](t *testing.T) {
	const copies, cols = 3, 2
	factors := []float64{1, -2, 4}
	for _, rows := range []int{1, 3, 20, 47} {
		b := graph.NewBuilder[T](rows)
		x := b.Input("x", cols)
		y := b.Mul(b.TileRows(x, copies), b.BroadcastRows(b.Const(copies, 1, factors), rows))
		outputs := []*G.Node{y, b.Scale(y, 2), b.Shift(y, 1)}
		must(t, b.Err())
		p, err := graph.Compile[T]([]*G.Node{x}, outputs, &graph.CompileSettings{Builder: b, Deferred: outputs[2:]})
		must(t, err)
		for _, n := range []int{rows, 1, (rows + 1) / 2, rows} {
			fill(p, 0, uint64(n))
			must(t, p.Run(n))
			must(t, p.RunDeferred(n))
			for r := range n {
				for c := range cols {
					for k, f := range factors {
						at, want := (c*copies+k)*p.Stride()+r, T(f)*p.Input(0)[c*p.Stride()+r]
						if got := [3]T{p.Output(0)[at], p.Output(1)[at], p.Output(2)[at]}; got != [3]T{want, 2 * want, want + 1} {
							t.Fatalf("%d of %d rows: copy %d of (%d,%d) is %v, want %v", n, rows, k, r, c, got, want)
						}
					}
				}
			}
		}
	}
}
