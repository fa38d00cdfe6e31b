// Linear systems, one for each row, are solved as by plain elimination.

package graph_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/graph/internal/ops"
	G "gorgonia.org/gorgonia"
)

// solveExpression solves 2×2 systems whose second pivot is the larger one.
func solveExpression(b *graph.Builder, in operands, trans bool) *G.Node {
	base := b.Const(1, 4, []float64{0.1, 2, 3, 0.2})
	a := b.Add(b.Tanh(b.MatMul(in.x, in.w, false, false)), base)
	right := b.Mul(b.SliceCols(in.x, 1, 3), in.t)
	return b.SolveRows(a, b.FactorRows(a), right, trans)
}

// TestRowSolver: a compiled solve agrees with the plain elimination in either dtype. A singular row leaves the other rows
// as they are.
func TestRowSolver(t *testing.T) {
	t.Run("float64", func(t *testing.T) { testRowSolver[float64](t, 1e-12) })
	t.Run("float32", func(t *testing.T) { testRowSolver[float32](t, 1e-4) })
}

func testRowSolver[T graph.Float](t *testing.T, tolerance float64) {
	const rows, n = 5, 4
	for _, trans := range []bool{false, true} {
		b := graph.NewBuilder[T](rows)
		a, right := b.Input("a", n*n), b.Input("b", n)
		x := b.SolveRows(a, b.FactorRows(a), right, trans)
		p, err := graph.Compile[T]([]*G.Node{a, right}, []*G.Node{x}, &graph.CompileSettings{Builder: b})
		if err != nil {
			t.Fatal(err)
		}
		rng := rand.New(rand.NewPCG(3, 4))
		for r := range rows {
			for c := range n * n {
				p.Input(0)[c*p.Stride()+r] = T(rng.NormFloat64())
			}
			for c := range n {
				p.Input(1)[c*p.Stride()+r] = T(rng.NormFloat64())
			}
		}
		for c := range n { // row 2 is singular
			p.Input(0)[c*p.Stride()+2] = 0
		}
		if err := p.Run(rows); err != nil {
			t.Fatal(err)
		}
		for r := range rows {
			checkSolved(t, p, r, n, trans, tolerance)
		}
		if allocations := testing.AllocsPerRun(5, func() { _ = p.Run(rows) }); allocations != 0 {
			t.Errorf("a run allocates %g times", allocations)
		}
	}
}

// checkSolved compares a lane with the plain elimination.
func checkSolved[T graph.Float](t *testing.T, p *graph.Program[T], r, n int, trans bool, tolerance float64) {
	t.Helper()
	lane := func(x []T, c int) float64 { return float64(x[c*p.Stride()+r]) }
	a := ops.NewMatrix(n, n).Fill(func(i, j int) float64 { return lane(p.Input(0), i*n+j) }).Transposed(trans)
	b := ops.NewMatrix(n, 1).Fill(func(i, _ int) float64 { return lane(p.Input(1), i) })
	ops.Eliminate(a, b)
	for c, want := range b.Data {
		got := lane(p.Output(0), c)
		finite := math.Abs(got) <= math.MaxFloat64
		if finite == (r == 2) || finite && math.Abs(got-want) > tolerance*(1+math.Abs(want)) {
			t.Errorf("row %d, column %d: %g, want %g, and no number in row 2", r, c, got, want)
		}
	}
}
