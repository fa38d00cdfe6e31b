// The check for operations that only Gorgonia can differentiate.

package graph

import (
	"github.com/pkg/errors"
	G "gorgonia.org/gorgonia"
)

// remedy is the advice for an operation without derivatives.
const remedy = "write it in operations of package graph, of a Builder or by Apply, which have derivatives of every order"

// atKinks is why rectifiers have no second derivative that a density could use.
const atKinks = "it jumps, and all of the derivative of a slope that jumps is where it does; use a smooth activation, such as gorgonia.Softplus"

// atMaxima is the advice for maxima: those that are subtracted before exponentials are no kinks of the whole.
const atMaxima = "; a maximum that keeps exponentials finite is in gorgonia.SoftMax and gorgonia.LogSoftMax already: " +
	"each column of z - LogSoftMax(z) is the logarithm of the sum of the exponentials of z"

// CheckDerivatives returns a *NotDifferentiableError for the first operation below y that lacks a derivative that the
// gradient of a density needs. An operation that depends on a node of twice needs two derivatives; one that depends
// only on nodes of once needs one. Only operations of neither this package nor a Gorgonia operation with a counterpart
// here can lack derivatives.
func (b *Builder) CheckDerivatives(y *G.Node, twice, once []*G.Node) error {
	if b.failed() {
		return b.Err()
	}
	if y == nil {
		return errors.Wrap(ErrNilNode, "output")
	}
	all, second := newSweep(b, append(append([]*G.Node(nil), twice...), once...)), newSweep(b, twice)
	return Exclusive(b.graph, func() error {
		all.visit(y)
		second.visit(y)
		for _, n := range all.order {
			for _, op := range []G.Op{opOf(n), all.ops[n]} {
				if why := kinks(op); why != "" && second.active[n] {
					return errors.WithStack(&NotDifferentiableError{Op: op.String(), Node: n.ID(), Why: "second derivative: " + why})
				}
			}
			if op := all.ops[n]; op == nil || isOwn(op) || !all.active[n] {
				continue
			}
			if err := all.tryDerivatives(n, second.active[n]); err != nil {
				return err
			}
		}
		return nil
	})
}

// kinks says why a rectifier or a maximum has no second derivative that a density could use; it is empty for other operations.
func kinks(op G.Op) string {
	switch {
	case isLargest(op):
		return atKinks + atMaxima
	case isComparison(op):
		return atKinks
	}
	return ""
}

// tryDerivatives differentiates an operation that is not this package's once or twice.
func (s *sweep) tryDerivatives(n *G.Node, twice bool) error {
	op, x := s.ops[n], s.children[n]
	need := make([]bool, len(x))
	var wrt []*G.Node
	for i, c := range x {
		if need[i] = s.active[c]; need[i] {
			wrt = append(wrt, c)
		}
	}
	refuse := func(order string, err error) error {
		return errors.WithStack(&NotDifferentiableError{Op: op.String(), Node: n.ID(), Why: order + " derivative: " + cause(err, op) + "; " + remedy})
	}
	g, err := s.b.probe(n)
	if err != nil {
		return err
	}
	pulled, err := foreignPullback(op, x, n, g, need)
	if err != nil {
		return refuse("first", err)
	}
	if !twice {
		return nil
	}
	if err := s.trySecond(pulled, need, append(wrt, g)); err != nil {
		return refuse("second", err)
	}
	return nil
}

// trySecond differentiates the results of a pullback.
func (s *sweep) trySecond(pulled []*G.Node, need []bool, wrt []*G.Node) error {
	var outs, weights []*G.Node
	for i, p := range pulled {
		if !need[i] || p == nil {
			continue
		}
		weight, err := s.b.probe(p)
		if err != nil {
			return err
		}
		outs, weights = append(outs, p), append(weights, weight)
	}
	if len(outs) == 0 {
		return nil
	}
	second := Wrap(s.b.graph, s.b.dtype)
	second.VJP(outs, weights, wrt)
	return second.err
}

// cause says why an operation has no derivative, or why an operation in its derivative has none.
func cause(err error, of G.Op) string {
	var inner *NotDifferentiableError
	switch {
	case !errors.As(err, &inner):
		return err.Error()
	case inner.Op == of.String():
		return inner.Why
	}
	return inner.Op + ": " + inner.Why
}
