package graph

import (
	"fmt"
	"hash"

	"github.com/chewxy/hm"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// tileRowsOp puts K copies of the whole matrix one under another: R×C → K·R×C, row k·R+r is row r.
type tileRowsOp struct {
	K int
	plain
}

// Arity implements gorgonia.Op.
func (tileRowsOp) Arity() int { return 1 }

// Type implements gorgonia.Op.
func (tileRowsOp) Type() hm.Type { return typeOf(1) }

// InferShape implements gorgonia.Op.
func (o tileRowsOp) InferShape(x ...G.DimSizer) (tensor.Shape, error) { return inferShape(o, x) }

// Do implements gorgonia.Op: the plain reference, by loops.
func (o tileRowsOp) Do(x ...G.Value) (G.Value, error) { return do(o, x) }

// WriteHash implements gorgonia.Op.
func (o tileRowsOp) WriteHash(h hash.Hash) { writeHash(h, kindTileRows, uint64(o.K)) }

// Hashcode implements gorgonia.Op.
func (o tileRowsOp) Hashcode() uint32 { return hashcode(o) }

// DiffWRT implements gorgonia.SDOp.
func (tileRowsOp) DiffWRT(inputs int) []bool { return differentiableIn(inputs) }

// SymDiff implements gorgonia.SDOp.
func (o tileRowsOp) SymDiff(x G.Nodes, y, grad *G.Node) (G.Nodes, error) {
	return symDiff(o, x, y, grad)
}

func (o tileRowsOp) String() string { return fmt.Sprintf("TileRows{%d}", o.K) }

func (o tileRowsOp) shape(x []dims) (dims, error) {
	if o.K < 1 {
		return dims{}, mismatch(o, x, "at least one copy")
	}
	return dims{x[0].rows * o.K, x[0].cols}, nil
}

func (o tileRowsOp) compute(x []matrix) matrix {
	return newMatrix(x[0].rows*o.K, x[0].cols).fill(func(r, c int) float64 { return x[0].at(r%x[0].rows, c) })
}

func (o tileRowsOp) pullback(b *Builder, _ []*G.Node, _, g *G.Node, _ []bool) []*G.Node {
	return []*G.Node{b.FoldRows(g, o.K)}
}

func (o tileRowsOp) pushforward(b *Builder, _ []*G.Node, _ *G.Node, dx []*G.Node, k int) *G.Node {
	if k > 1 {
		return b.noTiling(o)
	}
	return b.TileRows(dx[0], o.K)
}

// foldRowsOp adds K blocks of rows: K·R×C → R×C. It is the adjoint of tileRowsOp.
type foldRowsOp struct {
	K int
	plain
}

// Arity implements gorgonia.Op.
func (foldRowsOp) Arity() int { return 1 }

// Type implements gorgonia.Op.
func (foldRowsOp) Type() hm.Type { return typeOf(1) }

// InferShape implements gorgonia.Op.
func (o foldRowsOp) InferShape(x ...G.DimSizer) (tensor.Shape, error) { return inferShape(o, x) }

// Do implements gorgonia.Op: the plain reference, by loops.
func (o foldRowsOp) Do(x ...G.Value) (G.Value, error) { return do(o, x) }

// WriteHash implements gorgonia.Op.
func (o foldRowsOp) WriteHash(h hash.Hash) { writeHash(h, kindFoldRows, uint64(o.K)) }

// Hashcode implements gorgonia.Op.
func (o foldRowsOp) Hashcode() uint32 { return hashcode(o) }

// DiffWRT implements gorgonia.SDOp.
func (foldRowsOp) DiffWRT(inputs int) []bool { return differentiableIn(inputs) }

// SymDiff implements gorgonia.SDOp.
func (o foldRowsOp) SymDiff(x G.Nodes, y, grad *G.Node) (G.Nodes, error) {
	return symDiff(o, x, y, grad)
}

func (o foldRowsOp) String() string { return fmt.Sprintf("FoldRows{%d}", o.K) }

func (o foldRowsOp) shape(x []dims) (dims, error) {
	if o.K < 1 || x[0].rows%o.K != 0 {
		return dims{}, mismatch(o, x, fmt.Sprintf("a multiple of %d rows", o.K))
	}
	return dims{x[0].rows / o.K, x[0].cols}, nil
}

func (o foldRowsOp) compute(x []matrix) matrix {
	rows := x[0].rows / o.K
	return newMatrix(rows, x[0].cols).fill(func(r, c int) float64 {
		sum := 0.0
		for k := range o.K {
			sum += x[0].at(k*rows+r, c)
		}
		return sum
	})
}

func (o foldRowsOp) pullback(b *Builder, _ []*G.Node, _, g *G.Node, _ []bool) []*G.Node {
	return []*G.Node{b.TileRows(g, o.K)}
}

func (o foldRowsOp) pushforward(b *Builder, _ []*G.Node, _ *G.Node, dx []*G.Node, k int) *G.Node {
	if k > 1 {
		return b.noTiling(o)
	}
	return b.FoldRows(dx[0], o.K)
}
