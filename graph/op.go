package graph

import (
	"encoding/binary"
	"hash"
	"hash/fnv"
	"math"

	"github.com/chewxy/hm"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// operation is what our own ops have in common beyond Gorgonia's interfaces: a rule for
// cotangents, a rule for tangents, and a plain computation.
//
// Rules return nodes made of our own ops only, so that derivatives of any order exist.
type operation interface {
	G.SDOp
	// shape of the result for operands of these shapes
	shape(x []dims) (dims, error)
	// compute is the plain reference.
	compute(x []matrix) matrix
	// pullback returns the operands' cotangents for the cotangent g of the output y; nil = zero.
	// Operands that need none may be left nil.
	pullback(b *Builder, x []*G.Node, y, g *G.Node, need []bool) []*G.Node
	// pushforward returns the tangent of the output y for tangents of the operands (nil = zero,
	// not all nil). Tangents hold k matrices one under another.
	pushforward(b *Builder, x []*G.Node, y *G.Node, dx []*G.Node, k int) *G.Node
}

// ownOp is an op of this package as it stands. A type that embeds one has its unexported methods too, but is another op, which
// is asked by Gorgonia's interfaces alone.
func ownOp(op G.Op) (operation, bool) {
	switch op := op.(type) {
	case unaryOp, affineOp, binaryOp, matMulOp, transposeOp, broadcastRowsOp, broadcastColsOp, sumRowsOp, sumColsOp,
		sliceColsOp, padColsOp, concatColsOp, tileRowsOp, foldRowsOp, factorRowsOp, solveRowsOp:
		return op.(operation), true
	}
	return nil, false
}

// plain is embedded in every op: none changes its operands or calls foreign code.
type plain struct{}

// ReturnsPtr implements gorgonia.Op.
func (plain) ReturnsPtr() bool { return false }

// CallsExtern implements gorgonia.Op.
func (plain) CallsExtern() bool { return false }

// OverwritesInput implements gorgonia.Op: operands are never overwritten.
func (plain) OverwritesInput() int { return -1 }

// dims are the numbers of rows and columns of a matrix.
type dims struct{ rows, cols int }

// typeOf is the type of an op that takes arity matrices of one dtype and returns one more.
func typeOf(arity int) hm.Type {
	m := G.TensorType{Dims: 2, Of: hm.TypeVariable('a')}
	signature := make([]hm.Type, arity+1)
	for i := range signature {
		signature[i] = m
	}
	return hm.NewFnType(signature...)
}

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

func bit(set bool) uint64 {
	if set {
		return 1
	}
	return 0
}

func bits(v float64) uint64 { return math.Float64bits(v) }

// differentiableIn says that the first n operands have derivatives.
func differentiableIn(n int) []bool {
	all := make([]bool, n)
	for i := range all {
		all[i] = true
	}
	return all
}

// inferShape implements InferShape for an operation.
func inferShape(op operation, sizes []G.DimSizer) (tensor.Shape, error) {
	x := make([]dims, len(sizes))
	for i, s := range sizes {
		shape, ok := s.(tensor.Shape)
		if !ok || len(shape) != 2 {
			return nil, &ShapeError{Op: op.String(), Got: []tensor.Shape{shape}, Want: "a matrix"}
		}
		x[i] = dims{shape[0], shape[1]}
	}
	y, err := op.shape(x)
	if err != nil {
		return nil, err
	}
	return tensor.Shape{y.rows, y.cols}, nil
}

// mismatch is the error of an op whose operands have these shapes.
func mismatch(op G.Op, x []dims, want string) error {
	e := &ShapeError{Op: op.String(), Want: want}
	for _, d := range x {
		e.Got = append(e.Got, tensor.Shape{d.rows, d.cols})
	}
	return e
}

// symDiff implements SymDiff, for Gorgonia's own differentiation.
func symDiff(op operation, inputs G.Nodes, output, grad *G.Node) (G.Nodes, error) {
	b := Wrap(output.Graph(), output.Dtype())
	cotangents := op.pullback(b, inputs, output, grad, differentiableIn(len(inputs)))
	if b.err != nil {
		return nil, b.err
	}
	return cotangents, nil
}

// Kinds of ops, for hashing.
const (
	kindMatMul byte = iota
	kindUnary
	kindAffine1
	kindBinary
	kindBroadcastRows
	kindSumRows
	kindTileRows
	kindFoldRows
	kindBroadcastCols
	kindSumCols
	kindSliceCols
	kindPadCols
	kindConcatCols
	kindTranspose
	kindFactorRows
	kindSolveRows
	kindSalted
)
