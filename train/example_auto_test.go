// A density for a table that nobody has looked at.

package train_test

import (
	"context"
	"fmt"
	"log"
	"math"
	"math/rand/v2"

	"github.com/gorgoflow/gorgoflow/train"
)

// Two columns that a normal density does not fit, and a column that never changes. Without flows Auto is done before
// its time could be over, so that nothing is left out.
func ExampleAuto() {
	rng := rand.New(rand.NewPCG(1, 1))
	var x [][]float64
	for range 120 {
		u := rng.NormFloat64()
		x = append(x, []float64{math.Exp(u), u*u + 0.3*rng.NormFloat64(), 7})
	}
	choice, err := train.Auto(context.Background(), x, train.Budget{Seed: 1, Flows: -1})
	if err != nil {
		log.Fatal(err)
	}
	for _, note := range choice.Notes {
		fmt.Println(note)
	}
	fmt.Println("more than one kind was tried:", len(choice.Candidates) > 5, " and nothing left out:", choice.Complete)
	logp, err := choice.Density.LogProb(context.Background(), [][]float64{{1, 0, 7}, {1, 3, 7}, {1, 0, 8}})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("denser on the curve:", logp[0] > logp[1]+1, " never seen:", logp[2])
	// Output:
	// column 2 is always 7 and left out: a row that differs has log-density -Inf
	// more than one kind was tried: true  and nothing left out: true
	// denser on the curve: true  never seen: -Inf
}
