package graph

import (
	"fmt"
	"hash"

	"github.com/chewxy/hm"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// broadcastColsOp repeats a column: R×1 → R×C.
type broadcastColsOp struct {
	C int
	plain
}

// Arity implements gorgonia.Op.
func (broadcastColsOp) Arity() int { return 1 }

// Type implements gorgonia.Op.
func (broadcastColsOp) Type() hm.Type { return typeOf(1) }

// InferShape implements gorgonia.Op.
func (o broadcastColsOp) InferShape(x ...G.DimSizer) (tensor.Shape, error) { return inferShape(o, x) }

// Do implements gorgonia.Op: the plain reference, by loops.
func (o broadcastColsOp) Do(x ...G.Value) (G.Value, error) { return do(o, x) }

// WriteHash implements gorgonia.Op.
func (o broadcastColsOp) WriteHash(h hash.Hash) { writeHash(h, kindBroadcastCols, uint64(o.C)) }

// Hashcode implements gorgonia.Op.
func (o broadcastColsOp) Hashcode() uint32 { return hashcode(o) }

// DiffWRT implements gorgonia.SDOp.
func (broadcastColsOp) DiffWRT(inputs int) []bool { return differentiableIn(inputs) }

// SymDiff implements gorgonia.SDOp.
func (o broadcastColsOp) SymDiff(x G.Nodes, y, grad *G.Node) (G.Nodes, error) {
	return symDiff(o, x, y, grad)
}

func (o broadcastColsOp) String() string { return fmt.Sprintf("BroadcastCols{%d}", o.C) }

func (o broadcastColsOp) shape(x []dims) (dims, error) {
	if o.C < 1 || x[0].cols != 1 {
		return dims{}, mismatch(o, x, "one column, to be repeated at least once")
	}
	return dims{x[0].rows, o.C}, nil
}

func (o broadcastColsOp) compute(x []matrix) matrix {
	return newMatrix(x[0].rows, o.C).fill(func(r, _ int) float64 { return x[0].at(r, 0) })
}

func (o broadcastColsOp) pullback(b *Builder, _ []*G.Node, _, g *G.Node, _ []bool) []*G.Node {
	return []*G.Node{b.SumCols(g)}
}

func (o broadcastColsOp) pushforward(b *Builder, _ []*G.Node, _ *G.Node, dx []*G.Node, _ int) *G.Node {
	return b.BroadcastCols(dx[0], o.C)
}

// sumColsOp adds the elements of each row: R×C → R×1. It is the adjoint of broadcastColsOp.
type sumColsOp struct{ plain }

// Arity implements gorgonia.Op.
func (sumColsOp) Arity() int { return 1 }

// Type implements gorgonia.Op.
func (sumColsOp) Type() hm.Type { return typeOf(1) }

// InferShape implements gorgonia.Op.
func (o sumColsOp) InferShape(x ...G.DimSizer) (tensor.Shape, error) { return inferShape(o, x) }

// Do implements gorgonia.Op: the plain reference, by loops.
func (o sumColsOp) Do(x ...G.Value) (G.Value, error) { return do(o, x) }

// WriteHash implements gorgonia.Op.
func (sumColsOp) WriteHash(h hash.Hash) { writeHash(h, kindSumCols) }

// Hashcode implements gorgonia.Op.
func (o sumColsOp) Hashcode() uint32 { return hashcode(o) }

// DiffWRT implements gorgonia.SDOp.
func (sumColsOp) DiffWRT(inputs int) []bool { return differentiableIn(inputs) }

// SymDiff implements gorgonia.SDOp.
func (o sumColsOp) SymDiff(x G.Nodes, y, grad *G.Node) (G.Nodes, error) {
	return symDiff(o, x, y, grad)
}

func (sumColsOp) String() string { return "SumCols" }

func (sumColsOp) shape(x []dims) (dims, error) { return dims{x[0].rows, 1}, nil }

func (sumColsOp) compute(x []matrix) matrix {
	return newMatrix(x[0].rows, 1).fill(func(r, _ int) float64 {
		sum := 0.0
		for c := range x[0].cols {
			sum += x[0].at(r, c)
		}
		return sum
	})
}

func (sumColsOp) pullback(b *Builder, x []*G.Node, _, g *G.Node, _ []bool) []*G.Node {
	return []*G.Node{b.BroadcastCols(g, b.dims(x[0]).cols)}
}

func (sumColsOp) pushforward(b *Builder, _ []*G.Node, _ *G.Node, dx []*G.Node, _ int) *G.Node {
	return b.SumCols(dx[0])
}

// transposeOp exchanges rows and columns. The rules never transpose a per-row matrix.
type transposeOp struct{ plain }

// Arity implements gorgonia.Op.
func (transposeOp) Arity() int { return 1 }

// Type implements gorgonia.Op.
func (transposeOp) Type() hm.Type { return typeOf(1) }

// InferShape implements gorgonia.Op.
func (o transposeOp) InferShape(x ...G.DimSizer) (tensor.Shape, error) { return inferShape(o, x) }

// Do implements gorgonia.Op: the plain reference, by loops.
func (o transposeOp) Do(x ...G.Value) (G.Value, error) { return do(o, x) }

// WriteHash implements gorgonia.Op.
func (transposeOp) WriteHash(h hash.Hash) { writeHash(h, kindTranspose) }

// Hashcode implements gorgonia.Op.
func (o transposeOp) Hashcode() uint32 { return hashcode(o) }

// DiffWRT implements gorgonia.SDOp.
func (transposeOp) DiffWRT(inputs int) []bool { return differentiableIn(inputs) }

// SymDiff implements gorgonia.SDOp.
func (o transposeOp) SymDiff(x G.Nodes, y, grad *G.Node) (G.Nodes, error) {
	return symDiff(o, x, y, grad)
}

func (transposeOp) String() string { return "Transpose" }

func (transposeOp) shape(x []dims) (dims, error) { return x[0].flip(true), nil }

func (transposeOp) compute(x []matrix) matrix { return x[0].transposed(true) }

func (transposeOp) pullback(b *Builder, _ []*G.Node, _, g *G.Node, _ []bool) []*G.Node {
	return []*G.Node{b.Transpose(g)}
}

func (o transposeOp) pushforward(b *Builder, _ []*G.Node, _ *G.Node, dx []*G.Node, k int) *G.Node {
	if k > 1 {
		return b.noTiling(o)
	}
	return b.Transpose(dx[0])
}
