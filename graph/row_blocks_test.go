// Row blocks: programs that take few rows at a time give what they give for all rows at once.

package graph_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/graph/internal/ops"
	"github.com/gorgoflow/gorgoflow/internal/long"
	G "gorgonia.org/gorgonia"
)

// wideProgram computes a hidden layer of so many units that 300 rows go through the program in row blocks, and a matrix
// that depends on an input which is the same for all rows.
func wideProgram[T graph.Float](t *testing.T, rows int) (program *graph.Program[T], b *graph.Builder, in, out []*G.Node) {
	t.Helper()
	const wide = 2100
	p := graph.NewParams(graph.DtypeOf[T]())
	for _, s := range []struct {
		name       string
		rows, cols int
	}{{"into", 3, wide}, {"out", wide, 4}, {"bias", 1, wide}} {
		q, err := p.Add(s.name, s.rows, s.cols)
		must(t, err)
		for i := range q.Len() {
			q.Set(i, float64(i%17-8)/20)
		}
	}
	p.Touch()
	b = graph.NewBuilder[T](rows)
	x, s := b.Input("x", 3), b.Shared("s", 1, wide)
	h := b.Softplus(b.Add(b.MatMul(x, b.Param(p.Get("into")), false, false), b.Param(p.Get("bias"))))
	scaled := b.Mul(b.Param(p.Get("out")), b.Transpose(b.Sigmoid(s)))
	y := b.MatMul(h, scaled, false, false)
	in, out = []*G.Node{x, s}, []*G.Node{y, b.SumCols(b.Mul(h, h)), b.Sigmoid(s)}
	program, err := graph.Compile[T](in, out, &graph.CompileSettings{Builder: b})
	must(t, err)
	return program, b, in, out
}

// TestRowBlocks: a program with row blocks computes what its operations do, for any number of rows and after a change of
// what the rows share.
func TestRowBlocks(t *testing.T) {
	checkBlocks[float32](t, 300, 1e-4)
	checkBlocks[float64](t, 300, 1e-11)
	checkBlocks[float32](t, 320, 1e-4) // the last row block is full
}

func checkBlocks[T graph.Float](t *testing.T, rows int, tolerance float64) {
	program, _, in, out := wideProgram[T](t, rows)
	if block := program.Bound().Plan.Ir.Block; block == 0 || block >= rows {
		t.Fatalf("the program takes %d rows at once, want fewer than %d", block, rows)
	}
	for run, n := range []int{rows, 160, 161, 1, 128} {
		fill(program, 0, uint64(run))
		fill(program, 1, uint64(run+10))
		v := values{}
		for i, node := range in {
			v[node] = ops.NewMatrix(node.Shape()[0], node.Shape()[1]).Fill(func(r, c int) float64 {
				if i == 1 {
					return float64(program.Input(1)[c])
				}
				return float64(program.Input(0)[c*program.Stride()+r])
			}).Data
		}
		all := evaluateAll(t, out, v)
		must(t, program.Run(n))
		for i, node := range out {
			want := matrixLike(node, all[i])
			if i < 2 {
				want = firstRows(want, n)
			}
			compareOutput(t, fmt.Sprintf("%d rows, output %d", n, i), program, i, want, tolerance)
		}
	}
}

func firstRows(m ops.Matrix, n int) ops.Matrix {
	m.Rows = min(m.Rows, n)
	return m
}

// TestBlocksLeaveBitsAlone: a row has the same bits in a row block as in a program of one row. A clone shares no memory
// with its program.
func TestBlocksLeaveBitsAlone(t *testing.T) {
	large, _, _, _ := wideProgram[float32](t, 300)
	small, _, _, _ := wideProgram[float32](t, 1)
	clone := large.Clone()
	fill(large, 0, 1)
	fill(large, 1, 2)
	copy(small.Input(1), large.Input(1))
	must(t, large.Run(300))
	fill(clone, 0, 5)
	must(t, clone.Run(300))
	for r := range 300 {
		for c := range 3 {
			small.Input(0)[c*small.Stride()] = large.Input(0)[c*large.Stride()+r]
		}
		must(t, small.Run(1))
		for c := range 4 {
			if got, want := large.Output(0)[c*large.Stride()+r], small.Output(0)[c*small.Stride()]; got != want {
				t.Fatalf("row %d, column %d: %v in a row block, want %v as alone", r, c, got, want)
			}
		}
	}
}

// TestBlocksAddUp: the sums over rows of a program with row blocks, and what is computed from the sums, are those of a
// program that takes all rows at once.
func TestBlocksAddUp(t *testing.T) {
	blocked, programs := 0, 0
	takes := long.OneIn(3)
	for seed := range uint64(40) {
		for _, accumulate := range []bool{false, true} {
			if !takes() {
				continue
			}
			programs += 3
			blocked += checkBlocksAddUp[float64](t, gradientsOfShared, seed, accumulate, 1e-11)
			blocked += checkBlocksAddUp[float32](t, gradientsOfShared, seed, accumulate, 1e-3)
			blocked += checkBlocksAddUp[float64](t, gradientsOfRandom, seed, accumulate, 1e-11)
		}
	}
	if 3*blocked < 2*programs {
		t.Fatalf("%d of %d programs have row blocks, want two thirds at least", blocked, programs)
	}
}

func checkBlocksAddUp[T graph.Float](t *testing.T, build func(*testing.T, *graph.Builder, *graph.Params, uint64) (inputs, outputs []*G.Node), seed uint64, accumulate bool, tolerance float64) (blocked int) {
	t.Helper()
	const rows = 40
	p := randomParams[T](t, seed)
	b := graph.NewBuilder[T](rows)
	inputs, outputs := build(t, b, p, seed)
	settings := graph.CompileSettings{Builder: b}
	if accumulate {
		settings.Accumulate = outputs
	}
	whole, err := graph.Compile[T](inputs, outputs, &settings)
	must(t, err)
	parts, err := graph.Compile[T](inputs, outputs, settings.InBlocks(16))
	must(t, err)
	for run, n := range []int{rows, 16, 3, 33} {
		for i := range inputs {
			fill(whole, i, uint64(run*10+i))
			copyInput(parts, whole, i)
		}
		must(t, whole.Run(n))
		must(t, parts.Run(n))
		must(t, whole.Finish())
		must(t, parts.Finish())
		for i := range outputs {
			want := make([]float64, len(whole.Output(i)))
			for k, v := range whole.Output(i) {
				want[k] = float64(v)
			}
			compareSums(t, fmt.Sprintf("seed %d, %d rows, gradient %d", seed, n, i), parts.Output(i), want, tolerance)
		}
	}
	return min(parts.Bound().Plan.Blocks-1, 1)
}

// copyInput gives one program the input of another, whose features may lie closer together.
func copyInput[T graph.Float](to, from *graph.Program[T], i int) {
	if from.Bound().Plan.Ir.Inputs[i].Batch == 0 {
		copy(to.Input(i), from.Input(i))
		return
	}
	for c := range len(from.Input(i)) / from.Stride() {
		copy(to.Input(i)[c*to.Stride():][:to.Stride()], from.Input(i)[c*from.Stride():][:from.Stride()])
	}
}

// gradientsOfShared is a random expression of matrices that depend on an input which all rows share, with the gradients of
// weights, which flow through those matrices, and functions of sums over rows.
func gradientsOfShared(t *testing.T, b *graph.Builder, p *graph.Params, seed uint64) (inputs, grads []*G.Node) {
	t.Helper()
	rng := rand.New(rand.NewPCG(seed, 8))
	s, x := b.Shared("s", 1, 4), b.Input("x", 4)
	w, left, right := b.Param(p.Get("w44")), b.Param(p.Get("w43")), b.Param(p.Get("w34"))
	y, sum := x, b.SumCols(x)
	for range 2 + rng.IntN(3) {
		gate := b.Sigmoid(b.Add(s, b.Scale(b.Param(p.Get("w14")), rng.Float64())))
		n := b.Mul(w, b.MatMul(left, b.Mul(right, gate), false, false))
		y = b.Tanh(b.MatMul(y, n, false, rng.IntN(2) == 0))
		if rng.IntN(2) == 0 {
			sum = b.Add(sum, b.SumCols(b.Mul(y, x)))
		}
		y = b.Add(b.MatMul(y, w, false, false), b.Softplus(b.MatMul(x, n, false, false)))
	}
	sum = b.Add(sum, b.SumCols(y))
	grads = b.VJP([]*G.Node{sum}, []*G.Node{b.Shift(b.Scale(sum, 0), 1)}, []*G.Node{w, left, right, b.Param(p.Get("w14"))})
	total := b.SumRows(y, 1)
	mixed := b.MatMul(b.Tanh(x), b.Sigmoid(b.MatMul(x, x, true, false)), false, false)
	grads = append(grads, b.Mul(total, total), b.Sigmoid(b.MatMul(y, x, true, false)), b.SumRows(mixed, 1))
	must(t, b.Err())
	return []*G.Node{s, x}, grads
}

// TestVectorsOfSharedMatrices: a vector that all rows share may be made of a matrix that they share: a sum, a column or a
// product of it. A program with row blocks computes what one that takes all rows at once does.
func TestVectorsOfSharedMatrices(t *testing.T) {
	const rows = 40
	b := graph.NewBuilder[float64](rows)
	s, x := b.Shared("s", 3, 3), b.Input("x", 3)
	m := b.Tanh(s)
	product := b.MatMul(b.SumRows(m, 1), b.Sin(m), false, false)
	column := b.Exp(b.SliceCols(m, 1, 2))
	y := b.Tanh(b.Mul(b.MatMul(x, m, false, false), product))
	inputs, outputs := []*G.Node{s, x}, []*G.Node{b.MatMul(y, column, false, false), b.SumCols(m), y}
	must(t, b.Err())
	settings := graph.CompileSettings{Builder: b}
	whole, err := graph.Compile[float64](inputs, outputs, &settings)
	must(t, err)
	parts, err := graph.Compile[float64](inputs, outputs, settings.InBlocks(16))
	must(t, err)
	for run := range 2 {
		for i := range inputs {
			fill(whole, i, uint64(run*10+i))
			copyInput(parts, whole, i)
		}
		must(t, whole.Run(rows))
		must(t, parts.Run(rows))
		for i, n := range outputs {
			compareOutput(t, fmt.Sprintf("output %d", i), parts, i, stored(whole, i, ops.Dims{Rows: n.Shape()[0], Cols: n.Shape()[1]}), 1e-14)
		}
	}
}
