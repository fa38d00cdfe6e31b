// Simplification of element-wise operations and constants while a graph is built.

package graph

import (
	"github.com/gorgoflow/gorgoflow/graph/internal/kernel/scalar"
	"github.com/gorgoflow/gorgoflow/graph/internal/ops"
	G "gorgonia.org/gorgonia"
)

// simplify returns an equal node that is cheaper, if there is one. The operands' shapes have been checked.
//
// Two things limit what is allowed. A run may use fewer than R rows, so a sum over the batch
// stays a sum: SumRows(BroadcastRows(x)) is not R·x. And a node keeps its kind: BroadcastRows of
// one row into a batch of one is not the row itself, which is fixed.
func (b *Builder) simplify(op ops.Kind, x []*G.Node) *G.Node {
	if n := b.foldConstants(op, x); n != nil {
		return n
	}
	switch o := op.(type) {
	case ops.MatMul:
		return b.simplifyMatMul(o, x[0], x[1])
	case ops.Affine:
		return b.simplifyAffine(o, x[0])
	case ops.Unary:
		return b.simplifyUnary(o, x[0])
	case ops.Power:
		return b.hoist(op, x[0])
	case ops.Binary:
		return b.simplifyBinary(o, x[0], x[1])
	case ops.ConcatCols:
		return b.simplifyConcat(o, x)
	case ops.SliceCols, ops.PadCols, ops.BroadcastCols, ops.SumCols, ops.Transpose:
		return b.simplifyCols(op, x[0])
	default:
		return b.simplifyRows(op, x[0])
	}
}

// maxFolded bounds the elements of constants that are computed while building.
const maxFolded = 1 << 14

// foldConstants computes an op of constants, except BroadcastRows, whose result is per row.
func (b *Builder) foldConstants(op ops.Kind, x []*G.Node) *G.Node {
	if _, rows := op.(ops.BroadcastRows); rows {
		return nil
	}
	operands := make([]ops.Matrix, len(x))
	for i, n := range x {
		c, ok := b.consts[n]
		if !ok || len(c.values) > maxFolded {
			return nil
		}
		operands[i] = ops.Matrix{Dims: b.dims(n), Data: c.values}
	}
	y := op.Compute(operands)
	return b.Const(y.Rows, y.Cols, y.Data)
}

// under returns the operand of n if op makes n, else nil.
func under(n *G.Node, op ops.Kind) *G.Node {
	if kindOf(n) != op {
		return nil
	}
	return childrenOf(n)[0]
}

// uniform returns the value of a node all of whose elements are known to be equal.
func (b *Builder) uniform(n *G.Node) (float64, bool) {
	for {
		switch kindOf(n).(type) {
		case ops.BroadcastRows, ops.BroadcastCols, ops.TileRows, ops.SliceCols:
			n = childrenOf(n)[0]
			continue
		}
		if c := b.consts[n]; c.isUniform {
			return c.values[0], true
		}
		return 0, false
	}
}

func (b *Builder) simplifyAffine(o ops.Affine, x *G.Node) *G.Node {
	if o.Scale == 1 && o.Shift == 0 {
		return x
	}
	if o.Scale == -1 && o.Shift == 0 {
		return b.Neg(x)
	}
	switch inner := kindOf(x).(type) {
	case ops.Affine:
		if scale, shift, ok := scalar.Chain(o.Scale, o.Shift, inner.Scale, inner.Shift); ok {
			return b.affine(childrenOf(x)[0], scale, shift)
		}
	case ops.Unary:
		if inner.Func == scalar.Neg {
			return b.affine(childrenOf(x)[0], -o.Scale, o.Shift)
		}
	}
	return b.hoist(o, x)
}

func (b *Builder) simplifyUnary(o ops.Unary, x *G.Node) *G.Node {
	if o.Func == scalar.Neg {
		switch inner := kindOf(x).(type) {
		case ops.Unary:
			if inner.Func == scalar.Neg {
				return childrenOf(x)[0]
			}
		case ops.Affine:
			return b.affine(childrenOf(x)[0], -inner.Scale, -inner.Shift)
		case ops.Binary:
			if inner.Func == scalar.Sub {
				c := childrenOf(x)
				return b.binary(scalar.Sub, c[1], c[0])
			}
		}
	}
	return b.hoist(o, x)
}

// hoist applies an element-wise function before its operand is repeated instead of after.
func (b *Builder) hoist(op ops.Kind, x *G.Node) *G.Node {
	switch outer := kindOf(x).(type) {
	case ops.BroadcastRows, ops.BroadcastCols, ops.TileRows:
		return b.add(outer, b.add(op, childrenOf(x)[0]))
	}
	return nil
}

func (b *Builder) simplifyBinary(o ops.Binary, x, y *G.Node) *G.Node {
	if n := b.withUniform(o.Func, x, y); n != nil {
		return n
	}
	if n := b.withNegation(o.Func, x, y); n != nil {
		return n
	}
	switch outer := kindOf(x).(type) {
	case ops.BroadcastRows, ops.BroadcastCols, ops.TileRows:
		if kindOf(y) == outer && b.dims(childrenOf(x)[0]) == b.dims(childrenOf(y)[0]) {
			return b.add(outer, b.add(o, childrenOf(x)[0], childrenOf(y)[0]))
		}
	}
	// Operands get one order, so that x·y and y·x are one node.
	if (o.Func == scalar.Add || o.Func == scalar.Mul) && x.ID() > y.ID() {
		return b.Apply(operation{o}, y, x)
	}
	return nil
}

// withUniform handles an operand all of whose elements are equal.
func (b *Builder) withUniform(f scalar.BinaryFunc, x, y *G.Node) *G.Node {
	if v, ok := b.uniform(y); ok {
		switch {
		case f == scalar.Add:
			return b.Shift(x, v)
		case f == scalar.Sub:
			return b.Shift(x, -v)
		case f == scalar.Mul:
			return b.Scale(x, v)
		case v == 1:
			return x
		}
	}
	if v, ok := b.uniform(x); ok {
		switch f {
		case scalar.Add:
			return b.Shift(y, v)
		case scalar.Sub:
			return b.affine(y, -1, v)
		case scalar.Mul:
			return b.Scale(y, v)
		}
	}
	return nil
}

// withNegation moves signs outwards, where they merge.
func (b *Builder) withNegation(f scalar.BinaryFunc, x, y *G.Node) *G.Node {
	neg := ops.Unary{Func: scalar.Neg}
	u, v := under(x, neg), under(y, neg)
	switch {
	case f == scalar.Add && v != nil:
		return b.binary(scalar.Sub, x, v)
	case f == scalar.Add && u != nil:
		return b.binary(scalar.Sub, y, u)
	case f == scalar.Sub && v != nil:
		return b.binary(scalar.Add, x, v)
	case f == scalar.Mul && u != nil && v != nil:
		return b.binary(scalar.Mul, u, v)
	}
	return nil
}
