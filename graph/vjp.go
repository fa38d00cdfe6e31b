// Reverse mode: cotangents from the outputs to the leaves.

package graph

import (
	"fmt"

	"github.com/gorgoflow/gorgoflow/graph/internal/conv"
	"github.com/gorgoflow/gorgoflow/graph/internal/ops"
	"github.com/pkg/errors"
	G "gorgonia.org/gorgonia"
)

// VJP adds the vector-Jacobian products Σᵢ cotangents[i]ᵀ·∂outs[i]/∂wrt[j] to the graph. It returns one node for each
// wrt, of its shape; nil if it is structurally zero.
//
// Each cotangent has its output's shape; a nil cotangent is zero. In a Builder's graph a cotangent may have K·R rows
// for an output of R rows: K cotangents one under another. K must be the same for all cotangents, and the results then
// hold K cotangents too. All operations between wrt and outs must then act on each row alone, else *NotRowwiseError.
//
// The nodes of wrt count as leaves, even if one depends on another. VJP leaves no mark on any node, so it may be called
// any number of times, also for its own results. Errors: ErrNilNode, ErrLengths, ErrDifferentGraphs, *ShapeError,
// *DtypeError, *NotDifferentiableError for an op without a derivative between wrt and outs, *PanicError.
func VJP(outs, cotangents, wrt []*G.Node) ([]*G.Node, error) {
	b, err := wrapAll(outs, wrt)
	if err != nil {
		return nil, err
	}
	grads := b.VJP(outs, cotangents, wrt)
	return grads, b.err
}

// wrapAll returns a Builder for nodes of a user's graph.
func wrapAll(outs, wrt []*G.Node) (*Builder, error) {
	if len(outs) == 0 {
		return nil, errors.Wrap(ErrLengths, "nothing to differentiate")
	}
	for _, n := range append(append([]*G.Node(nil), outs...), wrt...) {
		if n == nil || n.Graph() == nil {
			return nil, errors.Wrap(ErrNilNode, "output or wrt")
		}
		if n.Graph() != outs[0].Graph() {
			return nil, errors.WithStack(ErrDifferentGraphs)
		}
	}
	return Wrap(outs[0].Graph(), outs[0].Dtype()), nil
}

// VJP is the function VJP for nodes of the Builder's graph.
func (b *Builder) VJP(outs, cotangents, wrt []*G.Node) []*G.Node {
	if b.failed() {
		return nil
	}
	if err := checkPairs("cotangent", "output", cotangents, outs); err != nil {
		b.Fail(err)
		return nil
	}
	k, err := b.directions("cotangent", outs, cotangents)
	if err != nil {
		b.Fail(err)
		return nil
	}
	for i, n := range wrt {
		if n == nil {
			b.Fail(errors.Wrapf(ErrNilNode, "wrt %d", i))
			return nil
		}
	}
	s := newSweep(b, wrt)
	s.k = k
	err = s.run(outs, cotangents)
	if err != nil {
		b.Fail(err)
	}
	if b.failed() {
		return nil
	}
	grads := make([]*G.Node, len(wrt))
	for i, n := range wrt {
		grads[i] = s.grad[n]
	}
	return grads
}

// alike makes a fixed (co)tangent per row if its node n is per row and the batch is a single row.
func (b *Builder) alike(v, n *G.Node) *G.Node {
	if v == nil || b.rows != 1 || !n.IsMatrix() || !b.IsPerRow(n) || b.IsPerRow(v) {
		return v
	}
	return b.BroadcastRows(v, 1)
}

// checkPairs checks that each (co)tangent has the graph and dtype of its node.
func checkPairs(what, of string, values, nodes []*G.Node) error {
	if len(values) != len(nodes) {
		return errors.Wrapf(ErrLengths, "%d %ss for %d %ss", len(values), what, len(nodes), of)
	}
	for i, n := range nodes {
		v := values[i]
		switch {
		case n == nil:
			return errors.Wrapf(ErrNilNode, "%s %d", of, i)
		case v == nil:
		case v.Graph() != n.Graph():
			return errors.Wrapf(ErrDifferentGraphs, "%s %d", what, i)
		case v.Dtype() != n.Dtype():
			return &DtypeError{Place: fmt.Sprintf("%s %d", what, i), Got: v.Dtype(), Want: n.Dtype()}
		}
	}
	return nil
}

// run accumulates cotangents from the outputs down, in the reverse of the sweep's order.
func (s *sweep) run(outs, cotangents []*G.Node) error {
	for _, n := range outs {
		s.visit(n)
	}
	err := Exclusive(s.b.graph, func() error {
		for i, n := range outs {
			s.accumulate(n, s.b.alike(cotangents[i], n))
		}
		return nil
	})
	if err != nil {
		return err
	}
	for i := len(s.order) - 1; i >= 0 && !s.b.failed(); i-- {
		n := s.order[i]
		if g := s.grad[n]; g != nil && s.active[n] && !s.wrt[n] {
			delete(s.grad, n)
			if err := Exclusive(s.b.graph, func() error { return s.pull(n, g) }); err != nil {
				return err
			}
		}
	}
	return s.b.err
}

func (s *sweep) accumulate(n, g *G.Node) {
	if g == nil || !s.active[n] {
		return
	}
	sum := s.grad[n]
	if sum == nil || n.IsMatrix() {
		s.grad[n] = s.b.sum(sum, g)
		return
	}
	// Ops that are not this package's may have vectors and scalars between them.
	sum, err := G.Add(sum, g)
	if err != nil {
		s.b.Fail(errors.Wrapf(err, "adding cotangents of node %d", n.ID()))
	}
	s.grad[n] = sum
}

// pull adds the contribution of n, whose cotangent is g, to the cotangents of its operands.
func (s *sweep) pull(n, g *G.Node) error {
	x := s.children[n]
	need := make([]bool, len(x))
	for i, c := range x {
		need[i] = s.active[c]
	}
	var dx []*G.Node
	var err error
	switch kind := ours(s.ops[n]); {
	case s.k > 1:
		dx = s.pullTiled(s.ops[n], x, n, g, need)
	case kind != nil:
		dx = pullback(s.b, kind, x, n, g, need)
	default:
		dx, err = foreignPullback(s.ops[n], x, n, g, need)
	}
	if err != nil || s.b.err != nil {
		return err
	}
	for i, c := range x {
		if need[i] {
			s.accumulate(c, dx[i])
		}
	}
	return nil
}

// pullTiled applies an op's rule to K cotangents at once, with K copies of the nodes that the rule reads.
func (s *sweep) pullTiled(op G.Op, x []*G.Node, y, g *G.Node, need []bool) []*G.Node {
	b := s.b
	copies := make([]*G.Node, len(x))
	for i, c := range x {
		copies[i] = c
		if b.IsPerRow(c) {
			copies[i] = b.TileRows(c, s.k)
		} else if need[i] {
			b.noTiling(op)
			return nil
		}
	}
	switch o := ours(op).(type) {
	case ops.Unary, ops.Affine, ops.Power, ops.Binary, ops.BroadcastCols, ops.SumCols, ops.MaxCols, ops.SliceCols, ops.PadCols, ops.ConcatCols, ops.SolveRows, ops.FactorRows:
		return pullback(b, o, copies, b.TileRows(y, s.k), g, need)
	case ops.MatMul:
		if !o.TransA && !need[1] {
			return pullback(b, o, copies, y, g, need)
		}
	case ops.Convolve:
		if o.Of != conv.Kernel && !need[1] {
			return pullback(b, o, copies, y, g, need)
		}
	}
	b.noTiling(op)
	return nil
}
