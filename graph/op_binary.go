package graph

import (
	"hash"

	"github.com/chewxy/hm"
	"github.com/gorgoflow/gorgoflow/graph/internal/kernel"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

func binaryValue(f kernel.BinaryFunc, x, y float64) float64 {
	switch f {
	case kernel.Add:
		return x + y
	case kernel.Sub:
		return x - y
	case kernel.Mul:
		return x * y
	}
	return x / y
}

// binaryOp combines two matrices of the same shape element by element.
type binaryOp struct {
	Func kernel.BinaryFunc
	plain
}

// Arity implements gorgonia.Op.
func (binaryOp) Arity() int { return 2 }

// Type implements gorgonia.Op.
func (binaryOp) Type() hm.Type { return typeOf(2) }

// InferShape implements gorgonia.Op.
func (o binaryOp) InferShape(x ...G.DimSizer) (tensor.Shape, error) { return inferShape(o, x) }

// Do implements gorgonia.Op: the plain reference, by loops.
func (o binaryOp) Do(x ...G.Value) (G.Value, error) { return do(o, x) }

// WriteHash implements gorgonia.Op.
func (o binaryOp) WriteHash(h hash.Hash) { writeHash(h, kindBinary, uint64(o.Func)) }

// Hashcode implements gorgonia.Op.
func (o binaryOp) Hashcode() uint32 { return hashcode(o) }

// DiffWRT implements gorgonia.SDOp.
func (binaryOp) DiffWRT(inputs int) []bool { return differentiableIn(inputs) }

// SymDiff implements gorgonia.SDOp.
func (o binaryOp) SymDiff(x G.Nodes, y, grad *G.Node) (G.Nodes, error) { return symDiff(o, x, y, grad) }

func (o binaryOp) String() string { return o.Func.String() }

func (o binaryOp) shape(x []dims) (dims, error) {
	if !o.Func.Known() || x[0] != x[1] {
		return dims{}, mismatch(o, x, "a known function of two equal shapes")
	}
	return x[0], nil
}

func (o binaryOp) compute(x []matrix) matrix {
	return newMatrix(x[0].rows, x[0].cols).fill(func(r, c int) float64 {
		return binaryValue(o.Func, x[0].at(r, c), x[1].at(r, c))
	})
}

func (o binaryOp) pullback(b *Builder, x []*G.Node, y, g *G.Node, need []bool) []*G.Node {
	dx := make([]*G.Node, 2)
	switch o.Func {
	case kernel.Add:
		dx[0], dx[1] = g, g
	case kernel.Sub:
		dx[0] = g
		if need[1] {
			dx[1] = b.Neg(g)
		}
	case kernel.Mul:
		if need[0] {
			dx[0] = b.binary(kernel.Mul, g, x[1])
		}
		if need[1] {
			dx[1] = b.binary(kernel.Mul, g, x[0])
		}
	case kernel.Div:
		dx[0] = b.binary(kernel.Div, g, x[1])
		if need[1] {
			dx[1] = b.Neg(b.binary(kernel.Mul, dx[0], y))
		}
	}
	return dx
}

func (o binaryOp) pushforward(b *Builder, x []*G.Node, y *G.Node, dx []*G.Node, k int) *G.Node {
	first, second := dx[0], dx[1]
	switch o.Func {
	case kernel.Sub:
		second = b.negOrNil(second)
	case kernel.Mul:
		first = b.scaledTangent(first, x[1], k)
		second = b.scaledTangent(second, x[0], k)
	case kernel.Div:
		second = b.negOrNil(b.scaledTangent(second, y, k))
		return b.binary(kernel.Div, b.sum(first, second), b.tile(x[1], k))
	}
	return b.sum(first, second)
}

// scaledTangent is dx·factor, nil for a zero tangent.
func (b *Builder) scaledTangent(dx, factor *G.Node, k int) *G.Node {
	if dx == nil {
		return nil
	}
	return b.binary(kernel.Mul, dx, b.tile(factor, k))
}

func (b *Builder) negOrNil(x *G.Node) *G.Node {
	if x == nil {
		return nil
	}
	return b.Neg(x)
}
