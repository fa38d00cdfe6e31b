// This file tests what a loop over tiles, or a pass over row blocks, has to wait for.

package graph_test

import (
	"testing"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/graph/internal/ops"
	G "gorgonia.org/gorgonia"
)

// checkAgainstOps compares a program of one input with what its operations compute one by one.
func checkAgainstOps(t *testing.T, b *graph.Builder, x *G.Node, blockRows int, outputs ...*G.Node) {
	t.Helper()
	must(t, b.Err())
	p, err := graph.Compile[float64]([]*G.Node{x}, outputs, graph.CompileSettings{Builder: b}.InBlocks(blockRows))
	must(t, err)
	fill(p, 0, 1)
	m := ops.NewMatrix(x.Shape()[0], x.Shape()[1]).Fill(func(r, c int) float64 { return p.Input(0)[c*p.Stride()+r] })
	must(t, p.Run(b.Rows()))
	for i, n := range outputs {
		compareOutput(t, n.Name(), p, i, matrixLike(n, evaluate(t, n, values{x: m.Data})), 1e-12)
	}
}

// TestColumnsOfATile: what reads one column of a value that a loop over tiles computes waits for the whole loop.
func TestColumnsOfATile(t *testing.T) {
	const cols = 200
	b := graph.NewBuilder[float64](40)
	x := b.Input("x", cols)
	y := b.Tanh(x)
	last := b.BroadcastCols(b.SliceCols(y, cols-1, cols), cols)
	checkAgainstOps(t, b, x, 0, b.Mul(b.Sin(y), last))
}

// TestResultOverAColumn: a result does not take the memory of a value of which a step in the loop over tiles reads one
// column.
func TestResultOverAColumn(t *testing.T) {
	const cols = 200
	b := graph.NewBuilder[float64](40)
	x := b.Input("x", cols)
	z := b.MatMul(x, graph.Filled(b, cols, cols, 0.01), false, false)
	first := b.BroadcastCols(b.SliceCols(z, 0, 1), cols)
	sum := b.Add(b.Tanh(b.Mul(b.Sin(x), first)), z)
	checkAgainstOps(t, b, x, 0, b.ConcatCols(sum, x))
}

// TestSumsOverBlocksAreWhole: what is computed for a row from a sum over all rows waits for the last row block.
func TestSumsOverBlocksAreWhole(t *testing.T) {
	b := graph.NewBuilder[float64](40)
	x := b.Input("x", 3)
	product := b.MatMul(x, b.MatMul(x, x, true, false), false, false)
	checkAgainstOps(t, b, x, 16, product, b.Add(x, b.BroadcastRows(b.SumRows(b.Tanh(x), 1), 40)))
}

// TestSumsOfWhatRowsShareAddUp: an output that accumulates is no vector to be computed before the row blocks, even if
// nothing in it is per row.
func TestSumsOfWhatRowsShareAddUp(t *testing.T) {
	b, params := graph.NewBuilder[float64](40), graph.NewParams(graph.DtypeOf[float64]())
	row, err := params.Add("row", 1, 3)
	must(t, err)
	row.Set(0, 2)
	x, doubled := b.Input("x", 3), b.Add(b.Param(row), b.Param(row))
	p, err := graph.Compile[float64]([]*G.Node{x}, []*G.Node{b.Tanh(x), doubled}, graph.CompileSettings{Builder: b, Accumulate: []*G.Node{doubled}}.InBlocks(16))
	must(t, err)
	p.Zero()
	for range 3 {
		must(t, p.Run(40))
	}
	must(t, p.Finish())
	if got := p.Output(1)[0]; got != 12 {
		t.Errorf("three runs add up to %v, want 12", got)
	}
}

// TestContractionsAddUpCopies: a contraction over copies of the batch adds up the rows of every copy.
func TestContractionsAddUpCopies(t *testing.T) {
	const rows, copies = 5, 3
	b := graph.NewBuilder[float64](rows)
	x := b.Input("x", 2)
	scaled := b.Mul(b.TileRows(x, copies), b.BroadcastRows(b.Const(copies, 2, []float64{1, 2, 3, 4, 5, 6}), rows))
	checkAgainstOps(t, b, x, 0, b.MatMul(scaled, b.Tanh(scaled), true, false))
}

// TestFoldOfASingleCopy: the sum of one copy is the copy, also where no rule has simplified the sum away.
func TestFoldOfASingleCopy(t *testing.T) {
	b := graph.NewBuilder[float64](5)
	x := b.Input("x", 2)
	checkAgainstOps(t, b, x, 0, b.Apply(graph.Operation{Kind: ops.FoldRows{K: 1}}, b.Tanh(x)))
}
