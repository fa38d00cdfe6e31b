// Simplification of operations along columns.

package graph

import (
	"github.com/gorgoflow/gorgoflow/graph/internal/ops"
	G "gorgonia.org/gorgonia"
)

// simplifyCols handles the ops that act along the columns of one operand.
func (b *Builder) simplifyCols(op ops.Kind, x *G.Node) *G.Node {
	var n *G.Node
	switch o := op.(type) {
	case ops.Transpose:
		return under(x, o)
	case ops.BroadcastCols:
		if o.C == 1 {
			return x
		}
		return nil // repeated rows of repeated columns: neither order is cheaper
	case ops.SumCols:
		n = b.simplifySumCols(x)
	case ops.SliceCols:
		n = b.simplifySlice(o, x)
	case ops.PadCols:
		n = b.simplifyPad(o, x)
	}
	if n != nil || b.err != nil {
		return n
	}
	switch outer := kindOf(x).(type) {
	case ops.BroadcastRows, ops.TileRows:
		return b.add(outer, b.add(op, childrenOf(x)[0]))
	}
	return nil
}

func (b *Builder) simplifySumCols(x *G.Node) *G.Node {
	if b.dims(x).Cols == 1 {
		return x
	}
	switch o := kindOf(x).(type) {
	case ops.BroadcastCols:
		return b.Scale(childrenOf(x)[0], float64(o.C))
	case ops.PadCols:
		return b.SumCols(childrenOf(x)[0])
	}
	return nil
}

func (b *Builder) simplifySlice(o ops.SliceCols, x *G.Node) *G.Node {
	if o.From == 0 && o.To == b.dims(x).Cols {
		return x
	}
	switch inner := kindOf(x).(type) {
	case ops.SliceCols:
		return b.SliceCols(childrenOf(x)[0], inner.From+o.From, inner.From+o.To)
	case ops.BroadcastCols:
		return b.BroadcastCols(childrenOf(x)[0], o.To-o.From)
	case ops.PadCols:
		u := childrenOf(x)[0]
		if from, to := o.From-inner.Before, o.To-inner.Before; from >= 0 && to <= b.dims(u).Cols {
			return b.SliceCols(u, from, to)
		}
	case ops.ConcatCols:
		start := 0
		for _, c := range childrenOf(x) {
			if width := b.dims(c).Cols; o.From >= start && o.To <= start+width {
				return b.SliceCols(c, o.From-start, o.To-start)
			}
			start += b.dims(c).Cols
		}
	}
	return nil
}

func (b *Builder) simplifyPad(o ops.PadCols, x *G.Node) *G.Node {
	if o.Before == 0 && o.After == 0 {
		return x
	}
	if inner, ok := kindOf(x).(ops.PadCols); ok {
		return b.PadCols(childrenOf(x)[0], o.Before+inner.Before, o.After+inner.After)
	}
	return nil
}

func (b *Builder) simplifyConcat(o ops.ConcatCols, x []*G.Node) *G.Node {
	if o.N == 1 {
		return x[0]
	}
	outer, ok := kindOf(x[0]).(ops.BroadcastRows)
	if !ok {
		return nil
	}
	few := make([]*G.Node, len(x))
	for i, n := range x {
		if few[i] = under(n, outer); few[i] == nil || b.dims(few[i]).Rows != b.dims(few[0]).Rows {
			return nil
		}
	}
	return b.add(outer, b.add(o, few...))
}
