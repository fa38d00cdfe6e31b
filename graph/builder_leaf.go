// Leaves: inputs, parameters and constants.

package graph

import (
	"encoding/binary"
	"fmt"
	"hash/fnv"
	"math"
	"slices"

	"github.com/gorgoflow/gorgoflow/graph/internal/ops"
	"github.com/pkg/errors"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Input adds a per-row input of R×cols. A name that is used already is ErrDuplicateInput.
func (b *Builder) Input(name string, cols int) *G.Node {
	n := b.leaf(name, b.Rows(), cols)
	if n != nil {
		b.perRow[n] = true
	}
	return n
}

// Shared adds a fixed input of rows×cols: the same for all rows, set before a run.
func (b *Builder) Shared(name string, rows, cols int) *G.Node {
	return b.leaf(name, rows, cols)
}

// paramLeaf begins the names of parameters' leaves.
const paramLeaf = "parameter "

// Param returns the leaf of a parameter, one node for each parameter of a graph.
func (b *Builder) Param(p *Param) *G.Node {
	if b.failed() {
		return nil
	}
	if p == nil || p.owner == nil {
		return b.Fail(errors.Wrap(ErrNilNode, "parameter, want one made by Params.Add"))
	}
	if n := b.paramNodes[p]; n != nil {
		return n
	}
	if got := p.owner.dtype; got != b.dtype {
		return b.Fail(&DtypeError{Place: "parameter " + p.Name, Got: got, Want: b.dtype})
	}
	n := b.leaf(b.freshName(paramLeaf+p.Name), p.Rows, p.Cols, G.WithValue(p.tensor()))
	if n != nil {
		b.params[n] = p
		b.paramNodes[p] = n
	}
	return n
}

// Const returns a fixed leaf with these values, row by row. Equal constants are one node.
func (b *Builder) Const(rows, cols int, values []float64) *G.Node {
	if b.failed() {
		return nil
	}
	if err := checkSize(named("constant"), rows, cols); err != nil {
		return b.Fail(err)
	}
	if len(values) != rows*cols {
		return b.Fail(&ShapeError{Op: "constant", Got: []tensor.Shape{{rows, cols}},
			Want: fmt.Sprintf("as many values, not %d", len(values))})
	}
	key := constKey(rows, cols, values)
	if n := b.constNodes[key]; n != nil {
		return n
	}
	m := ops.Matrix{Dims: ops.Dims{Rows: rows, Cols: cols}, Data: append([]float64(nil), values...)}
	n := b.wrappedConst(key, m)
	if n == nil {
		n = b.leaf(b.freshName(b.constName(key)), rows, cols, G.WithValue(m.Value(b.dtype)))
	}
	if n != nil {
		b.consts[n] = constant{m.Data, m.IsUniform(), m.IsIdentity()}
		b.constNodes[key] = n
	}
	return n
}

// constName is the name of a constant. In a wrapped graph it contains the value, so that other Builders of the graph
// find the node.
func (b *Builder) constName(key string) string {
	if b.rows > 0 {
		return "constant"
	}
	h := fnv.New64a()
	h.Write([]byte(key))
	return fmt.Sprintf("constant %x", h.Sum64())
}

// wrappedConst returns the node of an equal constant that another Builder has added to a wrapped graph, nil if there is
// none.
func (b *Builder) wrappedConst(key string, m ops.Matrix) *G.Node {
	if b.rows > 0 {
		return nil
	}
	for _, n := range b.graph.ByName(b.constName(key)) {
		if n.Value() == nil || n.Dtype() != b.dtype {
			continue
		}
		if found, err := matrixOf(n.Value()); err == nil && found.Dims == m.Dims && slices.Equal(found.Data, rounded(m, b.dtype).Data) {
			return n
		}
	}
	return nil
}

// rounded is a matrix rounded to a dtype.
func rounded(m ops.Matrix, dtype tensor.Dtype) ops.Matrix {
	r, _ := matrixOf(m.Value(dtype)) // always a matrix
	return r
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
	if b.failed() {
		return nil
	}
	if err := checkSize(named("identity"), n, n); err != nil {
		return b.Fail(err)
	}
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
	for i := len(b.names); b.taken(unique); i++ {
		unique = fmt.Sprintf("%s #%d", name, i)
	}
	return unique
}

// taken reports whether a leaf has the name. In a wrapped graph it may be a leaf of another Builder.
func (b *Builder) taken(name string) bool {
	return b.names[name] || b.rows == 0 && len(b.graph.ByName(name)) > 0
}

// leaf adds a node without operands.
func (b *Builder) leaf(name string, rows, cols int, options ...G.NodeConsOpt) *G.Node {
	if b.failed() {
		return nil
	}
	if name == "" || b.names[name] {
		return b.Fail(errors.Wrapf(ErrDuplicateInput, "%q: a name must be new and not empty", name))
	}
	if err := checkSize(named(name), rows, cols); err != nil {
		return b.Fail(err)
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
	b.sizes[n] = ops.Dims{Rows: rows, Cols: cols}
	return n
}
