// A function in plain Gorgonia operations as a field.

package dynamics

import (
	"slices"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/pkg/errors"
	G "gorgonia.org/gorgonia"
)

// Function is a right-hand side in plain Gorgonia operations.
//
// t is R×1, even if all rows have the same time. z is R×D. params are the nodes of the parameters in the order of
// Params.List. All are matrices of the parameters' dtype. The result is R×D. Row r of the result must depend on row r
// of t and z alone. R is known from z.Shape(); the function may be called for several R. Operations of package graph
// may be mixed in, with graph.Apply.
//
// Element-wise functions, products of matrices, sums over columns, softmax over columns, slices and concatenations of
// columns and broadcasts have derivatives of every order here, whichever Gorgonia functions write them. Operations that
// only Gorgonia can differentiate may lack the second derivative that a density needs, and that of rectifiers and maxima
// misleads: likelihood.New then names the operation. For a condition use NewConditionalField.
//
// Gorgonia takes gorgonia.SoftMax and gorgonia.LogSoftMax of one node for the same node, unless exactly one of them is
// given its axis. Its gorgonia.Log of a SoftMax, or of a product with one, makes the SoftMax its own logarithm for all that
// read it: for p·log p take the exponential of a LogSoftMax. It takes constants for one that print alike, and of large
// ones it prints the corners: give matrices names, by gorgonia.NewConstant(v, gorgonia.WithName("mask")).
type Function func(g *G.ExprGraph, t, z *G.Node, params []*G.Node) (*G.Node, error)

// gorgoniaField is a field made by FromFunc.
type gorgoniaField struct {
	dim    int
	params *graph.Params
	f      Function
}

// FromFunc makes a field of dimension dim from a function in plain Gorgonia operations. nil params mean a field without
// parameters in double precision.
//
// FromFunc tries the function. It returns the function's error or panic, a *graph.ShapeError for a result that is not
// R×D, a *graph.DtypeError for a result of another dtype, and an *UndeclaredError for leaves that the function was not
// given: what is to be learned must be in params, or no gradient would reach it. Build returns the same errors.
func FromFunc(dim int, params *graph.Params, f Function) (Field, error) {
	params, err := checkField(dim, params, f == nil)
	if err != nil {
		return nil, err
	}
	field := &gorgoniaField{dim: dim, params: params, f: f}
	if err := try(field); err != nil {
		return nil, err
	}
	return field, nil
}

// Dim implements Field.
func (f *gorgoniaField) Dim() int { return f.dim }

// Params implements Field.
func (f *gorgoniaField) Params() *graph.Params { return f.params }

// Build implements Field.
func (f *gorgoniaField) Build(b *graph.Builder, t, z, c *G.Node) (*G.Node, error) {
	if err := checkArguments(f, b, t, z, c); err != nil {
		return nil, err
	}
	if !b.IsPerRow(t) {
		t = b.BroadcastRows(t, z.Shape()[0])
	}
	var nodes []*G.Node
	for _, p := range f.params.List() {
		nodes = append(nodes, b.Param(p))
	}
	if err := b.Err(); err != nil {
		return nil, err
	}
	y, err := f.call(b.Graph(), t, z, nodes)
	if err != nil {
		return nil, err
	}
	return y, checkLeaves(y, append(nodes, t, z))
}

func (f *gorgoniaField) call(g *G.ExprGraph, t, z *G.Node, params []*G.Node) (y *G.Node, err error) {
	err = graph.Exclusive(g, func() (err error) {
		defer graph.Recover("dynamics: the function", &err)
		y, err = f.f(g, t, z, params)
		return errors.Wrap(err, "dynamics: the function")
	})
	if err != nil {
		return nil, err
	}
	return y, checkResult(y, z)
}

// checkLeaves returns an *UndeclaredError if y depends on leaves other than through the known nodes.
func checkLeaves(y *G.Node, known []*G.Node) error {
	var names []string
	graph.Walk(func(n *G.Node) bool {
		if slices.Contains(known, n) {
			return false
		}
		if n.Op() == nil {
			names = append(names, n.Name())
		}
		return true
	}, y)
	if len(names) > 0 {
		return &UndeclaredError{Names: names}
	}
	return nil
}
