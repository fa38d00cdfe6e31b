package graph

import G "gorgonia.org/gorgonia"

// simplifyMatMul multiplies before rows are repeated, and sums before it contracts over repeated rows.
func (b *Builder) simplifyMatMul(o matMulOp, x, y *G.Node) *G.Node {
	if u := under(x, transposeOp{}); u != nil {
		return b.MatMul(u, y, !o.TransA, o.TransB)
	}
	if v := under(y, transposeOp{}); v != nil {
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
		case broadcastRowsOp, tileRowsOp:
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
	case broadcastRowsOp:
		few := childrenOf(x)[0]
		return b.MatMul(few, b.SumRows(y, b.dims(few).rows), true, false)
	case tileRowsOp:
		few := childrenOf(x)[0]
		return b.MatMul(few, b.FoldRows(y, b.dims(x).rows/b.dims(few).rows), true, false)
	}
	switch opOf(y).(type) {
	case broadcastRowsOp:
		few := childrenOf(y)[0]
		return b.MatMul(b.SumRows(x, b.dims(few).rows), few, true, false)
	case tileRowsOp:
		few := childrenOf(y)[0]
		return b.MatMul(b.FoldRows(x, b.dims(y).rows/b.dims(few).rows), few, true, false)
	}
	return nil
}

// simplifyRows handles the ops that repeat and sum rows.
func (b *Builder) simplifyRows(op operation, x *G.Node) *G.Node {
	switch o := op.(type) {
	case broadcastRowsOp:
		if b.IsPerRow(x) {
			return b.broadcastPerRow(o, x)
		}
	case tileRowsOp:
		return b.simplifyTile(o, x)
	case foldRowsOp:
		return b.simplifyFold(o, x)
	case sumRowsOp:
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
func (b *Builder) broadcastPerRow(o broadcastRowsOp, x *G.Node) *G.Node {
	if o.R == 1 {
		return x
	}
	return b.Fail(mismatch(o, []dims{b.dims(x)}, "a fixed operand; this one is per row already (TileRows makes copies)"))
}

func (b *Builder) simplifyTile(o tileRowsOp, x *G.Node) *G.Node {
	if o.K == 1 {
		return x
	}
	switch inner := opOf(x).(type) {
	case tileRowsOp:
		return b.TileRows(childrenOf(x)[0], o.K*inner.K)
	case broadcastColsOp:
		return b.add(inner, b.TileRows(childrenOf(x)[0], o.K))
	case broadcastRowsOp:
		row := childrenOf(x)[0]
		if b.dims(row).rows == 1 { // K equal rows, each repeated R times
			return b.BroadcastRows(b.MatMul(b.filled(o.K, 1, 1), row, false, false), inner.R)
		}
	}
	return nil
}

func (b *Builder) simplifyFold(o foldRowsOp, x *G.Node) *G.Node {
	if o.K == 1 {
		return x
	}
	switch inner := opOf(x).(type) {
	case tileRowsOp:
		if inner.K == o.K {
			return b.Scale(childrenOf(x)[0], float64(o.K))
		}
	case broadcastRowsOp:
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
	case broadcastColsOp, padColsOp:
		return b.add(outer.(operation), b.add(op, childrenOf(x)[0]))
	}
	return nil
}
