package graph

import (
	G "gorgonia.org/gorgonia"
)

// simplifyMatMul multiplies before rows are repeated, and sums before it contracts over repeated rows.
func (b *Builder) simplifyMatMul(o MatMul, x, y *G.Node) *G.Node {
	if u := under(x, Transpose{}); u != nil {
		return b.MatMul(u, y, !o.TransA, o.TransB)
	}
	if v := under(y, Transpose{}); v != nil {
		return b.MatMul(x, v, o.TransA, !o.TransB)
	}
	if b.identities[x] {
		return b.flipped(y, o.TransB)
	}
	if b.identities[y] {
		return b.flipped(x, o.TransA)
	}
	switch {
	case o.TransA && !o.TransB:
		return b.contractRepeated(x, y)
	case !o.TransA && !b.IsPerRow(y):
		switch outer := opOf(x).(type) {
		case BroadcastRows, TileRows:
			return b.add(outer.(operation), b.add(o, childrenOf(x)[0], y))
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

// contractRepeated is xᵀ·y, a sum over rows, where one operand repeats fewer rows: those of the
// other are then summed first.
func (b *Builder) contractRepeated(x, y *G.Node) *G.Node {
	switch opOf(x).(type) {
	case BroadcastRows:
		few := childrenOf(x)[0]
		return b.MatMul(few, b.SumRows(y, b.dims(few).rows), true, false)
	case TileRows:
		few := childrenOf(x)[0]
		return b.MatMul(few, b.FoldRows(y, b.dims(x).rows/b.dims(few).rows), true, false)
	}
	switch opOf(y).(type) {
	case BroadcastRows:
		few := childrenOf(y)[0]
		return b.MatMul(b.SumRows(x, b.dims(few).rows), few, true, false)
	case TileRows:
		few := childrenOf(y)[0]
		return b.MatMul(b.FoldRows(x, b.dims(y).rows/b.dims(few).rows), few, true, false)
	}
	return nil
}

// simplifyRows handles the ops that repeat and sum rows.
func (b *Builder) simplifyRows(op operation, x *G.Node) *G.Node {
	switch o := op.(type) {
	case BroadcastRows:
		if b.IsPerRow(x) {
			return b.broadcastPerRow(o, x)
		}
	case TileRows:
		return b.simplifyTile(o, x)
	case FoldRows:
		return b.simplifyFold(o, x)
	case SumRows:
		if o.K == b.dims(x).rows && b.rows > 0 && !b.IsPerRow(x) {
			return x
		}
		if u := b.narrower(op, x); u != nil {
			return u
		}
	}
	return nil
}

// broadcastPerRow refuses to repeat rows of the batch.
func (b *Builder) broadcastPerRow(o BroadcastRows, x *G.Node) *G.Node {
	if o.R == 1 {
		return x
	}
	return b.Fail(mismatch(o, []dims{b.dims(x)}, "a fixed operand; this one is per row already (TileRows makes copies)"))
}

func (b *Builder) simplifyTile(o TileRows, x *G.Node) *G.Node {
	if o.K == 1 {
		return x
	}
	switch inner := opOf(x).(type) {
	case TileRows:
		return b.TileRows(childrenOf(x)[0], o.K*inner.K)
	case BroadcastCols:
		return b.add(inner, b.TileRows(childrenOf(x)[0], o.K))
	case BroadcastRows:
		row := childrenOf(x)[0]
		if b.dims(row).rows == 1 { // K equal rows, each repeated R times
			return b.BroadcastRows(b.MatMul(b.filled(o.K, 1, 1), row, false, false), inner.R)
		}
	}
	return nil
}

func (b *Builder) simplifyFold(o FoldRows, x *G.Node) *G.Node {
	if o.K == 1 {
		return x
	}
	switch inner := opOf(x).(type) {
	case TileRows:
		if inner.K == o.K {
			return b.Scale(childrenOf(x)[0], float64(o.K))
		}
	case BroadcastRows:
		few := childrenOf(x)[0]
		if b.dims(few).rows == o.K {
			return b.BroadcastRows(b.MatMul(b.filled(1, o.K, 1), few, false, false), inner.R)
		}
	}
	return b.narrower(o, x)
}

// narrower applies an op that sums rows before columns are added rather than after.
func (b *Builder) narrower(op operation, x *G.Node) *G.Node {
	switch outer := opOf(x).(type) {
	case BroadcastCols, PadCols:
		return b.add(outer.(operation), b.add(op, childrenOf(x)[0]))
	}
	return nil
}
