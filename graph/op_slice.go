package graph

import (
	"fmt"
	"hash"

	"github.com/chewxy/hm"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// sliceColsOp takes the columns From ≤ c < To: R×C → R×(To-From).
type sliceColsOp struct {
	From, To int
	plain
}

// Arity implements gorgonia.Op.
func (sliceColsOp) Arity() int { return 1 }

// Type implements gorgonia.Op.
func (sliceColsOp) Type() hm.Type { return typeOf(1) }

// InferShape implements gorgonia.Op.
func (o sliceColsOp) InferShape(x ...G.DimSizer) (tensor.Shape, error) { return inferShape(o, x) }

// Do implements gorgonia.Op: the plain reference, by loops.
func (o sliceColsOp) Do(x ...G.Value) (G.Value, error) { return do(o, x) }

// WriteHash implements gorgonia.Op.
func (o sliceColsOp) WriteHash(h hash.Hash) {
	writeHash(h, kindSliceCols, uint64(o.From), uint64(o.To))
}

// Hashcode implements gorgonia.Op.
func (o sliceColsOp) Hashcode() uint32 { return hashcode(o) }

// DiffWRT implements gorgonia.SDOp.
func (sliceColsOp) DiffWRT(inputs int) []bool { return differentiableIn(inputs) }

// SymDiff implements gorgonia.SDOp.
func (o sliceColsOp) SymDiff(x G.Nodes, y, grad *G.Node) (G.Nodes, error) {
	return symDiff(o, x, y, grad)
}

func (o sliceColsOp) String() string { return fmt.Sprintf("SliceCols{%d:%d}", o.From, o.To) }

func (o sliceColsOp) shape(x []dims) (dims, error) {
	if o.From < 0 || o.To <= o.From || o.To > x[0].cols {
		return dims{}, mismatch(o, x, fmt.Sprintf("at least %d columns and 0 ≤ from < to", o.To))
	}
	return dims{x[0].rows, o.To - o.From}, nil
}

func (o sliceColsOp) compute(x []matrix) matrix {
	return newMatrix(x[0].rows, o.To-o.From).fill(func(r, c int) float64 { return x[0].at(r, o.From+c) })
}

func (o sliceColsOp) pullback(b *Builder, x []*G.Node, _, g *G.Node, _ []bool) []*G.Node {
	return []*G.Node{b.PadCols(g, o.From, b.dims(x[0]).cols-o.To)}
}

func (o sliceColsOp) pushforward(b *Builder, _ []*G.Node, _ *G.Node, dx []*G.Node, _ int) *G.Node {
	return b.SliceCols(dx[0], o.From, o.To)
}

// padColsOp puts columns of zeros before and after: R×C → R×(Before+C+After). It is the adjoint of sliceColsOp.
type padColsOp struct {
	Before, After int
	plain
}

// Arity implements gorgonia.Op.
func (padColsOp) Arity() int { return 1 }

// Type implements gorgonia.Op.
func (padColsOp) Type() hm.Type { return typeOf(1) }

// InferShape implements gorgonia.Op.
func (o padColsOp) InferShape(x ...G.DimSizer) (tensor.Shape, error) { return inferShape(o, x) }

// Do implements gorgonia.Op: the plain reference, by loops.
func (o padColsOp) Do(x ...G.Value) (G.Value, error) { return do(o, x) }

// WriteHash implements gorgonia.Op.
func (o padColsOp) WriteHash(h hash.Hash) {
	writeHash(h, kindPadCols, uint64(o.Before), uint64(o.After))
}

// Hashcode implements gorgonia.Op.
func (o padColsOp) Hashcode() uint32 { return hashcode(o) }

// DiffWRT implements gorgonia.SDOp.
func (padColsOp) DiffWRT(inputs int) []bool { return differentiableIn(inputs) }

// SymDiff implements gorgonia.SDOp.
func (o padColsOp) SymDiff(x G.Nodes, y, grad *G.Node) (G.Nodes, error) {
	return symDiff(o, x, y, grad)
}

func (o padColsOp) String() string { return fmt.Sprintf("PadCols{%d,%d}", o.Before, o.After) }

func (o padColsOp) shape(x []dims) (dims, error) {
	if o.Before < 0 || o.After < 0 {
		return dims{}, mismatch(o, x, "no negative padding")
	}
	return dims{x[0].rows, o.Before + x[0].cols + o.After}, nil
}

func (o padColsOp) compute(x []matrix) matrix {
	return newMatrix(x[0].rows, o.Before+x[0].cols+o.After).fill(func(r, c int) float64 {
		if c < o.Before || c >= o.Before+x[0].cols {
			return 0
		}
		return x[0].at(r, c-o.Before)
	})
}

func (o padColsOp) pullback(b *Builder, x []*G.Node, _, g *G.Node, _ []bool) []*G.Node {
	return []*G.Node{b.SliceCols(g, o.Before, o.Before+b.dims(x[0]).cols)}
}

func (o padColsOp) pushforward(b *Builder, _ []*G.Node, _ *G.Node, dx []*G.Node, _ int) *G.Node {
	return b.PadCols(dx[0], o.Before, o.After)
}
