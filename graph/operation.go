// Our operations as Gorgonia knows them.

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

// operation is one of our own operations. Operations are compared by ==.
type operation struct{ ops.Kind }

// ours is the operation that a Gorgonia op is, nil if it is not one of ours. A type that embeds one has its methods too,
// but is another op, which is asked by Gorgonia's interfaces alone.
func ours(op G.Op) ops.Kind {
	if o, own := op.(operation); own {
		return o.Kind
	}
	return nil
}

// kindOf is the operation that makes a node, nil of a leaf and of what is not made by one of ours.
func kindOf(n *G.Node) ops.Kind { return ours(opOf(n)) }

// Type implements gorgonia.Op: matrices of one dtype give one more.
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

// sizeOf is the size of a result, for operands of these sizes.
func sizeOf(kind ops.Kind, x []ops.Dims) (ops.Dims, error) {
	y, want := kind.Size(x)
	if want != "" {
		return ops.Dims{}, mismatch(kind, x, want)
	}
	return y, nil
}

// mismatch is the error of an operation whose operands have these sizes.
func mismatch(kind ops.Kind, x []ops.Dims, want string) error {
	e := &ShapeError{Op: kind.String(), Want: want}
	for _, d := range x {
		e.Got = append(e.Got, tensor.Shape{d.Rows, d.Cols})
	}
	return e
}

// Do implements gorgonia.Op: the plain reference, by loops.
func (o operation) Do(x ...G.Value) (G.Value, error) { return do(o.Kind, x) }

// ReturnsPtr implements gorgonia.Op.
func (operation) ReturnsPtr() bool { return false }

// CallsExtern implements gorgonia.Op.
func (operation) CallsExtern() bool { return false }

// OverwritesInput implements gorgonia.Op: operands are never overwritten.
func (operation) OverwritesInput() int { return -1 }

// hashTag keeps our hashes apart from those of other ops; the second byte is the kind of op.
const hashTag = 0xf1

// writeHash feeds everything that makes an op different from others of its kind.
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

// symDiff gives Gorgonia's own differentiation the rules of rules.go. They are written in terms of operations, which have
// to be there first.
var symDiff func(kind ops.Kind, x []*G.Node, y, grad *G.Node) (G.Nodes, error)
