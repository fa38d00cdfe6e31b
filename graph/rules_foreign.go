// Derivatives of operations that are not this package's.

package graph

import (
	"fmt"
	"slices"

	"github.com/pkg/errors"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// foreignPullback returns the cotangents by the op's own symbolic derivative.
func foreignPullback(op G.Op, x []*G.Node, y, g *G.Node, need []bool) ([]*G.Node, error) {
	refuse := func(why string) error {
		return errors.WithStack(&NotDifferentiableError{Op: op.String(), Node: y.ID(), Why: why})
	}
	if isComparison(op) { // of vectors or numbers; that of matrices has a counterpart
		return make([]*G.Node, len(x)), nil
	}
	sd, ok := op.(G.SDOp)
	if !ok {
		return nil, refuse("it has no symbolic derivative (gorgonia.SDOp)")
	}
	var dx G.Nodes
	err := Exclusive(y.Graph(), func() (err error) {
		able := sd.DiffWRT(len(x))
		if placesSlice(op) {
			able, need = []bool{false, true}, []bool{false, need[1]}
		}
		for i, needed := range need {
			if needed && (i >= len(able) || !able[i]) {
				return refuse(fmt.Sprintf("not with respect to operand %d", i))
			}
		}
		dx, err = symbolicDerivative(sd, x, y, g, need)
		return err
	})
	if err != nil {
		return nil, errors.WithMessagef(err, "derivative of %v", op)
	}
	if len(dx) != len(x) {
		return nil, refuse(fmt.Sprintf("its derivative has %d parts for %d operands", len(dx), len(x)))
	}
	for i, d := range dx {
		if !need[i] {
			dx[i] = nil
		} else if d != nil {
			if dx[i], err = shapedAs(d, x[i], op); err != nil {
				return nil, err
			}
		}
	}
	return dx, nil
}

// shapedAs gives a cotangent the shape of its operand, or fails. Gorgonia's for a vector of one element may be a number, and for
// a matrix of one column or row it may be a vector.
func shapedAs(d, x *G.Node, op G.Op) (*G.Node, error) {
	switch {
	case slices.Equal(d.Shape(), x.Shape()):
		return d, nil
	case d.Shape().Eq(x.Shape()), d.IsScalar() && x.Shape().TotalSize() == 1:
		n, err := G.Reshape(d, x.Shape().Clone())
		return n, errors.Wrapf(err, "derivative of %v", op)
	}
	return nil, errors.WithStack(&ShapeError{Op: "derivative of " + op.String(),
		Got: []tensor.Shape{d.Shape()}, Want: "the operand's " + formatShape(x.Shape())})
}

// foreignPushforward returns the tangent by two pullbacks: uᵀJ is linear in u, so its derivative with respect to u,
// contracted with ẋ, is J·ẋ.
func (b *Builder) foreignPushforward(op G.Op, x []*G.Node, y *G.Node, dx []*G.Node) (*G.Node, error) {
	need := make([]bool, len(x))
	for i := range x {
		need[i] = dx[i] != nil
	}
	u, err := b.probe(y)
	if err != nil {
		return nil, err
	}
	pulled, err := foreignPullback(op, x, y, u, need)
	if err != nil {
		return nil, err
	}
	var outs, cotangents []*G.Node
	for i, p := range pulled {
		if need[i] && p != nil {
			outs, cotangents = append(outs, p), append(cotangents, dx[i])
		}
	}
	if len(outs) == 0 {
		return nil, nil
	}
	tangent := b.VJP(outs, cotangents, []*G.Node{u})
	if b.err != nil {
		return nil, b.err
	}
	if s := newSweep(b, []*G.Node{u}); tangent[0] != nil && s.reaches(tangent[0]) {
		return nil, errors.WithStack(&NotDifferentiableError{Op: op.String(), Node: y.ID(),
			Why: "its derivative is not linear in the cotangent"})
	}
	b.consts[u] = constant{values: make([]float64, u.Shape().TotalSize())} // of which the tangent may still read the size
	return tangent[0], nil
}

// probe is a leaf of zeros with the shape of y, on which no result depends.
func (b *Builder) probe(y *G.Node) (*G.Node, error) {
	var u *G.Node
	err := Exclusive(b.graph, func() error {
		name := fmt.Sprintf("probe %d of node %d", len(b.graph.AllNodes()), y.ID())
		u = G.NodeFromAny(b.graph, tensor.New(tensor.Of(y.Dtype()), tensor.WithShape(y.Shape()...)), G.WithName(name))
		return nil
	})
	return u, err
}
