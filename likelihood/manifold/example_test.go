// A density on the sphere, fitted and looked at.

package manifold_test

import (
	"context"
	"fmt"
	"io"
	"log"
	"math"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/likelihood/manifold"
	"github.com/gorgoflow/gorgoflow/train"
	"github.com/gorgoflow/gorgoflow/train/optim"
)

// Points around the north pole: the uniform density of the sphere has -log 4π = -2.53 everywhere.
func Example() {
	var x [][]float64
	for i := range 500 {
		longitude, height := float64(i), 1-0.2*float64(i)/500
		across := math.Sqrt(1 - height*height)
		x = append(x, []float64{across * math.Cos(longitude), across * math.Sin(longitude), height})
	}
	earth := manifold.Sphere(3)
	network, err := dynamics.NewMLP(earth.Embedded(), &dynamics.MLPSettings{Hidden: []int{32, 32}, Seed: 1})
	if err != nil {
		log.Fatal(err)
	}
	flow, err := manifold.New(earth, network, nil)
	if err != nil {
		log.Fatal(err)
	}
	settings := &train.Settings{Iterations: 60, Batch: 100, Optimizer: optim.Adam{Rate: 1e-2}, KeepStandardization: true, Progress: io.Discard}
	if _, err := train.Fit(context.Background(), flow, x, settings); err != nil {
		log.Fatal(err)
	}
	logp, err := flow.LogProb(context.Background(), [][]float64{{0, 0, 1}, {0, 0, -1}})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(logp[0] > -0.5, logp[1] < -4)
	// Output: true true
}
