// A flow with a column more than the data.

package likelihood_test

import (
	"context"
	"fmt"
	"log"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/likelihood"
)

// Two columns of data and one to let them pass: what is found is a lower bound of log p, which rises with the draws of the extra column.
func ExampleNewAugmented() {
	field, err := dynamics.NewMLP(3, &dynamics.MLPSettings{Hidden: []int{16}, Seed: 1})
	if err != nil {
		log.Fatal(err)
	}
	joint, err := likelihood.New(field, nil)
	if err != nil {
		log.Fatal(err)
	}
	flow, err := likelihood.NewAugmented(joint, 1)
	if err != nil {
		log.Fatal(err)
	}
	var bounds []float64
	for _, flow.Draws = range []int{1, 200} {
		logp, err := flow.LogProb(context.Background(), [][]float64{{1, -1}, {0, 2}})
		if err != nil {
			log.Fatal(err)
		}
		bounds = append(bounds, (logp[0]+logp[1])/2)
	}
	fmt.Println(flow.Dim(), "columns, closer with more draws:", bounds[1] > bounds[0])
	// Output: 2 columns, closer with more draws: true
}
