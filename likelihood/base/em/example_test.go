// An example of the package's documentation.

package em_test

import (
	"context"
	"fmt"
	"log"
	"math/rand/v2"

	"github.com/gorgoflow/gorgoflow/likelihood/base/em"
)

// ExampleFit finds three heaps of points by three components. The density is high at the centres of the heaps, and low
// between them.
func ExampleFit() {
	rng := rand.New(rand.NewPCG(1, 1))
	var x [][]float64
	centres := [][]float64{{0, 0}, {4, 0}, {0, 4}}
	for i := range 600 {
		centre := centres[i%3]
		x = append(x, []float64{centre[0] + 0.5*rng.NormFloat64(), centre[1] + 0.5*rng.NormFloat64()})
	}
	mixture, result, err := em.Fit(context.Background(), x, 3, &em.Settings{Seed: 1})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("converged:", result.Converged)
	for _, at := range append(centres, []float64{2, 0}) {
		fmt.Printf("%v: %.1f nats\n", at, mixture.LogProb(at))
	}
	// Output:
	// converged: true
	// [0 0]: -1.6 nats
	// [4 0]: -1.5 nats
	// [0 4]: -1.6 nats
	// [2 0]: -8.5 nats
}
