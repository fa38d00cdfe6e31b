package graph

import G "gorgonia.org/gorgonia"

// simplifyCols handles the ops that act along the columns of one operand.
func (b *Builder) simplifyCols(op operation, x *G.Node) *G.Node {
	var n *G.Node
	switch o := op.(type) {
	case transposeOp:
		return under(x, o)
	case broadcastColsOp:
		if o.C == 1 {
			return x
		}
		return nil // repeated rows of repeated columns: either order is as good
	case sumColsOp:
		n = b.simplifySumCols(x)
	case sliceColsOp:
		n = b.simplifySlice(o, x)
	case padColsOp:
		n = b.simplifyPad(o, x)
	}
	if n != nil || b.err != nil {
		return n
	}
	switch outer := opOf(x).(type) {
	case broadcastRowsOp, tileRowsOp:
		return b.add(outer.(operation), b.add(op, childrenOf(x)[0]))
	}
	return nil
}

func (b *Builder) simplifySumCols(x *G.Node) *G.Node {
	if b.dims(x).cols == 1 {
		return x
	}
	switch o := opOf(x).(type) {
	case broadcastColsOp:
		return b.Scale(childrenOf(x)[0], float64(o.C))
	case padColsOp:
		return b.SumCols(childrenOf(x)[0])
	}
	return nil
}

func (b *Builder) simplifySlice(o sliceColsOp, x *G.Node) *G.Node {
	if o.From == 0 && o.To == b.dims(x).cols {
		return x
	}
	switch inner := opOf(x).(type) {
	case sliceColsOp:
		return b.SliceCols(childrenOf(x)[0], inner.From+o.From, inner.From+o.To)
	case broadcastColsOp:
		return b.BroadcastCols(childrenOf(x)[0], o.To-o.From)
	case padColsOp:
		u := childrenOf(x)[0]
		if from, to := o.From-inner.Before, o.To-inner.Before; from >= 0 && to <= b.dims(u).cols {
			return b.SliceCols(u, from, to)
		}
	case concatColsOp:
		start := 0
		for _, c := range childrenOf(x) {
			if width := b.dims(c).cols; o.From >= start && o.To <= start+width {
				return b.SliceCols(c, o.From-start, o.To-start)
			}
			start += b.dims(c).cols
		}
	}
	return nil
}

func (b *Builder) simplifyPad(o padColsOp, x *G.Node) *G.Node {
	if o.Before == 0 && o.After == 0 {
		return x
	}
	if inner, ok := opOf(x).(padColsOp); ok {
		return b.PadCols(childrenOf(x)[0], o.Before+inner.Before, o.After+inner.After)
	}
	return nil
}

func (b *Builder) simplifyConcat(o concatColsOp, x []*G.Node) *G.Node {
	if o.N == 1 {
		return x[0]
	}
	outer, ok := opOf(x[0]).(broadcastRowsOp)
	if !ok {
		return nil
	}
	few := make([]*G.Node, len(x))
	for i, n := range x {
		if few[i] = under(n, outer); few[i] == nil || b.dims(few[i]).rows != b.dims(few[0]).rows {
			return nil
		}
	}
	return b.add(outer, b.add(o, few...))
}
