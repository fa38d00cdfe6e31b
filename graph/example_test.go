// Examples of the package's documentation.

package graph_test

import (
	"fmt"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/graph/internal/reference"
	"gorgonia.org/gorgonia"
)

// A derivative of a derivative: f = Σ sin x, f' = cos x, (f')' = -sin x.
func ExampleBuilder_VJP() {
	b := graph.NewBuilder[float64](1)
	x := b.Input("x", 2)
	f := b.Sin(x)
	ones := b.Const(1, 2, []float64{1, 1})
	first := b.VJP([]*gorgonia.Node{f}, []*gorgonia.Node{ones}, []*gorgonia.Node{x})
	second := b.VJP(first, []*gorgonia.Node{ones}, []*gorgonia.Node{x})
	if b.Err() != nil {
		fmt.Println(b.Err())
		return
	}
	fmt.Println(first[0].Op(), "and", second[0].Op())
	// Output: Cos and Neg
}

// The trace of the Jacobian of z ↦ z², row by row, is twice the sum of z.
func ExampleBuilder_TraceJVP() {
	b := graph.NewBuilder[float64](2)
	z := b.Input("z", 3)
	trace := b.TraceJVP(b.Square(z), z)
	if b.Err() != nil {
		fmt.Println(b.Err())
		return
	}
	values := map[*gorgonia.Node][]float64{z: {1, 2, 3, 0, 0, 1}}
	out, err := reference.Evaluate([]*gorgonia.Node{trace}, values)
	fmt.Println(out[0], err)
	// Output: [12 2] <nil>
}
