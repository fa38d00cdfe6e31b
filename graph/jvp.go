// Forward mode: tangents from the leaves to the outputs.

package graph

import (
	"fmt"
	"slices"

	"github.com/pkg/errors"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// JVP adds the Jacobian-vector products Σⱼ ∂outs[i]/∂wrt[j]·tangents[j] to the graph. It returns one node for each
// output; nil if it is structurally zero.
//
// A tangent has the shape of its wrt. It may also have K·R rows for a wrt of R rows: K tangents one under another. K
// must be the same for all tangents, and the results then hold K tangents too. A nil tangent is zero. Several tangents
// at once need operations that act on each row alone; other operations give a *NotRowwiseError. The nodes of wrt count
// as leaves. Other errors are those of VJP.
func JVP(outs, wrt, tangents []*G.Node) ([]*G.Node, error) {
	b, err := wrapAll(outs, wrt)
	if err != nil {
		return nil, err
	}
	y := b.JVP(outs, wrt, tangents)
	return y, b.err
}

// JVP is the function JVP for nodes of the Builder's graph.
func (b *Builder) JVP(outs, wrt, tangents []*G.Node) []*G.Node {
	if b.failed() {
		return nil
	}
	if err := checkPairs("tangent", "wrt", tangents, wrt); err != nil {
		b.Fail(err)
		return nil
	}
	for i, n := range outs {
		if n == nil {
			b.Fail(errors.Wrapf(ErrNilNode, "output %d", i))
			return nil
		}
	}
	k, err := b.directions("tangent", wrt, tangents)
	if err != nil {
		b.Fail(err)
		return nil
	}
	s := newSweep(b, wrt)
	err = s.forward(outs, wrt, tangents, k)
	if err != nil {
		b.Fail(err)
	}
	if b.failed() {
		return nil
	}
	results := make([]*G.Node, len(outs))
	for i, n := range outs {
		results[i] = s.grad[n]
	}
	return results
}

// directions returns the number K of (co)tangents one under another in each of the values.
func (b *Builder) directions(what string, nodes, values []*G.Node) (int, error) {
	k := 0
	for i, n := range nodes {
		v := values[i]
		if v == nil {
			continue
		}
		ratio := 1
		if !slices.Equal(v.Shape(), n.Shape()) {
			x, d := b.dims(n), b.dims(v)
			if b.err != nil {
				return 0, b.err
			}
			if ratio = d.Rows / x.Rows; d.Cols != x.Cols || d.Rows != ratio*x.Rows {
				ratio = 0
			}
		}
		if k == 0 {
			k = ratio
		}
		if ratio != k || ratio == 0 || (k > 1 && b.rows == 0 && what == "cotangent") {
			return 0, &ShapeError{Op: fmt.Sprintf("%s %d", what, i), Got: []tensor.Shape{v.Shape()},
				Want: formatShape(n.Shape()) + ", or a multiple of that many rows, the same for all"}
		}
	}
	return max(k, 1), nil
}

// forward computes tangents from wrt to the outputs.
func (s *sweep) forward(outs, wrt, tangents []*G.Node, k int) error {
	for _, n := range outs {
		s.visit(n)
	}
	for i, n := range wrt {
		if tangents[i] != nil {
			s.grad[n] = s.b.sum(s.grad[n], s.b.alike(tangents[i], n))
		}
	}
	for _, n := range s.order {
		if !s.active[n] || s.wrt[n] {
			continue
		}
		if err := Exclusive(s.b.graph, func() error { return s.push(n, k) }); err != nil {
			return err
		}
		if s.b.failed() {
			return s.b.err
		}
	}
	return nil
}

// push computes the tangent of n from the tangents of its operands.
func (s *sweep) push(n *G.Node, k int) (err error) {
	x := s.children[n]
	dx := make([]*G.Node, len(x))
	zero := true
	for i, c := range x {
		dx[i] = s.grad[c]
		zero = zero && dx[i] == nil
	}
	switch kind := ours(s.ops[n]); {
	case zero:
	case kind != nil:
		s.grad[n] = pushforward(s.b, kind, x, n, dx, k)
	case k > 1:
		s.b.noTiling(s.ops[n])
	default:
		s.grad[n], err = s.b.foreignPushforward(s.ops[n], x, n, dx)
	}
	return err
}
