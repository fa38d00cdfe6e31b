package graph

import (
	"fmt"
	"hash"

	"github.com/chewxy/hm"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// BroadcastCols repeats a column: R×1 → R×C.
type BroadcastCols struct {
	C int
	plain
}

// Arity implements gorgonia.Op.
func (BroadcastCols) Arity() int { return 1 }

// Type implements gorgonia.Op.
func (BroadcastCols) Type() hm.Type { return typeOf(1) }

// InferShape implements gorgonia.Op.
func (o BroadcastCols) InferShape(x ...G.DimSizer) (tensor.Shape, error) { return inferShape(o, x) }

// Do implements gorgonia.Op: the plain reference, by loops.
func (o BroadcastCols) Do(x ...G.Value) (G.Value, error) { return do(o, x) }

// WriteHash implements gorgonia.Op.
func (o BroadcastCols) WriteHash(h hash.Hash) { writeHash(h, kindBroadcastCols, uint64(o.C)) }

// Hashcode implements gorgonia.Op.
func (o BroadcastCols) Hashcode() uint32 { return hashcode(o) }

// DiffWRT implements gorgonia.SDOp.
func (BroadcastCols) DiffWRT(inputs int) []bool { return differentiableIn(inputs) }

// SymDiff implements gorgonia.SDOp.
func (o BroadcastCols) SymDiff(x G.Nodes, y, grad *G.Node) (G.Nodes, error) {
	return symDiff(o, x, y, grad)
}

func (o BroadcastCols) String() string { return fmt.Sprintf("BroadcastCols{%d}", o.C) }

func (o BroadcastCols) shape(x []dims) (dims, error) {
	if o.C < 1 || x[0].cols != 1 {
		return dims{}, mismatch(o, x, "one column, to be repeated at least once")
	}
	return dims{x[0].rows, o.C}, nil
}

func (o BroadcastCols) compute(x []matrix) matrix {
	return newMatrix(x[0].rows, o.C).fill(func(r, _ int) float64 { return x[0].at(r, 0) })
}

func (o BroadcastCols) pullback(b *Builder, _ []*G.Node, _, g *G.Node, _ []bool) []*G.Node {
	return []*G.Node{b.SumCols(g)}
}

func (o BroadcastCols) pushforward(b *Builder, _ []*G.Node, _ *G.Node, dx []*G.Node, _ int) *G.Node {
	return b.BroadcastCols(dx[0], o.C)
}

// SumCols adds the elements of each row: R×C → R×1. It is the adjoint of BroadcastCols.
type SumCols struct{ plain }

// Arity implements gorgonia.Op.
func (SumCols) Arity() int { return 1 }

// Type implements gorgonia.Op.
func (SumCols) Type() hm.Type { return typeOf(1) }

// InferShape implements gorgonia.Op.
func (o SumCols) InferShape(x ...G.DimSizer) (tensor.Shape, error) { return inferShape(o, x) }

// Do implements gorgonia.Op: the plain reference, by loops.
func (o SumCols) Do(x ...G.Value) (G.Value, error) { return do(o, x) }

// WriteHash implements gorgonia.Op.
func (SumCols) WriteHash(h hash.Hash) { writeHash(h, kindSumCols) }

// Hashcode implements gorgonia.Op.
func (o SumCols) Hashcode() uint32 { return hashcode(o) }

// DiffWRT implements gorgonia.SDOp.
func (SumCols) DiffWRT(inputs int) []bool { return differentiableIn(inputs) }

// SymDiff implements gorgonia.SDOp.
func (o SumCols) SymDiff(x G.Nodes, y, grad *G.Node) (G.Nodes, error) { return symDiff(o, x, y, grad) }

func (SumCols) String() string { return "SumCols" }

func (SumCols) shape(x []dims) (dims, error) { return dims{x[0].rows, 1}, nil }

func (SumCols) compute(x []matrix) matrix {
	return newMatrix(x[0].rows, 1).fill(func(r, _ int) float64 {
		sum := 0.0
		for c := range x[0].cols {
			sum += x[0].at(r, c)
		}
		return sum
	})
}

func (SumCols) pullback(b *Builder, x []*G.Node, _, g *G.Node, _ []bool) []*G.Node {
	return []*G.Node{b.BroadcastCols(g, b.dims(x[0]).cols)}
}

func (SumCols) pushforward(b *Builder, _ []*G.Node, _ *G.Node, dx []*G.Node, _ int) *G.Node {
	return b.SumCols(dx[0])
}

// Transpose exchanges rows and columns. The rules never transpose a per-row matrix.
type Transpose struct{ plain }

// Arity implements gorgonia.Op.
func (Transpose) Arity() int { return 1 }

// Type implements gorgonia.Op.
func (Transpose) Type() hm.Type { return typeOf(1) }

// InferShape implements gorgonia.Op.
func (o Transpose) InferShape(x ...G.DimSizer) (tensor.Shape, error) { return inferShape(o, x) }

// Do implements gorgonia.Op: the plain reference, by loops.
func (o Transpose) Do(x ...G.Value) (G.Value, error) { return do(o, x) }

// WriteHash implements gorgonia.Op.
func (Transpose) WriteHash(h hash.Hash) { writeHash(h, kindTranspose) }

// Hashcode implements gorgonia.Op.
func (o Transpose) Hashcode() uint32 { return hashcode(o) }

// DiffWRT implements gorgonia.SDOp.
func (Transpose) DiffWRT(inputs int) []bool { return differentiableIn(inputs) }

// SymDiff implements gorgonia.SDOp.
func (o Transpose) SymDiff(x G.Nodes, y, grad *G.Node) (G.Nodes, error) {
	return symDiff(o, x, y, grad)
}

func (Transpose) String() string { return "Transpose" }

func (Transpose) shape(x []dims) (dims, error) { return x[0].flip(true), nil }

func (Transpose) compute(x []matrix) matrix { return x[0].transposed(true) }

func (Transpose) pullback(b *Builder, _ []*G.Node, _, g *G.Node, _ []bool) []*G.Node {
	return []*G.Node{b.Transpose(g)}
}

func (o Transpose) pushforward(b *Builder, _ []*G.Node, _ *G.Node, dx []*G.Node, k int) *G.Node {
	if k > 1 {
		return b.noTiling(o)
	}
	return b.Transpose(dx[0])
}
