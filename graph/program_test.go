// Programs compute what the plain reference computes.

package graph_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/graph/internal/kernel/scalar"
	"github.com/gorgoflow/gorgoflow/graph/internal/ops"
	"github.com/gorgoflow/gorgoflow/internal/long"
	G "gorgonia.org/gorgonia"
)

// example is a graph with per-row inputs x (R×3), y (R×4), a column t (R×1) and parameters.
type example struct {
	inputs  []*G.Node
	outputs []*G.Node
}

// buildRandom adds a random expression of element-wise functions, products, sums, slices and copies of the batch. A seed
// gives the same graph for any number of rows.
func buildRandom(b *graph.Builder, p *graph.Params, seed uint64) example {
	rng := rand.New(rand.NewPCG(seed, 1))
	x, y, t := b.Input("x", 3), b.Input("y", 4), b.Input("t", 1)
	e := example{inputs: []*G.Node{x, y, t}}
	byWidth := map[int][]*G.Node{3: {x}, 4: {y}, 1: {t}}
	add := func(n *G.Node) {
		if n != nil && b.IsPerRow(n) && n.Shape()[0] == b.Rows() {
			byWidth[n.Shape()[1]] = append(byWidth[n.Shape()[1]], n)
		}
	}
	pick := func(w int) *G.Node { return byWidth[w][rng.IntN(len(byWidth[w]))] }
	width := func() int { return []int{1, 3, 4}[rng.IntN(3)] }
	var fixed []*G.Node
	for range 60 {
		w, v := width(), width()
		switch rng.IntN(15) {
		case 0:
			add(b.MatMul(pick(w), b.Param(p.Get(fmt.Sprintf("w%d%d", w, v))), false, false))
		case 1:
			add(b.MatMul(pick(w), b.Param(p.Get(fmt.Sprintf("w%d%d", v, w))), false, true))
		case 2:
			add(b.Add(b.MatMul(pick(w), b.Param(p.Get(fmt.Sprintf("w%d%d", w, v))), false, false), b.Param(p.Get(fmt.Sprintf("w1%d", v)))))
		case 3:
			add(graph.Unary(b, []scalar.UnaryFunc{scalar.Tanh, scalar.Sigmoid, scalar.Softplus, scalar.Sin, scalar.Cos, scalar.OneMinusSquare, scalar.MinZero, scalar.MaxZero, scalar.Abs, scalar.NormCDF}[rng.IntN(10)], pick(w)))
		case 4:
			add(b.Tanh(b.Add(pick(w), b.Scale(pick(w), 0.3))))
		case 5:
			add(b.Tanh(b.Add(pick(w), b.Mul(pick(w), pick(w)))))
		case 6:
			add(b.Tanh(b.Sub(pick(w), b.Shift(b.Scale(pick(w), -0.7), 0.2))))
		case 7:
			add(b.SumCols(b.Sin(b.Mul(pick(w), pick(w)))))
		case 8:
			add(b.Mul(b.Sin(pick(w)), pick(1)))
		case 9:
			g := b.Sigmoid(pick(w))
			add(b.Mul(pick(w), graph.Unary(b, scalar.LogisticPrime, g)))
			add(b.Mul(pick(w), graph.Unary(b, scalar.OneMinusSquare, g)))
		case 10:
			add(b.SliceCols(pick(4), 1, 4))
			add(b.PadCols(b.SliceCols(pick(4), 1, 3), 1, 0))
			add(b.ConcatCols(pick(1), b.Tanh(pick(3))))
		case 11: // K copies of the batch
			tiled := b.TileRows(b.Tanh(pick(w)), 2)
			seeds := b.BroadcastRows(b.Param(p.Get(fmt.Sprintf("w2%d", w))), b.Rows())
			both := b.Tanh(b.Mul(b.Add(tiled, seeds), b.TileRows(pick(w), 2)))
			add(b.FoldRows(b.MatMul(both, b.Param(p.Get(fmt.Sprintf("w%d%d", w, v))), false, false), 2))
			fixed = append(fixed, b.SumRows(both, 2), b.MatMul(both, b.Sin(tiled), true, false))
			add(b.FoldRows(b.SumCols(b.Mul(both, tiled)), 2))
		case 12:
			fixed = append(fixed, b.MatMul(pick(w), pick(v), true, false), b.SumRows(pick(w), 1))
		case 13:
			m := b.MatMul(pick(w), pick(v), true, false)
			fixed = append(fixed, b.Add(b.Add(m, b.MatMul(pick(w), b.Tanh(pick(v)), true, false)), b.Param(p.Get(fmt.Sprintf("w%d%d", w, v)))))
		case 14: // depends on parameters alone
			n := b.Tanh(b.MatMul(b.Param(p.Get(fmt.Sprintf("w%d%d", w, v))), b.Transpose(b.Param(p.Get(fmt.Sprintf("w%d%d", w, v)))), false, false))
			add(b.MatMul(pick(w), n, false, false))
		}
	}
	e.outputs = append(e.outputs, fixed...)
	for _, w := range []int{1, 3, 4} {
		list := byWidth[w]
		e.outputs = append(e.outputs, list[len(list)-1], list[len(list)/2])
	}
	return e
}

func randomParams[T graph.Float](t *testing.T, seed uint64) *graph.Params {
	t.Helper()
	p := graph.NewParams(graph.DtypeOf[T]())
	rng := rand.New(rand.NewPCG(seed, 2))
	for _, r := range []int{1, 2, 3, 4} {
		for _, c := range []int{1, 3, 4} {
			q, err := p.Add(fmt.Sprintf("w%d%d", r, c), r, c)
			if err != nil {
				t.Fatal(err)
			}
			for i := range q.Len() {
				q.Set(i, rng.NormFloat64()*0.6)
			}
		}
	}
	p.Touch()
	return p
}

// TestProgramEqualsOps: programs of random graphs, run with several numbers of rows, compute what the plain evaluation of
// the graph does that is built for just those rows.
func TestProgramEqualsOps(t *testing.T) {
	for seed := range uint64(40) {
		if !long.Takes(int(seed), 3) {
			continue
		}
		checkProgram[float64](t, seed, 1e-11, buildRandom)
		checkProgram[float32](t, seed, 2e-4, buildRandom)
	}
}

// checkProgram compares a program with the plain evaluation of its graph, which is built for different numbers of rows.
func checkProgram[T graph.Float](t *testing.T, seed uint64, tolerance float64, build func(b *graph.Builder, p *graph.Params, seed uint64) example) {
	t.Helper()
	const rows = 37
	p := randomParams[T](t, seed)
	b := graph.NewBuilder[T](rows)
	e := build(b, p, seed)
	if b.Err() != nil {
		t.Fatal(b.Err())
	}
	program, err := graph.Compile[T](e.inputs, e.outputs, &graph.CompileSettings{Builder: b})
	if err != nil {
		t.Fatal(err)
	}
	if program.Static() {
		t.Fatalf("seed %d: a graph of our own ops compiled to a static program", seed)
	}
	rng := rand.New(rand.NewPCG(seed, 3))
	for run, n := range []int{rows, 1, 20, 32} {
		small := graph.NewBuilder[T](n)
		s := build(small, p, seed)
		if small.Err() != nil {
			t.Fatal(small.Err())
		}
		v := values{}
		for i, node := range s.inputs {
			v[node] = ops.NewMatrix(n, node.Shape()[1]).Fill(func(r, c int) float64 {
				x := T(rng.NormFloat64())
				program.Input(i)[c*program.Stride()+r] = x
				return float64(x)
			}).Data
		}
		if run == 3 {
			p.Get("w33").Set(0, 0.123)
			p.Touch()
		}
		want := evaluateAll(t, s.outputs, v)
		if err := program.Run(n); err != nil {
			t.Fatal(err)
		}
		for i, node := range s.outputs {
			what := fmt.Sprintf("seed %d run %d output %d (%v)", seed, run, i, node.Op())
			compareOutput(t, what, program, i, matrixLike(node, want[i]), tolerance)
		}
	}
}

func compareOutput[T graph.Float](t *testing.T, what string, p *graph.Program[T], i int, want ops.Matrix, tolerance float64) {
	t.Helper()
	for r := range want.Rows {
		for c := range want.Cols {
			at := r*want.Cols + c
			if p.IsOutputPerRow(i) {
				at = c*p.Stride() + r
			}
			got, w := float64(p.Output(i)[at]), want.At(r, c)
			if !(math.Abs(got-w) <= tolerance*(1+math.Abs(w))) {
				t.Fatalf("%s: element (%d,%d) is %v, want %v", what, r, c, got, w)
			}
		}
	}
}
