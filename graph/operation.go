// This package's operations as ops of Gorgonia.

package graph

import (
	"encoding/binary"
	"hash"
	"hash/fnv"

	"github.com/chewxy/hm"
	"github.com/gorgoflow/gorgoflow/graph/internal/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// operation is one of this package's operations. Operations are compared by ==.
type operation struct{ ops.Kind }

// ours returns the operation of a Gorgonia op, nil if it is not this package's. A type that embeds one of this
// package's ops is another op: only Gorgonia's interfaces are used of it.
func ours(op G.Op) ops.Kind {
	if o, own := op.(operation); own {
		return o.Kind
	}
	return nil
}

// kindOf returns the operation of a node; nil for a leaf and for an op that is not this package's.
func kindOf(n *G.Node) ops.Kind { return ours(opOf(n)) }

// Type implements gorgonia.Op: from matrices of one dtype to a matrix of this dtype.
func (o operation) Type() hm.Type {
	m := G.TensorType{Dims: 2, Of: hm.TypeVariable('a')}
	signature := make([]hm.Type, o.Arity()+1)
	for i := range signature {
		signature[i] = m
	}
	return hm.NewFnType(signature...)
}

// InferShape implements gorgonia.Op.
func (o operation) InferShape(sizes ...G.DimSizer) (tensor.Shape, error) {
	x := make([]ops.Dims, len(sizes))
	for i, s := range sizes {
		shape, ok := s.(tensor.Shape)
		if !ok || len(shape) != 2 {
			return nil, &ShapeError{Op: o.String(), Got: []tensor.Shape{shape}, Want: "a matrix"}
		}
		x[i] = ops.Dims{Rows: shape[0], Cols: shape[1]}
	}
	y, err := sizeOf(o.Kind, x)
	if err != nil {
		return nil, err
	}
	return tensor.Shape{y.Rows, y.Cols}, nil
}

// newNode is gorgonia.ApplyOp without the inference of types, which takes half of its time: of matrices of one type
// this package's operations make a matrix of that type.
func newNode(op G.Op, children G.Nodes) (*G.Node, error) {
	kind := ours(op)
	if kind == nil || kind.Arity() != len(children) {
		return G.ApplyOp(op, children...)
	}
	matrix := children[0].Type()
	sizes := make([]ops.Dims, len(children))
	for i, c := range children {
		s := c.Shape()
		if len(s) != 2 || matrix != (G.TensorType{Dims: 2, Of: children[0].Dtype()}) || c.Type() != matrix {
			return G.ApplyOp(op, children...)
		}
		sizes[i] = ops.Dims{Rows: s[0], Cols: s[1]}
	}
	y, err := sizeOf(kind, sizes)
	if err != nil {
		return nil, err
	}
	return G.NewUniqueNode(G.WithType(matrix), G.WithOp(op), G.WithChildren(children), G.In(children[0].Graph()), G.WithShape(y.Rows, y.Cols)), nil
}

// sizeOf returns the shape of a result, for operands of these shapes.
func sizeOf(kind ops.Kind, x []ops.Dims) (ops.Dims, error) {
	y, want := kind.Size(x)
	if want != "" {
		return ops.Dims{}, mismatch(kind, x, want)
	}
	return y, nil
}

// mismatch is the error for operands of these shapes.
func mismatch(kind ops.Kind, x []ops.Dims, want string) error {
	e := &ShapeError{Op: kind.String(), Want: want}
	for _, d := range x {
		e.Got = append(e.Got, tensor.Shape{d.Rows, d.Cols})
	}
	return e
}

// Do implements gorgonia.Op by plain loops.
func (o operation) Do(x ...G.Value) (G.Value, error) { return do(o.Kind, x) }

// ReturnsPtr implements gorgonia.Op.
func (operation) ReturnsPtr() bool { return false }

// CallsExtern implements gorgonia.Op.
func (operation) CallsExtern() bool { return false }

// OverwritesInput implements gorgonia.Op: operands are never overwritten.
func (operation) OverwritesInput() int { return -1 }

// hashTag separates this package's hashes from those of other ops; the second byte is the kind of op.
const hashTag = 0xf1

// writeHash writes all that distinguishes an op from others of its kind.
func writeHash(h hash.Hash, kind byte, fields ...uint64) {
	buffer := make([]byte, 2, 2+8*3)
	buffer[0], buffer[1] = hashTag, kind
	for _, f := range fields {
		buffer = binary.LittleEndian.AppendUint64(buffer, f)
	}
	h.Write(buffer)
}

func hashcode(op G.Op) uint32 {
	h := fnv.New32a()
	op.WriteHash(h)
	return h.Sum32()
}

// WriteHash implements gorgonia.Op.
func (o operation) WriteHash(h hash.Hash) {
	kind, fields := o.Identity()
	writeHash(h, kind, fields...)
}

// Hashcode implements gorgonia.Op.
func (o operation) Hashcode() uint32 { return hashcode(o) }

// DiffWRT implements gorgonia.SDOp.
func (o operation) DiffWRT(inputs int) []bool {
	smooth := make([]bool, inputs)
	for i := range smooth {
		smooth[i] = o.HasDerivative(i)
	}
	return smooth
}

// SymDiff implements gorgonia.SDOp.
func (o operation) SymDiff(x G.Nodes, y, grad *G.Node) (G.Nodes, error) {
	return symDiff(o.Kind, x, y, grad)
}

// symDiff has Gorgonia's own differentiation use the rules of rules.go. It is set later, since these rules need
// operations.
var symDiff func(kind ops.Kind, x []*G.Node, y, grad *G.Node) (G.Nodes, error)
