// The example of a conditional density.

package train_test

import (
	"context"
	"fmt"
	"log"
	"math"
	"math/rand/v2"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/train"
	"github.com/gorgoflow/gorgoflow/train/optim"
)

// The density of x given c, learned from pairs with x = 2c + 0.3ε: no conditional density has a mean log-density above
// -log(0.3·√(2πe)) = -0.215, and each condition has samples of its own.
func ExampleFit_condition() {
	rng := rand.New(rand.NewPCG(1, 1))
	var x, c [][]float64
	for range 1000 {
		at := rng.Float64()
		c = append(c, []float64{at})
		x = append(x, []float64{2*at + 0.3*rng.NormFloat64()})
	}
	field, err := dynamics.NewMLP(1, &dynamics.MLPSettings{Hidden: []int{16}, Cond: 1, Seed: 1})
	if err != nil {
		log.Fatal(err)
	}
	flow, err := likelihood.New(field, nil)
	if err != nil {
		log.Fatal(err)
	}
	ctx := context.Background()
	if _, err = train.Fit(ctx, flow, x[:900], &train.Settings{Iterations: 100, Optimizer: optim.Adam{Rate: 3e-2}, Seed: 1, Condition: c[:900]}); err != nil {
		log.Fatal(err)
	}
	mean, err := flow.MeanLogProb(ctx, x[900:], &likelihood.MeanRequest{Condition: c[900:]})
	if err != nil {
		log.Fatal(err)
	}
	samples, err := flow.SampleWith(ctx, 2000, 1, &likelihood.SampleRequest{Condition: [][]float64{{0.75}}})
	if err != nil {
		log.Fatal(err)
	}
	sum := 0.0
	for _, row := range samples.X {
		sum += row[0]
	}
	fmt.Println("close to the limit:", mean.LogProb > -0.3, " samples near 2·0.75:", math.Abs(sum/2000-1.5) < 0.1)
	// Output: close to the limit: true  samples near 2·0.75: true
}
