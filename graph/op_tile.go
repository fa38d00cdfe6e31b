package graph

import (
	"fmt"
	"hash"

	"github.com/chewxy/hm"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// TileRows puts K copies of the whole matrix one under another: R×C → K·R×C, row k·R+r is row r.
type TileRows struct {
	K int
	plain
}

// Arity implements gorgonia.Op.
func (TileRows) Arity() int { return 1 }

// Type implements gorgonia.Op.
func (TileRows) Type() hm.Type { return typeOf(1) }

// InferShape implements gorgonia.Op.
func (o TileRows) InferShape(x ...G.DimSizer) (tensor.Shape, error) { return inferShape(o, x) }

// Do implements gorgonia.Op: the plain reference, by loops.
func (o TileRows) Do(x ...G.Value) (G.Value, error) { return do(o, x) }

// WriteHash implements gorgonia.Op.
func (o TileRows) WriteHash(h hash.Hash) { writeHash(h, kindTileRows, uint64(o.K)) }

// Hashcode implements gorgonia.Op.
func (o TileRows) Hashcode() uint32 { return hashcode(o) }

// DiffWRT implements gorgonia.SDOp.
func (TileRows) DiffWRT(inputs int) []bool { return differentiableIn(inputs) }

// SymDiff implements gorgonia.SDOp.
func (o TileRows) SymDiff(x G.Nodes, y, grad *G.Node) (G.Nodes, error) { return symDiff(o, x, y, grad) }

func (o TileRows) String() string { return fmt.Sprintf("TileRows{%d}", o.K) }

func (o TileRows) shape(x []dims) (dims, error) {
	if o.K < 1 {
		return dims{}, mismatch(o, x, "at least one copy")
	}
	return dims{x[0].rows * o.K, x[0].cols}, nil
}

func (o TileRows) compute(x []matrix) matrix {
	return newMatrix(x[0].rows*o.K, x[0].cols).fill(func(r, c int) float64 { return x[0].at(r%x[0].rows, c) })
}

func (o TileRows) pullback(b *Builder, _ []*G.Node, _, g *G.Node, _ []bool) []*G.Node {
	return []*G.Node{b.FoldRows(g, o.K)}
}

func (o TileRows) pushforward(b *Builder, _ []*G.Node, _ *G.Node, dx []*G.Node, k int) *G.Node {
	if k > 1 {
		return b.noTiling(o)
	}
	return b.TileRows(dx[0], o.K)
}

// FoldRows adds K blocks of rows: K·R×C → R×C. It is the adjoint of TileRows.
type FoldRows struct {
	K int
	plain
}

// Arity implements gorgonia.Op.
func (FoldRows) Arity() int { return 1 }

// Type implements gorgonia.Op.
func (FoldRows) Type() hm.Type { return typeOf(1) }

// InferShape implements gorgonia.Op.
func (o FoldRows) InferShape(x ...G.DimSizer) (tensor.Shape, error) { return inferShape(o, x) }

// Do implements gorgonia.Op: the plain reference, by loops.
func (o FoldRows) Do(x ...G.Value) (G.Value, error) { return do(o, x) }

// WriteHash implements gorgonia.Op.
func (o FoldRows) WriteHash(h hash.Hash) { writeHash(h, kindFoldRows, uint64(o.K)) }

// Hashcode implements gorgonia.Op.
func (o FoldRows) Hashcode() uint32 { return hashcode(o) }

// DiffWRT implements gorgonia.SDOp.
func (FoldRows) DiffWRT(inputs int) []bool { return differentiableIn(inputs) }

// SymDiff implements gorgonia.SDOp.
func (o FoldRows) SymDiff(x G.Nodes, y, grad *G.Node) (G.Nodes, error) { return symDiff(o, x, y, grad) }

func (o FoldRows) String() string { return fmt.Sprintf("FoldRows{%d}", o.K) }

func (o FoldRows) shape(x []dims) (dims, error) {
	if o.K < 1 || x[0].rows%o.K != 0 {
		return dims{}, mismatch(o, x, fmt.Sprintf("a multiple of %d rows", o.K))
	}
	return dims{x[0].rows / o.K, x[0].cols}, nil
}

func (o FoldRows) compute(x []matrix) matrix {
	rows := x[0].rows / o.K
	return newMatrix(rows, x[0].cols).fill(func(r, c int) float64 {
		sum := 0.0
		for k := range o.K {
			sum += x[0].at(k*rows+r, c)
		}
		return sum
	})
}

func (o FoldRows) pullback(b *Builder, _ []*G.Node, _, g *G.Node, _ []bool) []*G.Node {
	return []*G.Node{b.TileRows(g, o.K)}
}

func (o FoldRows) pushforward(b *Builder, _ []*G.Node, _ *G.Node, dx []*G.Node, k int) *G.Node {
	if k > 1 {
		return b.noTiling(o)
	}
	return b.FoldRows(dx[0], o.K)
}
