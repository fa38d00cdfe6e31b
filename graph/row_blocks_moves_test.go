// Features that programs with row blocks move from inputs to outputs.

package graph_test

import (
	"testing"

	"github.com/gorgoflow/gorgoflow/graph"
	G "gorgonia.org/gorgonia"
)

// TestBlocksMoveFeatures: features go from inputs to the program's own outputs, where row blocks lie side by side. What an
// output holds beyond the last vector of rows is left alone.
func TestBlocksMoveFeatures(t *testing.T) {
	const rows = 64 // an even number of cache lines, so that features are stored further apart
	b := graph.NewBuilder[float32](rows)
	x, u := b.Input("x", 3), b.Input("u", 2)
	outputs := []*G.Node{b.ConcatCols(x, b.SliceCols(u, 1, 2), u), b.PadCols(x, 1, 2), b.Tanh(b.SliceCols(x, 2, 3))}
	must(t, b.Err())
	p, err := graph.Compile[float32]([]*G.Node{x, u}, outputs, graph.CompileSettings{Builder: b}.InBlocks(16))
	must(t, err)
	if blocks := p.Bound().Plan.Blocks; blocks != 4 || p.Stride()%32 == 0 {
		t.Fatalf("%d blocks of features %d lanes apart, want 4 and an odd number of lines", blocks, p.Stride())
	}
	zero := make([]float32, p.Stride())
	for run, n := range []int{rows, 64 - 16, 33, 1} {
		fill(p, 0, uint64(run))
		fill(p, 1, uint64(run+10))
		column := func(from []float32, c int) []float32 { return from[c*p.Stride():][:n] }
		for i := range 2 {
			for k := range p.Output(i) {
				p.Output(i)[k] = 7
			}
		}
		must(t, p.Run(n))
		in, other := p.Input(0), p.Input(1)
		for i, want := range [][][]float32{
			{column(in, 0), column(in, 1), column(in, 2), column(other, 1), column(other, 0), column(other, 1)},
			{zero, column(in, 0), column(in, 1), column(in, 2), zero, zero},
		} {
			for c := range want {
				for r := range rows {
					got := p.Output(i)[c*p.Stride()+r]
					if r < n && got != want[c][r] || r >= (n+15)/16*16 && got != 7 {
						t.Fatalf("%d rows, output %d: row %d of column %d is %v, want the number of its input, or 7 beyond the rows", n, i, r, c, got)
					}
				}
			}
		}
	}
}
