package graph

import (
	"fmt"
	"hash"

	"github.com/chewxy/hm"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// concatColsOp puts N matrices of as many rows side by side.
type concatColsOp struct {
	N int
	plain
}

// Arity implements gorgonia.Op.
func (o concatColsOp) Arity() int { return o.N }

// Type implements gorgonia.Op.
func (o concatColsOp) Type() hm.Type { return typeOf(o.N) }

// InferShape implements gorgonia.Op.
func (o concatColsOp) InferShape(x ...G.DimSizer) (tensor.Shape, error) { return inferShape(o, x) }

// Do implements gorgonia.Op: the plain reference, by loops.
func (o concatColsOp) Do(x ...G.Value) (G.Value, error) { return do(o, x) }

// WriteHash implements gorgonia.Op.
func (o concatColsOp) WriteHash(h hash.Hash) { writeHash(h, kindConcatCols, uint64(o.N)) }

// Hashcode implements gorgonia.Op.
func (o concatColsOp) Hashcode() uint32 { return hashcode(o) }

// DiffWRT implements gorgonia.SDOp.
func (concatColsOp) DiffWRT(inputs int) []bool { return differentiableIn(inputs) }

// SymDiff implements gorgonia.SDOp.
func (o concatColsOp) SymDiff(x G.Nodes, y, grad *G.Node) (G.Nodes, error) {
	return symDiff(o, x, y, grad)
}

func (o concatColsOp) String() string { return fmt.Sprintf("ConcatCols{%d}", o.N) }

func (o concatColsOp) shape(x []dims) (dims, error) {
	if len(x) != o.N || o.N < 1 {
		return dims{}, mismatch(o, x, fmt.Sprintf("%d operands", o.N))
	}
	y := dims{x[0].rows, 0}
	for _, d := range x {
		if d.rows != y.rows {
			return dims{}, mismatch(o, x, "equal numbers of rows")
		}
		y.cols += d.cols
	}
	return y, nil
}

func (o concatColsOp) compute(x []matrix) matrix {
	cols := 0
	for _, m := range x {
		cols += m.cols
	}
	y, from := newMatrix(x[0].rows, cols), 0
	for _, m := range x {
		for r := range m.rows {
			copy(y.data[r*cols+from:], m.data[r*m.cols:(r+1)*m.cols])
		}
		from += m.cols
	}
	return y
}

func (o concatColsOp) pullback(b *Builder, x []*G.Node, _, g *G.Node, need []bool) []*G.Node {
	dx, from := make([]*G.Node, len(x)), 0
	for i, n := range x {
		to := from + b.dims(n).cols
		if need[i] {
			dx[i] = b.SliceCols(g, from, to)
		}
		from = to
	}
	return dx
}

// pushforward adds the tangents, each padded to its place, a run of neighbours as one.
func (o concatColsOp) pushforward(b *Builder, x []*G.Node, y *G.Node, dx []*G.Node, _ int) *G.Node {
	var total *G.Node
	width, before := b.dims(y).cols, 0
	for i := 0; i < len(x); i++ {
		var run []*G.Node
		from := before
		for ; i < len(x) && dx[i] != nil; i++ {
			run = append(run, dx[i])
			before += b.dims(x[i]).cols
		}
		if len(run) > 0 {
			total = b.sum(total, b.PadCols(b.ConcatCols(run...), from, width-before))
		}
		if i < len(x) {
			before += b.dims(x[i]).cols
		}
	}
	return total
}
