// Derivatives of every operation, against finite differences.

package graph_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/graph/internal/kernel/scalar"
	G "gorgonia.org/gorgonia"
)

// expression is a case of the derivative tests: x is R×3 per row, w 3×4 fixed, row 1×3 fixed,
// t R×1 per row, s 1×1 fixed.
type expression struct {
	name   string
	signed bool // whether the function may be given numbers of either sign
	build  func(b *graph.Builder, in operands) *G.Node
}

type operands struct{ x, w, row, t, s *G.Node }

func (o operands) list() []*G.Node { return []*G.Node{o.x, o.w, o.row, o.t, o.s} }

func expressions() []expression {
	list := []expression{
		{"product", true, func(b *graph.Builder, in operands) *G.Node { return b.MatMul(in.x, in.w, false, false) }},
		{"product transB", true, func(b *graph.Builder, in operands) *G.Node {
			return b.MatMul(b.MatMul(in.x, in.w, false, false), in.w, false, true)
		}},
		{"contraction over the batch", true, func(b *graph.Builder, in operands) *G.Node {
			return b.MatMul(in.x, b.Tanh(b.MatMul(in.x, in.w, false, false)), true, false)
		}},
		{"fixed transA transB", true, func(b *graph.Builder, in operands) *G.Node {
			return b.MatMul(in.w, b.MatMul(in.x, in.x, true, false), true, true)
		}},
		{"dense layer", true, func(b *graph.Builder, in operands) *G.Node {
			return b.Tanh(b.Add(b.MatMul(b.Mul(in.x, in.row), in.w, false, false), in.s))
		}},
		{"add", true, func(b *graph.Builder, in operands) *G.Node { return b.Add(in.x, in.row) }},
		{"sub", true, func(b *graph.Builder, in operands) *G.Node { return b.Sub(in.t, in.x) }},
		{"mul", true, func(b *graph.Builder, in operands) *G.Node { return b.Mul(b.Mul(in.x, in.t), in.row) }},
		{"square by mul", true, func(b *graph.Builder, in operands) *G.Node { return b.Mul(in.x, in.x) }},
		{"div", true, func(b *graph.Builder, in operands) *G.Node { return b.Div(b.Div(in.row, in.x), in.s) }},
		{"div of products", true, func(b *graph.Builder, in operands) *G.Node {
			return b.Div(b.Mul(in.x, in.t), b.Add(b.Square(in.x), b.Square(in.t)))
		}},
		{"affine", true, func(b *graph.Builder, in operands) *G.Node { return graph.Affine(b, b.Square(in.x), -1.5, 0.25) }},
		{"broadcast rows", true, func(b *graph.Builder, in operands) *G.Node { return b.Sin(b.BroadcastRows(b.Square(in.row), b.Rows())) }},
		{"broadcast matrix rows", true, func(b *graph.Builder, in operands) *G.Node {
			return b.FoldRows(b.Mul(b.BroadcastRows(in.w, b.Rows()), b.BroadcastRows(b.Sin(in.w), b.Rows())), 3)
		}},
		{"sum rows", true, func(b *graph.Builder, in operands) *G.Node { return b.SumRows(b.Mul(in.x, b.Sin(in.x)), 1) }},
		{"sum tiled rows", true, func(b *graph.Builder, in operands) *G.Node {
			return b.Sin(b.SumRows(b.Square(b.TileRows(in.x, 2)), 2))
		}},
		{"tile and fold", true, func(b *graph.Builder, in operands) *G.Node {
			tiled := b.Mul(b.TileRows(in.x, 3), b.BroadcastRows(b.MatMul(in.w, in.w, false, true), b.Rows()))
			return b.FoldRows(b.Sin(tiled), 3)
		}},
		{"columns", true, func(b *graph.Builder, in operands) *G.Node {
			return b.Mul(b.BroadcastCols(b.SumCols(b.Square(in.x)), 3), in.x)
		}},
		{"slice and pad", true, func(b *graph.Builder, in operands) *G.Node {
			return b.Mul(b.PadCols(b.SliceCols(b.Sin(in.x), 1, 3), 1, 0), in.x)
		}},
		{"concat", true, func(b *graph.Builder, in operands) *G.Node {
			return b.Square(b.ConcatCols(in.t, b.Sin(in.x), in.row, in.t))
		}},
		{"solve", true, func(b *graph.Builder, in operands) *G.Node { return solveExpression(b, in, false) }},
		{"solve transposed", true, func(b *graph.Builder, in operands) *G.Node { return solveExpression(b, in, true) }},
		{"convolution", true, func(b *graph.Builder, in operands) *G.Node {
			return b.Sin(b.Convolve(b.ConcatCols(in.x, b.Sin(in.x)), in.w, graph.Convolution{In: 1, Out: 3, Height: 2, Width: 3, Kernel: 2, Stride: 1, Padding: 1}))
		}},
		{"transposed convolution", true, func(b *graph.Builder, in operands) *G.Node {
			return b.Square(b.Convolve(b.ConcatCols(b.Sin(in.x), in.x), in.w, graph.Convolution{In: 1, Out: 3, Height: 1, Width: 3, Kernel: 2, Stride: 2, Padding: 1, Transposed: true}))
		}},
		{"fixed convolution", true, func(b *graph.Builder, in operands) *G.Node {
			return b.Convolve(b.Transpose(in.w), b.Square(b.Transpose(in.row)), graph.Convolution{In: 1, Out: 3, Height: 1, Width: 3, Kernel: 1, Stride: 1})
		}},
		{"transpose", true, func(b *graph.Builder, in operands) *G.Node {
			return b.MatMul(in.x, b.Square(b.Transpose(b.Transpose(b.Square(in.w)))), false, false)
		}},
		{"transposed weights", true, func(b *graph.Builder, in operands) *G.Node { return b.Sin(b.Transpose(in.w)) }},
		{"fixed operands", true, func(b *graph.Builder, in operands) *G.Node {
			return b.Mul(b.Add(b.Tanh(in.w), b.MatMul(in.row, in.w, false, false)), in.s)
		}},
	}
	for f := scalar.Neg; f.Known(); f++ {
		signed := f != scalar.Log && f != scalar.Sqrt && f != scalar.Log1p
		list = append(list, expression{f.String(), signed, func(b *graph.Builder, in operands) *G.Node {
			return graph.Unary(b, f, b.Mul(in.x, in.row))
		}})
	}
	return list
}

// forEach builds every expression for a batch of one row and of seven.
func forEach(t *testing.T, check func(t *testing.T, b *graph.Builder, rng *rand.Rand, in operands, y *G.Node, v values)) {
	for _, e := range expressions() {
		for _, rows := range []int{1, 7} {
			t.Run(fmt.Sprintf("%s/%d", e.name, rows), func(t *testing.T) {
				b, in, v, rng := newOperands(rows, e.signed)
				y := e.build(b, in)
				if b.Err() != nil {
					t.Fatal(b.Err())
				}
				check(t, b, rng, in, y, v)
			})
		}
	}
}

func newOperands(rows int, signed bool) (*graph.Builder, operands, values, *rand.Rand) {
	rng := rand.New(rand.NewPCG(1, uint64(rows)))
	b := graph.NewBuilder[float64](rows)
	in := operands{b.Input("x", 3), b.Shared("w", 3, 4), b.Shared("row", 1, 3), b.Input("t", 1), b.Shared("s", 1, 1)}
	v := values{}
	for _, n := range in.list() {
		v[n] = random(rng, n, signed)
	}
	return b, in, v, rng
}

func TestFirstOrderAgainstDifferences(t *testing.T) {
	forEach(t, func(t *testing.T, b *graph.Builder, rng *rand.Rand, in operands, y *G.Node, v values) {
		out := []*G.Node{y}
		g := leavesLike(b, rng, "g", out, v)
		grads := b.VJP(out, g, in.list())
		if b.Err() != nil {
			t.Fatal(b.Err())
		}
		checkDifferences(t, out, g, grads, in.list(), v)
	})
}

func TestSecondOrderAgainstDifferences(t *testing.T) {
	forEach(t, func(t *testing.T, b *graph.Builder, rng *rand.Rand, in operands, y *G.Node, v values) {
		out := []*G.Node{y}
		g := leavesLike(b, rng, "g", out, v)
		checkSecond(t, b, rng, b.VJP(out, g, in.list()), append(in.list(), g...), v)
	})
}

// TestTangentsAreAdjointToCotangents: JVP and VJP are adjoint, <g, J·v> = <Jᵀ·g, v>. The derivative of a JVP agrees with
// differences.
func TestTangentsAreAdjointToCotangents(t *testing.T) {
	forEach(t, func(t *testing.T, b *graph.Builder, rng *rand.Rand, in operands, y *G.Node, v values) {
		out := []*G.Node{y}
		g := leavesLike(b, rng, "g", out, v)
		directions := leavesLike(b, rng, "v", in.list(), v)
		tangent := b.JVP(out, in.list(), directions)
		grads := b.VJP(out, g, in.list())
		if b.Err() != nil {
			t.Fatal(b.Err())
		}
		left, right := pairing(t, tangent, g, v), pairing(t, grads, directions, v)
		near(t, "transposition", []float64{left}, []float64{right}, 1e-12)
		if tangent[0] == nil {
			return
		}
		second := b.VJP(tangent, g, in.list())
		if b.Err() != nil {
			t.Fatal(b.Err())
		}
		checkDifferences(t, tangent, g, second, in.list(), v)
	})
}

// mixing are the expressions that several (co)tangents at once cannot pass.
var mixing = map[string]bool{
	"contraction over the batch": true, "fixed transA transB": true, "sum rows": true,
	"sum tiled rows": true, "tile and fold": true, "transposed weights": true,
}

// TestTiledTangentsAndCotangents: the JVP of several tangents, one under another, is the JVPs of each, one under another.
// So is the VJP of several cotangents.
func TestTiledTangentsAndCotangents(t *testing.T) {
	const k = 3
	forEach(t, func(t *testing.T, b *graph.Builder, rng *rand.Rand, in operands, y *G.Node, v values) {
		if mixing[expressionOf(t)] || !b.IsPerRow(y) {
			return
		}
		out, wrt := []*G.Node{y}, []*G.Node{in.x, in.t}
		tall := leavesLike(b, rng, "tall", []*G.Node{b.TileRows(in.x, k), b.TileRows(in.t, k)}, v)
		single := leavesLike(b, rng, "single", wrt, v)
		compareParts(t, b.JVP(out, wrt, tall), b.JVP(out, wrt, single), tall, single, k, v)
		tall = leavesLike(b, rng, "tall g", []*G.Node{graph.Tile(b, y, k)}, v)
		single = leavesLike(b, rng, "single g", out, v)
		compareParts(t, b.VJP(out, tall, wrt), b.VJP(out, single, wrt), tall, single, k, v)
		if b.Err() != nil {
			t.Fatal(b.Err())
		}
	})
}

func expressionOf(t *testing.T) string {
	return strings.ReplaceAll(strings.Split(t.Name(), "/")[1], "_", " ")
}

// compareParts binds the single inputs to each of the k parts of the tall ones in turn, and compares each part of the tall
// results with the single results.
func compareParts(t *testing.T, tallOut, singleOut, tall, single []*G.Node, k int, v values) {
	t.Helper()
	for j := range tallOut {
		if tallOut[j] == nil {
			continue
		}
		got := evaluate(t, tallOut[j], v)
		for i := range k {
			for m, s := range single {
				size := len(v[s])
				v[s] = v[tall[m]][i*size : (i+1)*size]
			}
			want := evaluate(t, singleOut[j], v)
			near(t, "part", got[i*len(want):(i+1)*len(want)], want, 1e-13)
		}
	}
}
