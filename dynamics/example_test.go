// Examples of the package's documentation.

package dynamics_test

import (
	"fmt"
	"log"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/graph"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

func ExampleNewMLP() {
	field, err := dynamics.NewMLP(2, &dynamics.MLPSettings{Hidden: []int{32}, Activation: dynamics.Softplus, Seed: 1})
	if err != nil {
		log.Fatal(err)
	}
	for _, p := range field.Params().List() {
		fmt.Println(p.Name, p.Rows, p.Cols)
	}
	// Output:
	// layers.0._layer.weight 32 2
	// layers.0._layer.bias 1 32
	// layers.0._hyper_bias.weight 32 1
	// layers.0._hyper_gate.weight 32 1
	// layers.0._hyper_gate.bias 1 32
	// layers.1._layer.weight 2 32
	// layers.1._layer.bias 1 2
	// layers.1._hyper_bias.weight 2 1
}

// A network of four hidden layers that tells the diagonal of its Jacobian: the exact trace takes likelihood.New next to
// nothing.
func ExampleNewHollow() {
	field, err := dynamics.NewHollow(20, &dynamics.HollowSettings{
		Conditioner: dynamics.MLPSettings{Hidden: []int{64, 64, 64, 64}, Residual: true, Activation: dynamics.Softplus},
		Units:       4,
	})
	if err != nil {
		log.Fatal(err)
	}
	_, tells := any(field).(dynamics.Diagonal)
	fmt.Println(field.Dim(), tells)
	// Output: 20 true
}

// A damped pendulum with a trainable damping, z = (angle, velocity).
func ExampleNewField() {
	params := graph.NewParams(tensor.Float64)
	damping, err := params.Add("damping", 1, 1)
	if err != nil {
		log.Fatal(err)
	}
	damping.Set(0, 0.1)
	params.Touch()
	pendulum, err := dynamics.NewField(2, params, func(b *graph.Builder, t, z, _ *G.Node) *G.Node {
		angle, velocity := b.SliceCols(z, 0, 1), b.SliceCols(z, 1, 2)
		force := b.Add(b.Sin(angle), b.Mul(velocity, b.Param(damping)))
		return b.ConcatCols(velocity, b.Neg(force))
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(pendulum.Dim(), pendulum.Params().Len())
	// Output: 2 1
}

// A field with a condition, a number of each row, towards which the field pulls z.
func ExampleNewConditionalField() {
	pull, err := dynamics.NewConditionalField(1, 1, graph.NewParams(tensor.Float64), func(b *graph.Builder, _, z, c *G.Node) *G.Node {
		return b.Sub(c, z)
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(pull.Dim(), dynamics.CondDim(pull))
	// Output: 1 1
}

// dz/dt = tanh(z·A) in Gorgonia's own operations.
func ExampleFromFunc() {
	params := graph.NewParams(tensor.Float64)
	if _, err := params.Add("A", 3, 3); err != nil {
		log.Fatal(err)
	}
	field, err := dynamics.FromFunc(3, params, func(_ *G.ExprGraph, _, z *G.Node, params []*G.Node) (*G.Node, error) {
		product, err := G.Mul(z, params[0])
		if err != nil {
			return nil, err
		}
		return G.Tanh(product)
	})
	fmt.Println(field.Dim(), err)
	// Output: 3 <nil>
}

// A network over images that halves an image twice and doubles it twice, with residual connections between layers of
// one size.
func ExampleNewConv() {
	field, err := dynamics.NewConv(dynamics.Image{Channels: 1, Height: 28, Width: 28}, &dynamics.ConvSettings{
		Hidden: []int{16, 32, 16}, Strides: []int{2, 2, -2, -2}, Residual: true, Seed: 1})
	if err != nil {
		log.Fatal(err)
	}
	first := field.Params().List()[0]
	fmt.Println(field.Dim(), "pixels;", first.Name, first.Rows, "by", first.Cols)
	// Output: 784 pixels; layers.0._layer.weight 16 by 32
}
