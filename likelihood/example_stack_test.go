// The examples of stacks.

package likelihood_test

import (
	"context"
	"fmt"
	"log"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/likelihood"
)

// ExampleNewStack has two flows with batch-norms around them, as FFJORD has for tables of data. A step of a training is
// a gradient, a move of the parameters, which this example leaves out, and Observe, which updates the norms by the
// batch.
func ExampleNewStack() {
	var fields []dynamics.Field
	for seed := range uint64(2) {
		field, err := dynamics.NewMLP(2, &dynamics.MLPSettings{Hidden: []int{16}, ZeroOutput: true, Seed: seed})
		if err != nil {
			log.Fatal(err)
		}
		fields = append(fields, field)
	}
	stack, err := likelihood.NewStack(fields, &likelihood.StackSettings{
		Norm: &likelihood.NormSettings{Ends: true, Share: 0.5},
	})
	if err != nil {
		log.Fatal(err)
	}
	ctx, x := context.Background(), [][]float64{{4, 0}, {6, 0}, {5, 1}, {5, -1}}
	for step := range 31 {
		gradient, err := stack.Gradient(ctx, x, nil)
		if err != nil {
			log.Fatal(err)
		}
		if step%15 == 0 {
			fmt.Printf("%.3f nats\n", gradient.Loss)
		}
		stack.Observe(gradient)
	}
	// Output:
	// 14.834 nats
	// 2.183 nats
	// 2.182 nats
}

// ExampleNewStack_scales is a flow of images at two scales. From the data to the base, the first flow moves the whole
// image, and the second flow moves the image squeezed to half the height and width with four channels. The third flow
// moves the first two of these channels: the other two have left for the base.
func ExampleNewStack_scales() {
	image := dynamics.Image{Channels: 1, Height: 4, Width: 4}
	squeezed, columns, err := image.Squeeze(nil)
	if err != nil {
		log.Fatal(err)
	}
	half := dynamics.Image{Channels: 2, Height: squeezed.Height, Width: squeezed.Width}
	var fields []dynamics.Field
	for seed, shape := range []dynamics.Image{half, squeezed, image} {
		field, err := dynamics.NewConv(shape, &dynamics.ConvSettings{Hidden: []int{4}, ZeroOutput: true, Seed: uint64(seed)})
		if err != nil {
			log.Fatal(err)
		}
		fields = append(fields, field)
	}
	flow, err := likelihood.NewStack(fields, &likelihood.StackSettings{Columns: [][]int{columns[:half.Dim()], columns, nil}})
	if err != nil {
		log.Fatal(err)
	}
	logProb, err := flow.LogProb(context.Background(), [][]float64{make([]float64, image.Dim())})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%d columns, log p %.3f\n", flow.Dim(), logProb[0])
	// Output: 16 columns, log p -14.703
}
