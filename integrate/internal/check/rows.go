// The check that rows are independent.

package check

import (
	"slices"
	"strings"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/pkg/errors"
	G "gorgonia.org/gorgonia"
)

// Rows refuses values of a system that have an operation below them which is known to mix the rows of the batch. Each row has a time of its
// own, and which rows are computed together depends on the batch, so the solution would be one of no system. Operations
// of a user's and some of Gorgonia's, such as a maximum over the rows, do not say what they mix.
func Rows(b *graph.Builder, what string, values []*G.Node) (err error) {
	if b.Rows() == 1 {
		return nil
	}
	graph.Walk(func(n *G.Node) bool {
		if err == nil && n.Op() != nil && mixes(b, n) {
			err = errors.Wrapf(ode.ErrSystem, "by %v a row of %s depends on other rows of the batch, want rows that are independent; bodies that act on each other are columns of one row", n.Op(), what)
		}
		return err == nil
	}, values...)
	return err
}

// mixes reports whether an operation is known to make a value of several rows of the batch.
func mixes(b *graph.Builder, n *G.Node) bool {
	x, name := operands(n), n.Op().String()
	if product := strings.HasPrefix(name, "MatMul") || strings.Contains(name, " × "); product && len(x) == 2 && b.IsPerRow(x[1]) {
		return true
	}
	if b.IsPerRow(n) || !slices.ContainsFunc(x, b.IsPerRow) {
		return false
	}
	if n.Shape().Dims() == 1 { // a number for each row, unless the rows are added up or one of them is chosen
		return name == "Σ[0]" || strings.HasPrefix(name, "T[") && !strings.HasPrefix(name, "T[:")
	}
	turned := name == "Transpose" || strings.HasPrefix(name, "Aᵀ{") // what becomes of it decides
	return !turned && !strings.HasPrefix(name, "SizeOf")
}

// operands are the nodes that a node is made of.
func operands(n *G.Node) (x []*G.Node) {
	for from := n.Graph().From(n.ID()); from.Next(); {
		if c, ok := from.Node().(*G.Node); ok {
			x = append(x, c)
		}
	}
	return x
}
