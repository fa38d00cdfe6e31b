// Examples of densities on manifolds.

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

// Example fits a density on the sphere to points around the north pole. The uniform density has log p = -log 4π = -2.53
// everywhere.
func Example() {
	var x [][]float64
	for i := range 500 {
		longitude, height := float64(i), 1-0.2*float64(i)/500
		across := math.Sqrt(1 - height*height)
		x = append(x, []float64{across * math.Cos(longitude), across * math.Sin(longitude), height})
	}
	earth := manifold.Sphere(3)
	network, err := dynamics.NewMLP(earth.Embedded(), &dynamics.MLPSettings{Hidden: []int{16}, Seed: 1})
	if err != nil {
		log.Fatal(err)
	}
	flow, err := manifold.New(earth, network, nil)
	if err != nil {
		log.Fatal(err)
	}
	settings := &train.Settings{Iterations: 30, Batch: 100, Optimizer: optim.Adam{Rate: 3e-2}, KeepStandardization: true, Progress: io.Discard}
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

// ExampleProduct has two angles and a number, so that log p is per square radian and unit of the number. A network of
// zeros leaves the base as it is: uniform angles and a standard normal number.
func ExampleProduct() {
	m := manifold.Product(manifold.Torus(2), manifold.Plane(1))
	network, err := dynamics.NewMLP(m.Embedded(), &dynamics.MLPSettings{Hidden: []int{4}, ZeroOutput: true})
	if err != nil {
		log.Fatal(err)
	}
	flow, err := manifold.New(m, network, nil)
	if err != nil {
		log.Fatal(err)
	}
	logp, err := flow.LogProb(context.Background(), [][]float64{{1, -3, 0}})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%.4f %.4f\n", logp[0], -2*math.Log(2*math.Pi)-math.Log(2*math.Pi)/2)
	// Output: -4.5947 -4.5947
}
