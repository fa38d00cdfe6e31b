// A sum of which epilogues leave nothing to be computed row by row is a sum all the same.

package graph_test

import (
	"math"
	"testing"

	"github.com/gorgoflow/gorgoflow/graph"
	G "gorgonia.org/gorgonia"
)

// TestSumsOfEpiloguesAlone: a vector that accumulates and is a product of parameters with a sum over rows has no term left
// once the product waits for Finish. A program with row blocks must not take that vector for one that all rows share.
func TestSumsOfEpiloguesAlone(t *testing.T) {
	const rows = 40
	for _, blockRows := range []int{0, 16} {
		b, params := graph.NewBuilder[float64](rows), graph.NewParams(graph.DtypeOf[float64]())
		w, err := params.Add("w", 2, 3)
		must(t, err)
		for i := range w.Len() {
			w.Set(i, float64(i)-1.5)
		}
		params.Touch()
		x := b.Input("x", 2)
		sum := b.MatMul(b.SumRows(b.Tanh(x), 1), b.Param(w), false, false)
		p, err := graph.Compile[float64]([]*G.Node{x}, []*G.Node{sum}, graph.CompileSettings{Builder: b, Accumulate: []*G.Node{sum}}.InBlocks(blockRows))
		must(t, err)
		fill(p, 0, 1)
		p.Zero()
		must(t, p.Run(rows))
		must(t, p.Run(rows))
		must(t, p.Finish())
		for c := range 3 {
			want := 0.0
			for r := range rows {
				for k := range 2 {
					want += 2 * math.Tanh(p.Input(0)[k*p.Stride()+r]) * w.At(k*3+c)
				}
			}
			if got := p.Output(0)[c]; math.Abs(got-want) > 1e-12*(1+math.Abs(want)) {
				t.Errorf("row blocks of %d: column %d is %g, want %g", blockRows, c, got, want)
			}
		}
	}
}
