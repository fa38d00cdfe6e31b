// An example of the package's documentation.

package kernel_test

import (
	"context"
	"fmt"
	"log"

	"github.com/gorgoflow/gorgoflow/likelihood/base/kernel"
)

// ExampleNew has kernels of two widths at three points. The wide kernels keep the density from vanishing far from all
// points.
func ExampleNew() {
	points := [][]float64{{0}, {0.1}, {2}}
	density, err := kernel.New(points, 0.1, 1)
	if err != nil {
		log.Fatal(err)
	}
	narrow, err := kernel.New(points, 0.1)
	if err != nil {
		log.Fatal(err)
	}
	logp, err := density.LogProbs(context.Background(), [][]float64{{0}, {2}, {5}}, 1)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%.3f, by the narrow kernels alone %.0f at 5\n", logp, narrow.LogProb([]float64{5}))
	// Output: [0.190 -0.286 -7.210], by the narrow kernels alone -450 at 5
}
