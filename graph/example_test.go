// Examples of the package's documentation.

package graph_test

import (
	"fmt"
	"log"

	"github.com/gorgoflow/gorgoflow/graph"
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

// The trace of the Jacobian of z ↦ z², row by row, is twice the sum of z. A compiled program stores rows column by column.
func ExampleCompile() {
	b := graph.NewBuilder[float64](2)
	z := b.Input("z", 3)
	trace := b.Trace(b.Square(z), z)
	program, err := graph.Compile[float64]([]*gorgonia.Node{z}, []*gorgonia.Node{trace}, &graph.CompileSettings{Builder: b})
	if err != nil { // an error of the Builder's too
		log.Fatal(err)
	}
	for row, values := range [][]float64{{1, 2, 3}, {0, 0, 1}} {
		for column, v := range values {
			program.Input(0)[column*program.Stride()+row] = v
		}
	}
	if err := program.Run(2); err != nil {
		log.Fatal(err)
	}
	fmt.Println(program.Output(0)[:2])
	// Output: [12 2]
}
