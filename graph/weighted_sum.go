// Sums over rows, rebuilt with a weight for each row.

package graph

import (
	"github.com/gorgoflow/gorgoflow/graph/internal/kernel/scalar"
	"github.com/gorgoflow/gorgoflow/graph/internal/ops"
	"github.com/pkg/errors"
	G "gorgonia.org/gorgonia"
)

// NotLinearError says that a node is not a linear function of sums over the batch, so that the terms of those sums
// cannot be weighted.
type NotLinearError struct{ Op string }

func (e *NotLinearError) Error() string {
	return "graph: " + e.Op + " is not linear in sums over the batch: its rows cannot be weighted"
}

// WeightRows rebuilds fixed nodes Σ_r g_r as Σ_r weight_r·g_r, with the weight R×1. The nodes are sums over the rows of
// the batch, such as VJP returns for parameters: matrix products over the batch, or SumRows, and linear functions of
// these. A nil node stays nil.
//
// The weighted node reads the same cotangents as the original one: in each sum only the narrower operand is multiplied
// by the weight. A second VJP, with weighted cotangents, would add a derivative of the whole graph.
//
// Other nodes give a *NotLinearError, which leaves the Builder as it is.
func (b *Builder) WeightRows(nodes []*G.Node, weight *G.Node) ([]*G.Node, error) {
	if b.failed() {
		return nil, b.Err()
	}
	if weight == nil {
		return nil, errors.Wrap(ErrNilNode, "weight")
	}
	w := &rowWeights{b: b, weight: weight, depends: make(map[*G.Node]bool),
		pure: make(map[*G.Node]bool), done: make(map[*G.Node]*G.Node)}
	out := make([]*G.Node, len(nodes))
	for i, n := range nodes {
		if n == nil {
			continue
		}
		if b.IsPerRow(n) || !w.dependsOnRows(n) {
			return nil, &NotLinearError{Op: nodeName(n)}
		}
		var err error
		if out[i], err = w.rebuild(n); err != nil {
			return nil, err
		}
	}
	return out, b.err
}

// nodeName names a node by its operation, or by its own name if it is a leaf.
func nodeName(n *G.Node) string {
	if op, _ := normalized(n); op != nil {
		return op.String()
	}
	return n.Name()
}

// rowWeights rebuilds fixed nodes with weighted sums.
type rowWeights struct {
	b       *Builder
	weight  *G.Node
	depends map[*G.Node]bool
	pure    map[*G.Node]bool // per-row nodes: whether no row sees another
	done    map[*G.Node]*G.Node
}

// dependsOnRows reports whether n or a node below it is per row.
func (w *rowWeights) dependsOnRows(n *G.Node) bool {
	if w.b.IsPerRow(n) {
		return true
	}
	if known, ok := w.depends[n]; ok {
		return known
	}
	_, children := normalized(n)
	any := false
	for _, c := range children {
		any = any || w.dependsOnRows(c)
	}
	w.depends[n] = any
	return any
}

// rowwise reports whether each row of a per-row node depends on that row alone. If not, the term of a row in a sum is
// not a product of the operands' rows.
func (w *rowWeights) rowwise(n *G.Node) bool {
	if known, ok := w.pure[n]; ok {
		return known
	}
	op, children := normalized(n)
	pure := isOwn(op) || op == nil
	for _, c := range children {
		if w.b.IsPerRow(c) {
			pure = pure && w.rowwise(c)
		} else {
			pure = pure && !w.dependsOnRows(c)
		}
	}
	w.pure[n] = pure
	return pure
}

func (w *rowWeights) rebuild(n *G.Node) (*G.Node, error) {
	if m, ok := w.done[n]; ok {
		return m, nil
	}
	op, x := normalized(n)
	m, err := w.sum(op, x)
	if m == nil && err == nil {
		m, err = w.linear(op, x)
	}
	if err == nil && w.b.err != nil {
		err = w.b.err
	}
	w.done[n] = m
	return m, err
}

// sum weights a sum over the batch; nil if the node is not one.
func (w *rowWeights) sum(op G.Op, x []*G.Node) (*G.Node, error) {
	b := w.b
	perRow := 0
	for _, c := range x {
		if b.IsPerRow(c) {
			perRow++
		}
		if b.IsPerRow(c) && !w.rowwise(c) {
			return nil, &NotLinearError{Op: op.String()}
		}
	}
	switch o := ours(op).(type) {
	case ops.SumRows:
		if perRow == 1 {
			return b.SumRows(w.scale(x[0]), o.K), nil
		}
	case ops.MatMul:
		switch {
		case perRow < 2 || !o.TransA || o.TransB:
		case b.dims(x[0]).Cols < b.dims(x[1]).Cols:
			return b.add(o, w.scale(x[0]), x[1]), nil
		default:
			return b.add(o, x[0], w.scale(x[1])), nil
		}
	}
	if perRow > 0 {
		return nil, &NotLinearError{Op: op.String()}
	}
	return nil, nil
}

// scale multiplies the rows of a per-row node, in each copy of the batch, by the weight.
func (w *rowWeights) scale(x *G.Node) *G.Node {
	copies := w.b.dims(x).Rows / w.b.rows
	return w.b.Mul(x, w.b.TileRows(w.weight, copies))
}

// linear rebuilds an operation that is linear in the operands that depend on rows.
func (w *rowWeights) linear(op G.Op, x []*G.Node) (*G.Node, error) {
	o := ours(op)
	moving := make([]bool, len(x))
	count := 0
	for i, c := range x {
		if moving[i] = w.dependsOnRows(c); moving[i] {
			count++
		}
	}
	if o == nil || !linearIn(o, moving, count) {
		return nil, &NotLinearError{Op: op.String()}
	}
	y := append([]*G.Node(nil), x...)
	for i := range y {
		if !moving[i] {
			continue
		}
		var err error
		if y[i], err = w.rebuild(x[i]); err != nil {
			return nil, err
		}
	}
	return w.b.add(o, y...), nil
}

// linearIn reports whether an operation is linear, without a constant term, in the marked operands.
func linearIn(o ops.Kind, moving []bool, count int) bool {
	switch o := o.(type) {
	case ops.Affine:
		return o.Shift == 0
	case ops.Unary:
		return o.Func == scalar.Neg
	case ops.Binary:
		switch o.Func {
		case scalar.Add, scalar.Sub:
			return count == 2
		case scalar.Div:
			return !moving[1]
		}
		return count == 1
	case ops.MatMul:
		return count == 1
	case ops.ConcatCols:
		return count == len(moving)
	case ops.BroadcastRows, ops.SumRows, ops.BroadcastCols, ops.SumCols, ops.TileRows, ops.FoldRows, ops.SliceCols, ops.PadCols, ops.Transpose:
		return true
	}
	return false
}
