// The examples of certificates.

package likelihood_test

import (
	"context"
	"fmt"
	"log"
	"math"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/likelihood"
)

// ExampleFlow_LogProbWith compares a certificate, which bounds the error of a log-density by the solver, with a tight
// solve.
func ExampleFlow_LogProbWith() {
	field, err := dynamics.NewMLP(2, &dynamics.MLPSettings{Hidden: []int{32, 32}, Seed: 2, Float64: true})
	if err != nil {
		log.Fatal(err)
	}
	ctx, x := context.Background(), [][]float64{{0.3, -1.2}, {2, 2}}
	flow, err := likelihood.New(field, &likelihood.Settings{Solver: &integrate.Settings{RTol: 1e-3, ATol: 1e-3}})
	if err != nil {
		log.Fatal(err)
	}
	loose, err := flow.LogProbWith(ctx, x, &likelihood.LogProbRequest{Certify: true})
	if err != nil {
		log.Fatal(err)
	}
	tight, err := likelihood.New(field, &likelihood.Settings{Solver: &integrate.Settings{RTol: 1e-10, ATol: 1e-10}})
	if err != nil {
		log.Fatal(err)
	}
	truth, err := tight.LogProb(ctx, x)
	if err != nil {
		log.Fatal(err)
	}
	for i, exact := range truth {
		off := math.Abs(loose.LogProb[i] - exact)
		fmt.Println("within the bound:", off <= loose.Certificate.Solver[i], " bound below 0.01 nats:", loose.Certificate.Solver[i] < 0.01)
	}
	// Output:
	// within the bound: true  bound below 0.01 nats: true
	// within the bound: true  bound below 0.01 nats: true
}

// ExampleLogProbRequest asks for bounds of 0.001 nats, for which each row takes as few steps as it needs.
func ExampleLogProbRequest() {
	field, err := dynamics.NewMLP(2, &dynamics.MLPSettings{Hidden: []int{32, 32}, Seed: 2})
	if err != nil {
		log.Fatal(err)
	}
	flow, err := likelihood.New(field, nil)
	if err != nil {
		log.Fatal(err)
	}
	x := [][]float64{{0.3, -1.2}, {2, 2}}
	d, err := flow.LogProbWith(context.Background(), x, &likelihood.LogProbRequest{Within: 1e-3})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("within:", d.Certificate.Bound(0) <= 1e-3, d.Certificate.Bound(1) <= 1e-3)
	fmt.Println("evaluations a row:", d.Stats.Plus(d.Certificate.Stats).Evaluations/len(x))
	// Output:
	// within: true true
	// evaluations a row: 12
}
