// The example of a mixture of densities.

package likelihood_test

import (
	"context"
	"fmt"
	"log"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/base"
)

// ExampleNewEnsemble mixes a flow with a normal density to its right, which gets a quarter of the weight. The flow is
// not trained, so that its density is the standard normal one.
func ExampleNewEnsemble() {
	field, err := dynamics.NewMLP(1, &dynamics.MLPSettings{Hidden: []int{16}, ZeroOutput: true})
	if err != nil {
		log.Fatal(err)
	}
	flow, err := likelihood.New(field, nil)
	if err != nil {
		log.Fatal(err)
	}
	heap, err := base.NewDiagonalGaussian([]float64{5}, []float64{0.5})
	if err != nil {
		log.Fatal(err)
	}
	ensemble, err := likelihood.NewEnsemble(nil, likelihood.Member{Weight: 3, Model: flow}, likelihood.Member{Weight: 1, Base: heap})
	if err != nil {
		log.Fatal(err)
	}
	logp, err := ensemble.LogProb(context.Background(), [][]float64{{0}, {2.5}, {5}})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%.3f\n", logp)
	// Output: [-1.207 -4.332 -1.612]
}
