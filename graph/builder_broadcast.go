// Operations that broadcast their operands to one shape.

package graph

import (
	"fmt"

	"github.com/gorgoflow/gorgoflow/graph/internal/kernel/scalar"
	"github.com/gorgoflow/gorgoflow/graph/internal/ops"
	"github.com/pkg/errors"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// ConcatCols puts matrices side by side. If one of them is per row, it broadcasts the fixed ones.
func (b *Builder) ConcatCols(xs ...*G.Node) *G.Node {
	if b.failed() {
		return nil
	}
	if err := sameGraph(operation{ops.ConcatCols{N: len(xs)}}, xs); err != nil {
		return b.Fail(err)
	}
	rows, perRow := 0, false
	for _, x := range xs {
		rows = max(rows, b.dims(x).Rows)
		perRow = perRow || b.IsPerRow(x)
	}
	same := make([]*G.Node, len(xs))
	for i, x := range xs {
		same[i] = b.toRows(x, rows, perRow)
	}
	return b.add(ops.ConcatCols{N: len(xs)}, same...)
}

// Add is x + y. Like Sub, Mul and Div it broadcasts 1×1, 1×C and R×1 against R×C, and a per-row operand against K
// copies of the batch.
func (b *Builder) Add(x, y *G.Node) *G.Node { return b.broadcast(scalar.Add, x, y) }

// Sub is x - y.
func (b *Builder) Sub(x, y *G.Node) *G.Node { return b.broadcast(scalar.Sub, x, y) }

// Mul is the element-wise product x·y.
func (b *Builder) Mul(x, y *G.Node) *G.Node { return b.broadcast(scalar.Mul, x, y) }

// Div is the element-wise quotient x / y.
func (b *Builder) Div(x, y *G.Node) *G.Node { return b.broadcast(scalar.Div, x, y) }

// binary combines operands of the same shape and kind.
func (b *Builder) binary(f scalar.BinaryFunc, x, y *G.Node) *G.Node {
	return b.add(ops.Binary{Func: f}, x, y)
}

// sum adds two nodes, either of which may be nil.
func (b *Builder) sum(x, y *G.Node) *G.Node {
	if x == nil {
		return y
	}
	if y == nil {
		return x
	}
	return b.binary(scalar.Add, x, y)
}

func (b *Builder) broadcast(f scalar.BinaryFunc, x, y *G.Node) *G.Node {
	if b.failed() {
		return nil
	}
	if err := sameGraph(operation{ops.Binary{Func: f}}, []*G.Node{x, y}); err != nil {
		return b.Fail(err)
	}
	p, q := b.dims(x), b.dims(y)
	perRow := b.IsPerRow(x) || b.IsPerRow(y)
	rows, cols := max(p.Rows, q.Rows), max(p.Cols, q.Cols)
	x, y = b.toCols(x, cols), b.toCols(y, cols)
	x, y = b.toRows(x, rows, perRow), b.toRows(y, rows, perRow)
	if b.err == nil && b.dims(x) != b.dims(y) {
		return b.Fail(&ShapeError{Op: f.String(),
			Got: []tensor.Shape{{p.Rows, p.Cols}, {q.Rows, q.Cols}}, Want: "shapes that broadcast"})
	}
	return b.binary(f, x, y)
}

// toCols repeats a single column.
func (b *Builder) toCols(x *G.Node, cols int) *G.Node {
	if b.dims(x).Cols == cols || b.dims(x).Cols != 1 {
		return x
	}
	return b.BroadcastCols(x, cols)
}

// toRows repeats x to so many rows, rows of the batch if perRow is set. It returns x where x does not fit.
func (b *Builder) toRows(x *G.Node, rows int, perRow bool) *G.Node {
	have := b.dims(x).Rows
	isPerRow := b.IsPerRow(x)
	switch {
	case b.err != nil:
		return nil
	case perRow && isPerRow && have == b.rows && rows%b.rows == 0:
		return b.TileRows(x, rows/b.rows)
	case perRow && !isPerRow && have == 1 && rows%b.rows == 0:
		return b.TileRows(b.BroadcastRows(x, b.rows), rows/b.rows)
	case perRow && !isPerRow:
		return b.Fail(&ShapeError{Op: "broadcast", Got: []tensor.Shape{{have, b.dims(x).Cols}},
			Want: fmt.Sprintf("one fixed row for a batch of %d rows", rows)})
	case !perRow && have == 1 && rows > 1:
		// BroadcastRows would make the result rows of the batch.
		return b.MatMul(b.filled(rows, 1, 1), x, false, false)
	}
	return x
}

// tile makes k copies of a per-row node, for k tangents.
func (b *Builder) tile(x *G.Node, k int) *G.Node {
	if k > 1 && b.err == nil && b.rows > 0 && !b.IsPerRow(x) {
		return b.noTiling(opOf(x))
	}
	return b.TileRows(x, k)
}

// noTiling fails if several tangents at once have no meaning.
func (b *Builder) noTiling(op G.Op) *G.Node {
	name := "a fixed leaf"
	if op != nil {
		name = op.String()
	}
	return b.Fail(errors.WithStack(&NotRowwiseError{Op: name}))
}
