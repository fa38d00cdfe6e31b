// The check that rows are independent, by the operations of a graph.

package check

import (
	"fmt"
	"reflect"
	"slices"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/pkg/errors"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Rows refuses values of a system that have an operation of package graph below them which mixes the rows of the batch.
// Each row has a time of its own, and which rows are computed together depends on the batch, so the solution would be one
// of no system. Rows returns the operations that do not say whether they mix rows: those of Gorgonia and of a user, and
// transpositions, of which it depends on what becomes of them.
func Rows(b *graph.Builder, what string, values []*G.Node) (unknown []fmt.Stringer, err error) {
	if b.Rows() == 1 {
		return nil, nil
	}
	graph.Walk(func(n *G.Node) bool {
		switch {
		case err != nil || n.Op() == nil || !slices.ContainsFunc(operands(n), b.IsPerRow):
		case !isOwn(n) || turns(n):
			unknown = append(unknown, n.Op())
		case !b.IsPerRow(n):
			err = Mixed(what, fmt.Sprintf("by %v it depends on other rows of the batch", n.Op()))
		}
		return err == nil
	}, values...)
	return unknown, err
}

// Mixed is the error for rows that are not independent.
func Mixed(what, why string) error {
	return errors.Wrapf(ode.ErrSystem, "a row of %s is not independent: %s; bodies that act on each other are columns of one row, and numbers of each row are System.Args", what, why)
}

// isOwn reports whether the operation of a node is package graph's.
func isOwn(n *G.Node) bool {
	return reflect.TypeOf(n.Op()).PkgPath() == reflect.TypeFor[graph.Builder]().PkgPath()
}

// turns reports whether a node is its operand transposed, by its shape.
func turns(n *G.Node) bool {
	x := operands(n)
	from, to := x[0].Shape(), n.Shape()
	return len(x) == 1 && len(from) == 2 && to.Eq(tensor.Shape{from[1], from[0]})
}

// operands are the nodes that a node is made of, each once.
func operands(n *G.Node) (x []*G.Node) {
	graph.Walk(func(m *G.Node) bool {
		if m != n {
			x = append(x, m)
		}
		return m == n
	}, n)
	return x
}

// NotByRow says why a value made of the rows of a batch is not one row for each row; nil if it is not made of the rows.
func NotByRow(b *graph.Builder, what string, value *G.Node) (err error) {
	graph.Walk(func(n *G.Node) bool {
		if n.Op() != nil && err == nil && !b.IsPerRow(n) && slices.ContainsFunc(operands(n), b.IsPerRow) {
			err = errors.Wrapf(ode.ErrSystem, "%s is made of the rows of the batch by %v, whose result of shape %v is not known as a matrix with one row for each of the %d rows: columns are sliced, joined and added up, and weights are transposed, instead of rows",
				what, n.Op(), n.Shape(), b.Rows())
		}
		return true
	}, value)
	return err
}
