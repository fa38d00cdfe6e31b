// Examples of the package's documentation.

package optim_test

import (
	"fmt"
	"log"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/train/optim"
	"gorgonia.org/tensor"
)

// A user's loop: w goes down the gradient of (w - 3)² with momentum.
func ExampleMove() {
	params := graph.NewParams(tensor.Float64)
	w, err := params.Add("w", 1, 1)
	if err != nil {
		log.Fatal(err)
	}
	run, err := optim.SGD{Rate: 0.1, Momentum: 0.5}.Start(params.List(), nil)
	if err != nil {
		log.Fatal(err)
	}
	for range 100 {
		if err := optim.Move(run, params.List(), [][]float64{{2 * (w.At(0) - 3)}}, 1); err != nil {
			log.Fatal(err)
		}
		params.Touch()
	}
	fmt.Printf("%.4f\n", w.At(0))
	// Output: 3.0000
}
