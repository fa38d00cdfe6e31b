package graph

import (
	"hash"

	"github.com/chewxy/hm"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// matMulOp is the product op(a)·op(b), where op transposes the operand whose flag is set.
type matMulOp struct {
	TransA, TransB bool
	plain
}

// Arity implements gorgonia.Op.
func (matMulOp) Arity() int { return 2 }

// Type implements gorgonia.Op.
func (matMulOp) Type() hm.Type { return typeOf(2) }

// InferShape implements gorgonia.Op.
func (o matMulOp) InferShape(x ...G.DimSizer) (tensor.Shape, error) { return inferShape(o, x) }

// Do implements gorgonia.Op: the plain reference, by loops.
func (o matMulOp) Do(x ...G.Value) (G.Value, error) { return do(o, x) }

// WriteHash implements gorgonia.Op.
func (o matMulOp) WriteHash(h hash.Hash) { writeHash(h, kindMatMul, bit(o.TransA), bit(o.TransB)) }

// Hashcode implements gorgonia.Op.
func (o matMulOp) Hashcode() uint32 { return hashcode(o) }

// DiffWRT implements gorgonia.SDOp.
func (matMulOp) DiffWRT(inputs int) []bool { return differentiableIn(inputs) }

// SymDiff implements gorgonia.SDOp.
func (o matMulOp) SymDiff(x G.Nodes, y, grad *G.Node) (G.Nodes, error) { return symDiff(o, x, y, grad) }

func (o matMulOp) String() string {
	a, b := "a", "b"
	if o.TransA {
		a = "aᵀ"
	}
	if o.TransB {
		b = "bᵀ"
	}
	return "MatMul " + a + "·" + b
}

func (d dims) flip(transposed bool) dims {
	if transposed {
		return dims{d.cols, d.rows}
	}
	return d
}

func (o matMulOp) shape(x []dims) (dims, error) {
	a, b := x[0].flip(o.TransA), x[1].flip(o.TransB)
	if a.cols != b.rows {
		return dims{}, mismatch(o, x, "equal inner sizes")
	}
	return dims{a.rows, b.cols}, nil
}

func (o matMulOp) compute(x []matrix) matrix {
	a, b := x[0].transposed(o.TransA), x[1].transposed(o.TransB)
	return newMatrix(a.rows, b.cols).fill(func(r, c int) float64 {
		sum := 0.0
		for k := range a.cols {
			sum += a.at(r, k) * b.at(k, c)
		}
		return sum
	})
}

func (m matrix) transposed(flip bool) matrix {
	if !flip {
		return m
	}
	return newMatrix(m.cols, m.rows).fill(func(r, c int) float64 { return m.at(c, r) })
}

// pullback keeps a per-row operand in front and contracts over the batch with TransA alone,
// so that no per-row matrix is ever transposed.
func (o matMulOp) pullback(b *Builder, x []*G.Node, _, g *G.Node, need []bool) []*G.Node {
	dx := make([]*G.Node, 2)
	if need[0] {
		if o.TransA {
			dx[0] = b.MatMul(x[1], g, o.TransB, true)
		} else {
			dx[0] = b.MatMul(g, x[1], false, !o.TransB)
		}
	}
	if need[1] {
		if o.TransB {
			dx[1] = b.MatMul(g, x[0], true, o.TransA)
		} else {
			dx[1] = b.MatMul(x[0], g, !o.TransA, false)
		}
	}
	return dx
}

func (o matMulOp) pushforward(b *Builder, x []*G.Node, _ *G.Node, dx []*G.Node, k int) *G.Node {
	if k > 1 && (dx[1] != nil || o.TransA) {
		return b.noTiling(o)
	}
	var first, second *G.Node
	if dx[0] != nil {
		first = b.MatMul(dx[0], x[1], o.TransA, o.TransB)
	}
	if dx[1] != nil {
		second = b.MatMul(x[0], dx[1], o.TransA, o.TransB)
	}
	return b.sum(first, second)
}
