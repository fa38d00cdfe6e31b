package integrate

import (
	"fmt"
	"slices"

	"github.com/pkg/errors"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"github.com/gorgoflow/gorgoflow/graph"
)

// writer adds operations of package graph to a user's graph. Its error sticks.
type writer struct{ err error }

func (w *writer) apply(op G.Op, x ...*G.Node) *G.Node {
	if w.err != nil {
		return nil
	}
	n, err := graph.Apply(op, x...)
	w.err = err
	return n
}

func (w *writer) binary(f graph.BinaryFunc, x, y *G.Node) *G.Node {
	return w.apply(graph.Binary{Func: f}, x, y)
}

// sum adds what is not nil.
func (w *writer) sum(x, y *G.Node) *G.Node {
	switch {
	case x == nil:
		return y
	case y == nil:
		return x
	}
	return w.binary(graph.Add, x, y)
}

func (w *writer) scale(x *G.Node, factor float64) *G.Node {
	if factor == 1 {
		return x
	}
	return w.apply(graph.Affine1{Scale: factor}, x)
}

// constant is a column of a number, in the graph of another node. Equal columns may
// become one node: they have one name.
func (w *writer) constant(like *G.Node, rows int, value float64) *G.Node {
	if w.err != nil {
		return nil
	}
	var n *G.Node
	w.err = graph.Exclusive(like.Graph(), func() error {
		name := fmt.Sprintf("time %v, %d rows", value, rows)
		n = G.NewMatrix(like.Graph(), like.Dtype(), G.WithName(name), G.WithShape(rows, 1), G.WithValue(column(like.Dtype(), rows, value)))
		return nil
	})
	return n
}

// column is a tensor of rows×1 equal numbers.
func column(dtype tensor.Dtype, rows int, value float64) *tensor.Dense {
	var backing any
	if dtype == tensor.Float32 {
		backing = slices.Repeat([]float32{float32(value)}, rows)
	} else {
		backing = slices.Repeat([]float64{value}, rows)
	}
	return tensor.New(tensor.WithShape(rows, 1), tensor.WithBacking(backing))
}

// wantMatrix checks a node of a user's graph.
func wantMatrix(what string, n *G.Node) error {
	if n == nil || n.Graph() == nil {
		return errors.Wrap(graph.ErrNilNode, what)
	}
	if n.Shape().Dims() != 2 {
		return &graph.ShapeError{Op: what, Got: []tensor.Shape{n.Shape().Clone()}, Want: "a matrix"}
	}
	if d := n.Dtype(); d != tensor.Float32 && d != tensor.Float64 {
		return &graph.DtypeError{Place: what, Got: d, Want: tensor.Float64}
	}
	return nil
}
