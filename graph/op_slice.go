package graph

import (
	"fmt"
	"hash"

	"github.com/chewxy/hm"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// SliceCols takes the columns From ≤ c < To: R×C → R×(To-From).
type SliceCols struct {
	From, To int
	plain
}

// Arity implements gorgonia.Op.
func (SliceCols) Arity() int { return 1 }

// Type implements gorgonia.Op.
func (SliceCols) Type() hm.Type { return typeOf(1) }

// InferShape implements gorgonia.Op.
func (o SliceCols) InferShape(x ...G.DimSizer) (tensor.Shape, error) { return inferShape(o, x) }

// Do implements gorgonia.Op: the plain reference, by loops.
func (o SliceCols) Do(x ...G.Value) (G.Value, error) { return do(o, x) }

// WriteHash implements gorgonia.Op.
func (o SliceCols) WriteHash(h hash.Hash) { writeHash(h, kindSliceCols, uint64(o.From), uint64(o.To)) }

// Hashcode implements gorgonia.Op.
func (o SliceCols) Hashcode() uint32 { return hashcode(o) }

// DiffWRT implements gorgonia.SDOp.
func (SliceCols) DiffWRT(inputs int) []bool { return differentiableIn(inputs) }

// SymDiff implements gorgonia.SDOp.
func (o SliceCols) SymDiff(x G.Nodes, y, grad *G.Node) (G.Nodes, error) {
	return symDiff(o, x, y, grad)
}

func (o SliceCols) String() string { return fmt.Sprintf("SliceCols{%d:%d}", o.From, o.To) }

func (o SliceCols) shape(x []dims) (dims, error) {
	if o.From < 0 || o.To <= o.From || o.To > x[0].cols {
		return dims{}, mismatch(o, x, fmt.Sprintf("at least %d columns and 0 ≤ from < to", o.To))
	}
	return dims{x[0].rows, o.To - o.From}, nil
}

func (o SliceCols) compute(x []matrix) matrix {
	return newMatrix(x[0].rows, o.To-o.From).fill(func(r, c int) float64 { return x[0].at(r, o.From+c) })
}

func (o SliceCols) pullback(b *Builder, x []*G.Node, _, g *G.Node, _ []bool) []*G.Node {
	return []*G.Node{b.PadCols(g, o.From, b.dims(x[0]).cols-o.To)}
}

func (o SliceCols) pushforward(b *Builder, _ []*G.Node, _ *G.Node, dx []*G.Node, _ int) *G.Node {
	return b.SliceCols(dx[0], o.From, o.To)
}

// PadCols puts columns of zeros before and after: R×C → R×(Before+C+After). It is the adjoint of SliceCols.
type PadCols struct {
	Before, After int
	plain
}

// Arity implements gorgonia.Op.
func (PadCols) Arity() int { return 1 }

// Type implements gorgonia.Op.
func (PadCols) Type() hm.Type { return typeOf(1) }

// InferShape implements gorgonia.Op.
func (o PadCols) InferShape(x ...G.DimSizer) (tensor.Shape, error) { return inferShape(o, x) }

// Do implements gorgonia.Op: the plain reference, by loops.
func (o PadCols) Do(x ...G.Value) (G.Value, error) { return do(o, x) }

// WriteHash implements gorgonia.Op.
func (o PadCols) WriteHash(h hash.Hash) { writeHash(h, kindPadCols, uint64(o.Before), uint64(o.After)) }

// Hashcode implements gorgonia.Op.
func (o PadCols) Hashcode() uint32 { return hashcode(o) }

// DiffWRT implements gorgonia.SDOp.
func (PadCols) DiffWRT(inputs int) []bool { return differentiableIn(inputs) }

// SymDiff implements gorgonia.SDOp.
func (o PadCols) SymDiff(x G.Nodes, y, grad *G.Node) (G.Nodes, error) { return symDiff(o, x, y, grad) }

func (o PadCols) String() string { return fmt.Sprintf("PadCols{%d,%d}", o.Before, o.After) }

func (o PadCols) shape(x []dims) (dims, error) {
	if o.Before < 0 || o.After < 0 {
		return dims{}, mismatch(o, x, "no negative padding")
	}
	return dims{x[0].rows, o.Before + x[0].cols + o.After}, nil
}

func (o PadCols) compute(x []matrix) matrix {
	return newMatrix(x[0].rows, o.Before+x[0].cols+o.After).fill(func(r, c int) float64 {
		if c < o.Before || c >= o.Before+x[0].cols {
			return 0
		}
		return x[0].at(r, c-o.Before)
	})
}

func (o PadCols) pullback(b *Builder, x []*G.Node, _, g *G.Node, _ []bool) []*G.Node {
	return []*G.Node{b.SliceCols(g, o.Before, o.Before+b.dims(x[0]).cols)}
}

func (o PadCols) pushforward(b *Builder, _ []*G.Node, _ *G.Node, dx []*G.Node, _ int) *G.Node {
	return b.PadCols(dx[0], o.Before, o.After)
}
