// Simplification of products and of operations along rows.

package graph

import (
	"github.com/gorgoflow/gorgoflow/graph/internal/ops"
	G "gorgonia.org/gorgonia"
)

// simplifyMatMul multiplies before rows are repeated, and sums rows before it contracts over repeated rows.
func (b *Builder) simplifyMatMul(o ops.MatMul, x, y *G.Node) *G.Node {
	if u := under(x, ops.Transpose{}); u != nil {
		return b.MatMul(u, y, !o.TransA, o.TransB)
	}
	if v := under(y, ops.Transpose{}); v != nil {
		return b.MatMul(x, v, o.TransA, !o.TransB)
	}
	if b.consts[x].isIdentity {
		return b.flipped(y, o.TransB)
	}
	if b.consts[y].isIdentity {
		return b.flipped(x, o.TransA)
	}
	switch {
	case o.TransA && !o.TransB:
		return b.contractRepeated(x, y)
	case !o.TransA && !b.IsPerRow(y):
		switch outer := kindOf(x).(type) {
		case ops.BroadcastRows, ops.TileRows:
			return b.add(outer, b.add(o, childrenOf(x)[0], y))
		}
	}
	return nil
}

func (b *Builder) flipped(x *G.Node, transposed bool) *G.Node {
	if transposed {
		return b.Transpose(x)
	}
	return x
}

// contractRepeated is xᵀ·y, a sum over rows, if one operand repeats fewer rows: the rows of the other are summed first.
func (b *Builder) contractRepeated(x, y *G.Node) *G.Node {
	switch kindOf(x).(type) {
	case ops.BroadcastRows:
		few := childrenOf(x)[0]
		return b.MatMul(few, b.SumRows(y, b.dims(few).Rows), true, false)
	case ops.TileRows:
		few := childrenOf(x)[0]
		return b.MatMul(few, b.FoldRows(y, b.dims(x).Rows/b.dims(few).Rows), true, false)
	}
	switch kindOf(y).(type) {
	case ops.BroadcastRows:
		few := childrenOf(y)[0]
		return b.MatMul(b.SumRows(x, b.dims(few).Rows), few, true, false)
	case ops.TileRows:
		few := childrenOf(y)[0]
		return b.MatMul(b.FoldRows(x, b.dims(y).Rows/b.dims(few).Rows), few, true, false)
	}
	return nil
}

// simplifyRows handles the ops that repeat and sum rows.
func (b *Builder) simplifyRows(op ops.Kind, x *G.Node) *G.Node {
	switch o := op.(type) {
	case ops.BroadcastRows:
		if b.IsPerRow(x) {
			return b.broadcastPerRow(o, x)
		}
	case ops.TileRows:
		return b.simplifyTile(o, x)
	case ops.FoldRows:
		return b.simplifyFold(o, x)
	case ops.SumRows:
		if o.K == b.dims(x).Rows && b.rows > 0 && !b.IsPerRow(x) {
			return x
		}
		if u := b.narrower(op, x); u != nil {
			return u
		}
	}
	return nil
}

// broadcastPerRow refuses BroadcastRows of a per-row node, unless R is 1 and nothing is repeated.
func (b *Builder) broadcastPerRow(o ops.BroadcastRows, x *G.Node) *G.Node {
	if o.R == 1 {
		return x
	}
	return b.Fail(mismatch(o, []ops.Dims{b.dims(x)}, "a fixed operand; this one is per row already (TileRows makes copies)"))
}

func (b *Builder) simplifyTile(o ops.TileRows, x *G.Node) *G.Node {
	if o.K == 1 {
		return x
	}
	switch inner := kindOf(x).(type) {
	case ops.TileRows:
		return b.TileRows(childrenOf(x)[0], o.K*inner.K)
	case ops.BroadcastCols:
		return b.add(inner, b.TileRows(childrenOf(x)[0], o.K))
	case ops.BroadcastRows:
		row := childrenOf(x)[0]
		if b.dims(row).Rows == 1 { // K equal rows, each repeated R times
			return b.BroadcastRows(b.MatMul(b.filled(o.K, 1, 1), row, false, false), inner.R)
		}
	}
	return nil
}

func (b *Builder) simplifyFold(o ops.FoldRows, x *G.Node) *G.Node {
	if o.K == 1 {
		return x
	}
	switch inner := kindOf(x).(type) {
	case ops.TileRows:
		if inner.K == o.K {
			return b.Scale(childrenOf(x)[0], float64(o.K))
		}
	case ops.BroadcastRows:
		few := childrenOf(x)[0]
		if b.dims(few).Rows == o.K {
			return b.BroadcastRows(b.MatMul(b.filled(1, o.K, 1), few, false, false), inner.R)
		}
	}
	return b.narrower(o, x)
}

// narrower sums rows before columns are added instead of after.
func (b *Builder) narrower(op ops.Kind, x *G.Node) *G.Node {
	switch outer := kindOf(x).(type) {
	case ops.BroadcastCols, ops.PadCols:
		return b.add(outer, b.add(op, childrenOf(x)[0]))
	}
	return nil
}
