// Small pieces of graphs.

package layer

import (
	"slices"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/pkg/errors"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// sum adds x and y, either of which may be nil.
func sum(b *graph.Builder, x, y *G.Node) *G.Node {
	switch {
	case x == nil:
		return y
	case y == nil:
		return x
	}
	return b.Add(x, y)
}

// scaled is x times a factor.
func scaled(b *graph.Builder, x *G.Node, factor float64) *G.Node {
	if factor == 1 {
		return x
	}
	return b.Scale(x, factor)
}

// repeatedTime is a time as a column of rows rows.
func repeatedTime(b *graph.Builder, rows int, t float64) *G.Node {
	return b.Const(rows, 1, slices.Repeat([]float64{t}, rows))
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
