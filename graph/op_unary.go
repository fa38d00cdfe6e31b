package graph

import (
	"fmt"
	"hash"

	"github.com/chewxy/hm"
	"github.com/gorgoflow/gorgoflow/graph/internal/kernel"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// unaryOp applies a function to every element.
type unaryOp struct {
	Func kernel.UnaryFunc
	plain
}

// Arity implements gorgonia.Op.
func (unaryOp) Arity() int { return 1 }

// Type implements gorgonia.Op.
func (unaryOp) Type() hm.Type { return typeOf(1) }

// InferShape implements gorgonia.Op.
func (o unaryOp) InferShape(x ...G.DimSizer) (tensor.Shape, error) { return inferShape(o, x) }

// Do implements gorgonia.Op: the plain reference, by loops.
func (o unaryOp) Do(x ...G.Value) (G.Value, error) { return do(o, x) }

// WriteHash implements gorgonia.Op.
func (o unaryOp) WriteHash(h hash.Hash) { writeHash(h, kindUnary, uint64(o.Func)) }

// Hashcode implements gorgonia.Op.
func (o unaryOp) Hashcode() uint32 { return hashcode(o) }

// DiffWRT implements gorgonia.SDOp.
func (o unaryOp) DiffWRT(inputs int) []bool { return []bool{o.Func != kernel.Step} }

// SymDiff implements gorgonia.SDOp.
func (o unaryOp) SymDiff(x G.Nodes, y, grad *G.Node) (G.Nodes, error) { return symDiff(o, x, y, grad) }

func (o unaryOp) String() string { return o.Func.String() }

func (o unaryOp) shape(x []dims) (dims, error) {
	if !o.Func.Known() {
		return dims{}, mismatch(o, x, "a known function")
	}
	return x[0], nil
}

func (o unaryOp) compute(x []matrix) matrix {
	f := unaryValues[o.Func]
	return newMatrix(x[0].rows, x[0].cols).fill(func(r, c int) float64 { return f(x[0].at(r, c)) })
}

func (o unaryOp) pullback(b *Builder, x []*G.Node, y, g *G.Node, _ []bool) []*G.Node {
	return []*G.Node{chain(o.Func, b, x[0], y, g, 1)}
}

func (o unaryOp) pushforward(b *Builder, x []*G.Node, y *G.Node, dx []*G.Node, k int) *G.Node {
	return chain(o.Func, b, x[0], y, dx[0], k)
}

// affineOp is Scale·x + Shift, element by element, with constants known when the graph is built.
type affineOp struct {
	Scale, Shift float64
	plain
}

// Arity implements gorgonia.Op.
func (affineOp) Arity() int { return 1 }

// Type implements gorgonia.Op.
func (affineOp) Type() hm.Type { return typeOf(1) }

// InferShape implements gorgonia.Op.
func (o affineOp) InferShape(x ...G.DimSizer) (tensor.Shape, error) { return inferShape(o, x) }

// Do implements gorgonia.Op: the plain reference, by loops.
func (o affineOp) Do(x ...G.Value) (G.Value, error) { return do(o, x) }

// WriteHash implements gorgonia.Op.
func (o affineOp) WriteHash(h hash.Hash) { writeHash(h, kindAffine1, bits(o.Scale), bits(o.Shift)) }

// Hashcode implements gorgonia.Op.
func (o affineOp) Hashcode() uint32 { return hashcode(o) }

// DiffWRT implements gorgonia.SDOp.
func (affineOp) DiffWRT(inputs int) []bool { return differentiableIn(inputs) }

// SymDiff implements gorgonia.SDOp.
func (o affineOp) SymDiff(x G.Nodes, y, grad *G.Node) (G.Nodes, error) { return symDiff(o, x, y, grad) }

func (o affineOp) String() string { return fmt.Sprintf("%g·x%+g", o.Scale, o.Shift) }

func (o affineOp) shape(x []dims) (dims, error) { return x[0], nil }

func (o affineOp) compute(x []matrix) matrix {
	return newMatrix(x[0].rows, x[0].cols).fill(func(r, c int) float64 { return o.Scale*x[0].at(r, c) + o.Shift })
}

func (o affineOp) pullback(b *Builder, _ []*G.Node, _, g *G.Node, _ []bool) []*G.Node {
	return []*G.Node{b.Scale(g, o.Scale)}
}

func (o affineOp) pushforward(b *Builder, _ []*G.Node, _ *G.Node, dx []*G.Node, _ int) *G.Node {
	return b.Scale(dx[0], o.Scale)
}
