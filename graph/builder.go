// The Builder: it knows more of a graph than Gorgonia does.

package graph

import (
	"context"

	"github.com/gorgoflow/gorgoflow/graph/internal/ops"
	"github.com/pkg/errors"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Builder adds nodes to one graph and records what Gorgonia's graph does not: which leaves are inputs, parameters or
// constants, and which nodes are per row.
//
// Errors stick: after the first, every method returns nil and Err says why, so that a chain of
// calls needs one check at its end. A Builder is for one goroutine.
//
// A per-row node holds one row for each row of the batch (or K copies of the batch, row k·R+r); every other node is
// fixed: parameters, constants, shared inputs and nodes that depend only on these. If only one operand of an
// element-wise operation is per row, BroadcastRows makes the other per row, even for a batch of a single row.
type Builder struct {
	graph *G.ExprGraph
	rows  int // 0 in a wrapped graph, whose nodes have no known kind
	dtype tensor.Dtype
	err   error
	ctx   context.Context // nil if nothing ends the building

	names  map[string]bool
	params map[*G.Node]*Param
	consts map[*G.Node]constant

	paramNodes map[*Param]*G.Node
	constNodes map[string]*G.Node
	perRow     map[*G.Node]bool
	sizes      map[*G.Node]ops.Dims
}

// constant holds what is known of a constant leaf.
type constant struct {
	values                []float64 // row by row
	isUniform, isIdentity bool      // one value everywhere; an identity matrix
}

// NewBuilder starts an empty graph for batches of rows ≥ 1 rows and elements of type T.
func NewBuilder[T Float](rows int) *Builder {
	b := Wrap(G.NewGraph(), DtypeOf[T]())
	b.rows = rows
	if rows < 1 {
		b.rows = 1
		b.Fail(errors.Wrapf(ErrEmptyBatch, "%d rows, want at least 1", rows))
	}
	return b
}

// Wrap returns a Builder that adds to a user's graph. None of its nodes is known to be per row: operands of one
// operation must have one shape, or be broadcast by BroadcastRows and BroadcastCols.
func Wrap(g *G.ExprGraph, dtype tensor.Dtype) *Builder {
	return &Builder{
		graph: g, dtype: dtype,
		names:      make(map[string]bool),
		params:     make(map[*G.Node]*Param),
		consts:     make(map[*G.Node]constant),
		paramNodes: make(map[*Param]*G.Node),
		constNodes: make(map[string]*G.Node),
		perRow:     make(map[*G.Node]bool),
		sizes:      make(map[*G.Node]ops.Dims),
	}
}

// Graph is the graph that nodes are added to; nil for a nil Builder.
func (b *Builder) Graph() *G.ExprGraph {
	if b == nil {
		return nil
	}
	return b.graph
}

// Rows is the number R of rows of a batch; 0 for a nil Builder.
func (b *Builder) Rows() int {
	if b == nil {
		return 0
	}
	return b.rows
}

// Dtype is the element type of all nodes; the zero Dtype for a nil Builder.
func (b *Builder) Dtype() tensor.Dtype {
	if b == nil {
		return tensor.Dtype{}
	}
	return b.dtype
}

// Err returns the first error, nil if there is none. A Builder that is nil, or that neither NewBuilder nor Wrap has
// made, has an error from the start.
func (b *Builder) Err() error {
	if b == nil || b.graph == nil {
		return errors.Wrap(ErrNilNode, "the Builder has no graph, want one made by NewBuilder or Wrap")
	}
	return b.err
}

// Within makes the end of a context an error of the Builder and returns the Builder. Building a large graph, its
// derivatives, and compiling it then end soon after the context.
func (b *Builder) Within(ctx context.Context) *Builder {
	if b != nil {
		b.ctx = ctx
	}
	return b
}

// failed reports whether the Builder can add no more nodes.
func (b *Builder) failed() bool {
	if b == nil || b.graph == nil {
		return true
	}
	if b.err == nil {
		b.err = b.interrupted()
	}
	return b.err != nil
}

// interrupted returns the error of the Builder's context.
func (b *Builder) interrupted() error {
	if b == nil || b.ctx == nil {
		return nil
	}
	return errors.Wrap(b.ctx.Err(), "building a graph")
}

// Fail records an error, unless the Builder has one already or err is nil. It returns nil, so that a function that
// builds a node may end with it.
func (b *Builder) Fail(err error) *G.Node {
	if b != nil && b.err == nil {
		b.err = err
	}
	return nil
}

// dims returns the shape of a node. It fails the Builder if the node is not a matrix.
func (b *Builder) dims(n *G.Node) ops.Dims {
	if b.failed() || n == nil {
		return ops.Dims{Rows: 1, Cols: 1}
	}
	d, known := b.sizes[n]
	if !known {
		rows, cols, err := matrixShape(n)
		if err != nil {
			b.Fail(err)
		}
		d = ops.Dims{Rows: rows, Cols: cols}
		b.sizes[n] = d
	}
	return d
}
