// The example of a flow with an extra column.

package augment_test

import (
	"context"
	"fmt"
	"log"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/augment"
)

// ExampleNew has two columns of data and an extra column. It gives a lower bound of log p, which rises with
// the number of draws of the extra column.
func ExampleNew() {
	field, err := dynamics.NewMLP(3, &dynamics.MLPSettings{Hidden: []int{16}, Seed: 1})
	if err != nil {
		log.Fatal(err)
	}
	joint, err := likelihood.New(field, nil)
	if err != nil {
		log.Fatal(err)
	}
	flow, err := augment.New(joint, 1)
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
