package graph

import (
	"encoding/binary"
	"fmt"
	"math"

	"github.com/pkg/errors"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Builder adds nodes to one graph and keeps what Gorgonia's graph does not know: which leaves
// are inputs, parameters or constants, and which nodes are per row.
//
// Errors stick: after the first, every method returns nil and Err says why, so that a chain of
// calls needs one check at its end. A Builder is for one goroutine.
//
// A per-row node holds one row for each row of the batch (or K blocks of them, row k·R+r); every
// other node is fixed: parameters, constants, shared inputs and what is computed from them alone.
// Operands of an element-wise operation are brought to one kind: a fixed row becomes per row
// through BroadcastRows, also when the batch is a single row.
type Builder struct {
	graph *G.ExprGraph
	rows  int // 0 in a wrapped graph: kinds are unknown
	dtype tensor.Dtype
	err   error

	names  map[string]bool
	inputs map[*G.Node]inputInfo
	params map[*G.Node]*Param
	consts map[*G.Node][]float64

	paramNodes map[*Param]*G.Node
	constNodes map[string]*G.Node
	uniforms   map[*G.Node]float64 // constants with one value everywhere
	identities map[*G.Node]bool    // constants that are identity matrices
	perRow     map[*G.Node]bool
	sizes      map[*G.Node]dims
}

type inputInfo struct {
	name   string
	perRow bool
}

// NewBuilder starts an empty graph for batches of rows ≥ 1 rows and elements of type T.
func NewBuilder[T Float](rows int) *Builder {
	b := wrap(G.NewGraph(), DtypeOf[T]())
	b.rows = rows
	if rows < 1 {
		b.rows = 1
		b.Fail(errors.Wrapf(ErrEmptyBatch, "%d rows, want at least 1", rows))
	}
	return b
}

// wrap is a Builder over a graph of unknown origin.
func wrap(g *G.ExprGraph, dtype tensor.Dtype) *Builder {
	return &Builder{
		graph: g, dtype: dtype,
		names:      make(map[string]bool),
		inputs:     make(map[*G.Node]inputInfo),
		params:     make(map[*G.Node]*Param),
		consts:     make(map[*G.Node][]float64),
		paramNodes: make(map[*Param]*G.Node),
		constNodes: make(map[string]*G.Node),
		uniforms:   make(map[*G.Node]float64),
		identities: make(map[*G.Node]bool),
		perRow:     make(map[*G.Node]bool),
		sizes:      make(map[*G.Node]dims),
	}
}

// Graph is the graph that nodes are added to.
func (b *Builder) Graph() *G.ExprGraph { return b.graph }

// Rows is the number R of rows of a batch.
func (b *Builder) Rows() int { return b.rows }

// Dtype is the element type of all nodes.
func (b *Builder) Dtype() tensor.Dtype { return b.dtype }

// Err is the first error, nil if all went well.
func (b *Builder) Err() error { return b.err }

// Fail records an error, unless there is one already or err is nil. It returns nil, so that a
// function that builds a node may end with it.
func (b *Builder) Fail(err error) *G.Node {
	if b.err == nil {
		b.err = err
	}
	return nil
}

// Input adds a per-row input of R×cols. Names are unique in a graph (ErrDuplicateInput).
func (b *Builder) Input(name string, cols int) *G.Node {
	n := b.leaf(name, b.rows, cols)
	if n != nil {
		b.inputs[n] = inputInfo{name, true}
		b.perRow[n] = true
	}
	return n
}

// Shared adds a fixed input: the same for all rows, set before a run.
func (b *Builder) Shared(name string, rows, cols int) *G.Node {
	n := b.leaf(name, rows, cols)
	if n != nil {
		b.inputs[n] = inputInfo{name, false}
	}
	return n
}

// Param is the leaf of a parameter; the same parameter gives the same node.
func (b *Builder) Param(p *Param) *G.Node {
	if b.err != nil {
		return nil
	}
	if p == nil {
		return b.Fail(errors.Wrap(ErrNilNode, "parameter"))
	}
	if n := b.paramNodes[p]; n != nil {
		return n
	}
	if got := p.owner.dtype; got != b.dtype {
		return b.Fail(&DtypeError{Place: "parameter " + p.Name, Got: got, Want: b.dtype})
	}
	n := b.leaf(b.freshName("parameter "+p.Name), p.Rows, p.Cols, G.WithValue(p.tensor()))
	if n != nil {
		b.params[n] = p
		b.paramNodes[p] = n
	}
	return n
}

// Const is a fixed leaf with these values, row by row; equal constants are one node.
func (b *Builder) Const(rows, cols int, values []float64) *G.Node {
	if b.err != nil {
		return nil
	}
	if len(values) != rows*cols {
		return b.Fail(&ShapeError{Op: "constant", Got: []tensor.Shape{{rows, cols}},
			Want: fmt.Sprintf("as many values, not %d", len(values))})
	}
	key := constKey(rows, cols, values)
	if n := b.constNodes[key]; n != nil {
		return n
	}
	m := matrix{dims{rows, cols}, append([]float64(nil), values...)}
	n := b.leaf(b.freshName("constant"), rows, cols, G.WithValue(m.value(b.dtype)))
	if n != nil {
		b.consts[n] = m.data
		b.constNodes[key] = n
		if m.isUniform() {
			b.uniforms[n] = m.data[0]
		}
		b.identities[n] = m.isIdentity()
	}
	return n
}

func constKey(rows, cols int, values []float64) string {
	key := make([]byte, 0, 8*(len(values)+2))
	key = binary.LittleEndian.AppendUint64(key, uint64(rows))
	key = binary.LittleEndian.AppendUint64(key, uint64(cols))
	for _, v := range values {
		key = binary.LittleEndian.AppendUint64(key, math.Float64bits(v))
	}
	return string(key)
}

// Identity is the constant n×n identity matrix.
func (b *Builder) Identity(n int) *G.Node {
	values := make([]float64, n*n)
	for i := range n {
		values[i*n+i] = 1
	}
	return b.Const(n, n, values)
}

// filled is a fixed constant with one value everywhere.
func (b *Builder) filled(rows, cols int, value float64) *G.Node {
	values := make([]float64, rows*cols)
	for i := range values {
		values[i] = value
	}
	return b.Const(rows, cols, values)
}

// freshName makes a name unique, for leaves that users do not name.
func (b *Builder) freshName(name string) string {
	unique := name
	for i := len(b.names); b.names[unique]; i++ {
		unique = fmt.Sprintf("%s #%d", name, i)
	}
	return unique
}

// leaf adds a node without operands.
func (b *Builder) leaf(name string, rows, cols int, options ...G.NodeConsOpt) *G.Node {
	if b.err != nil {
		return nil
	}
	if name == "" || b.names[name] {
		return b.Fail(errors.Wrapf(ErrDuplicateInput, "%q: a name must be new and not empty", name))
	}
	if rows < 1 || cols < 1 {
		return b.Fail(&ShapeError{Op: name, Got: []tensor.Shape{{rows, cols}}, Want: "at least 1×1"})
	}
	b.names[name] = true
	var n *G.Node
	err := Exclusive(b.graph, func() error {
		options = append([]G.NodeConsOpt{G.WithName(name), G.WithShape(rows, cols)}, options...)
		n = G.NewMatrix(b.graph, b.dtype, options...)
		return nil
	})
	if err != nil {
		return b.Fail(errors.Wrapf(err, "leaf %q", name))
	}
	b.sizes[n] = dims{rows, cols}
	return n
}

// dims is the size of a node; it fails the Builder if the node is not a matrix.
func (b *Builder) dims(n *G.Node) dims {
	if b.err != nil || n == nil {
		return dims{1, 1}
	}
	d, known := b.sizes[n]
	if !known {
		rows, cols, err := matrixShape(n)
		if err != nil {
			b.Fail(err)
		}
		d = dims{rows, cols}
		b.sizes[n] = d
	}
	return d
}
