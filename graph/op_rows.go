package graph

import (
	"fmt"
	"hash"

	"github.com/chewxy/hm"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// broadcastRowsOp repeats each row R times, block after block: K×C → K·R×C, row k·R+r is row k.
// With K = 1 it is the ordinary broadcast of one row over a batch; its result is per row.
type broadcastRowsOp struct {
	R int
	plain
}

// Arity implements gorgonia.Op.
func (broadcastRowsOp) Arity() int { return 1 }

// Type implements gorgonia.Op.
func (broadcastRowsOp) Type() hm.Type { return typeOf(1) }

// InferShape implements gorgonia.Op.
func (o broadcastRowsOp) InferShape(x ...G.DimSizer) (tensor.Shape, error) { return inferShape(o, x) }

// Do implements gorgonia.Op: the plain reference, by loops.
func (o broadcastRowsOp) Do(x ...G.Value) (G.Value, error) { return do(o, x) }

// WriteHash implements gorgonia.Op.
func (o broadcastRowsOp) WriteHash(h hash.Hash) { writeHash(h, kindBroadcastRows, uint64(o.R)) }

// Hashcode implements gorgonia.Op.
func (o broadcastRowsOp) Hashcode() uint32 { return hashcode(o) }

// DiffWRT implements gorgonia.SDOp.
func (broadcastRowsOp) DiffWRT(inputs int) []bool { return differentiableIn(inputs) }

// SymDiff implements gorgonia.SDOp.
func (o broadcastRowsOp) SymDiff(x G.Nodes, y, grad *G.Node) (G.Nodes, error) {
	return symDiff(o, x, y, grad)
}

func (o broadcastRowsOp) String() string { return fmt.Sprintf("BroadcastRows{%d}", o.R) }

func (o broadcastRowsOp) shape(x []dims) (dims, error) {
	if o.R < 1 {
		return dims{}, mismatch(o, x, "at least one copy")
	}
	return dims{x[0].rows * o.R, x[0].cols}, nil
}

func (o broadcastRowsOp) compute(x []matrix) matrix {
	return newMatrix(x[0].rows*o.R, x[0].cols).fill(func(r, c int) float64 { return x[0].at(r/o.R, c) })
}

func (o broadcastRowsOp) pullback(b *Builder, x []*G.Node, _, g *G.Node, _ []bool) []*G.Node {
	return []*G.Node{b.SumRows(g, b.dims(x[0]).rows)}
}

func (o broadcastRowsOp) pushforward(b *Builder, _ []*G.Node, _ *G.Node, dx []*G.Node, _ int) *G.Node {
	return b.BroadcastRows(dx[0], o.R)
}

// sumRowsOp adds the rows of each of K blocks: K·R×C → K×C. It is the adjoint of broadcastRowsOp.
type sumRowsOp struct {
	K int
	plain
}

// Arity implements gorgonia.Op.
func (sumRowsOp) Arity() int { return 1 }

// Type implements gorgonia.Op.
func (sumRowsOp) Type() hm.Type { return typeOf(1) }

// InferShape implements gorgonia.Op.
func (o sumRowsOp) InferShape(x ...G.DimSizer) (tensor.Shape, error) { return inferShape(o, x) }

// Do implements gorgonia.Op: the plain reference, by loops.
func (o sumRowsOp) Do(x ...G.Value) (G.Value, error) { return do(o, x) }

// WriteHash implements gorgonia.Op.
func (o sumRowsOp) WriteHash(h hash.Hash) { writeHash(h, kindSumRows, uint64(o.K)) }

// Hashcode implements gorgonia.Op.
func (o sumRowsOp) Hashcode() uint32 { return hashcode(o) }

// DiffWRT implements gorgonia.SDOp.
func (sumRowsOp) DiffWRT(inputs int) []bool { return differentiableIn(inputs) }

// SymDiff implements gorgonia.SDOp.
func (o sumRowsOp) SymDiff(x G.Nodes, y, grad *G.Node) (G.Nodes, error) {
	return symDiff(o, x, y, grad)
}

func (o sumRowsOp) String() string { return fmt.Sprintf("SumRows{%d}", o.K) }

func (o sumRowsOp) shape(x []dims) (dims, error) {
	if o.K < 1 || x[0].rows%o.K != 0 {
		return dims{}, mismatch(o, x, fmt.Sprintf("a multiple of %d rows", o.K))
	}
	return dims{o.K, x[0].cols}, nil
}

func (o sumRowsOp) compute(x []matrix) matrix {
	size := x[0].rows / o.K
	return newMatrix(o.K, x[0].cols).fill(func(k, c int) float64 {
		sum := 0.0
		for r := range size {
			sum += x[0].at(k*size+r, c)
		}
		return sum
	})
}

func (o sumRowsOp) pullback(b *Builder, x []*G.Node, _, g *G.Node, _ []bool) []*G.Node {
	return []*G.Node{b.BroadcastRows(g, b.dims(x[0]).rows/o.K)}
}

func (o sumRowsOp) pushforward(b *Builder, _ []*G.Node, _ *G.Node, dx []*G.Node, k int) *G.Node {
	return b.SumRows(dx[0], k*o.K)
}
