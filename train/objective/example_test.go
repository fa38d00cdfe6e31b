// Examples of the package's documentation.

package objective_test

import (
	"context"
	"fmt"
	"io"
	"log"
	"math"
	"math/rand/v2"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/train"
	"github.com/gorgoflow/gorgoflow/train/objective"
	"github.com/gorgoflow/gorgoflow/train/optim"
)

// small is a flow of a line.
func small() *likelihood.Flow {
	field, err := dynamics.NewMLP(1, &dynamics.MLPSettings{Hidden: []int{16}, Seed: 1})
	if err != nil {
		log.Fatal(err)
	}
	flow, err := likelihood.New(field, &likelihood.Settings{Solver: &integrate.Settings{RTol: 1e-4, ATol: 1e-4}})
	if err != nil {
		log.Fatal(err)
	}
	return flow
}

// Flow matching solves no equation while it trains. The flow that it finds has a log-density like any flow: here of two
// heaps.
func ExampleFlowMatching() {
	rng := rand.New(rand.NewPCG(1, 1))
	var x [][]float64
	for i := range 1000 {
		x = append(x, []float64{float64(i%2*4-2) + 0.4*rng.NormFloat64()})
	}
	flow, ctx := small(), context.Background()
	if _, err := train.Fit(ctx, flow, x, &train.Settings{
		Objective: objective.FlowMatching{}, Iterations: 600, Batch: 200, Optimizer: optim.Adam{Rate: 0.02}, Seed: 1, ValidateEvery: 600, Progress: io.Discard,
	}); err != nil {
		log.Fatal(err)
	}
	logp, err := flow.LogProb(ctx, [][]float64{{-2}, {0}, {2}})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("two heaps:", logp[0] > logp[1]+2 && logp[2] > logp[1]+2)
	// Output: two heaps: true
}

// A posterior that is known but for its integral: the flow samples the posterior, and the loss is an upper bound of
// minus the integral's logarithm.
func ExampleTarget() {
	target := objective.Target{LogDensity: func(x []float64) (float64, []float64) { // of e²·N(1, 0.5²), without its constant
		d := (x[0] - 1) / 0.5
		return 2 - d*d/2, []float64{-d / 0.5}
	}}
	flow := small()
	result, err := train.Fit(context.Background(), flow, nil, &train.Settings{
		Objective: target, Iterations: 150, Batch: 64, Optimizer: optim.Adam{Rate: 0.03}, Seed: 1, Progress: io.Discard,
	})
	if err != nil {
		log.Fatal(err)
	}
	known := 2 + math.Log(0.5*math.Sqrt(2*math.Pi))
	last := result.History[len(result.History)-1].Loss
	fmt.Println("integral found:", math.Abs(last+known) < 0.05)
	// Output: integral found: true
}

// One flow for the posterior of any observation c = x + 0.5ε, with x standard normal: the target is the joint log-density, and
// each point of a step gets an observation of its own. Given c = 1, x is N(0.8, 0.2).
func ExampleTarget_conditions() {
	field, err := dynamics.NewMLP(1, &dynamics.MLPSettings{Hidden: []int{16}, Cond: 1, Seed: 1})
	if err != nil {
		log.Fatal(err)
	}
	flow, err := likelihood.New(field, nil)
	if err != nil {
		log.Fatal(err)
	}
	target := objective.Target{
		Batch: func(x, c [][]float64) (logDensity []float64, gradient [][]float64) {
			for i := range x {
				d := (c[i][0] - x[i][0]) / 0.5
				logDensity = append(logDensity, -(x[i][0]*x[i][0]+d*d)/2)
				gradient = append(gradient, []float64{d/0.5 - x[i][0]})
			}
			return logDensity, gradient
		},
		Condition: func(c []float64, rng *rand.Rand) { c[0] = rng.NormFloat64() + 0.5*rng.NormFloat64() },
	}
	ctx := context.Background()
	if _, err := train.Fit(ctx, flow, nil, &train.Settings{
		Objective: target, Iterations: 200, Batch: 64, Optimizer: optim.Adam{Rate: 0.03}, Seed: 1, Progress: io.Discard,
	}); err != nil {
		log.Fatal(err)
	}
	samples, err := flow.SampleWith(ctx, 2000, 1, &likelihood.SampleRequest{Condition: [][]float64{{1}}})
	if err != nil {
		log.Fatal(err)
	}
	mean, std, err := likelihood.Moments(samples.X, nil)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("posterior found:", math.Abs(mean[0]-0.8) < 0.1 && math.Abs(std[0]-math.Sqrt(0.2)) < 0.1)
	// Output: posterior found: true
}
