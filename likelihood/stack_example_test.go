// The example of a stack.

package likelihood_test

import (
	"context"
	"fmt"
	"log"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/likelihood"
)

// Two flows with batch-norms around them, as FFJORD's models of tables of data are built. One step of training is a
// gradient, a move of the parameters, and Observe, by which the norms follow the batches.
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
		Norm: likelihood.NormSettings{Place: likelihood.NormEverywhere, Share: 0.5},
	})
	if err != nil {
		log.Fatal(err)
	}
	ctx, x := context.Background(), [][]float64{{4, 0}, {6, 0}, {5, 1}, {5, -1}}
	for step := range 31 {
		gradient, err := stack.Gradient(ctx, x)
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
