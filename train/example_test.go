// Examples of the package's documentation.

package train_test

import (
	"context"
	"fmt"
	"io"
	"log"
	"math/rand/v2"
	"os"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/train"
	"github.com/gorgoflow/gorgoflow/train/optim"
)

// banana draws points near the parabola y = x².
func banana(n int) [][]float64 {
	r := rand.New(rand.NewPCG(1, 1))
	x := make([][]float64, n)
	for i := range x {
		u := r.NormFloat64()
		x[i] = []float64{u, u*u + 0.3*r.NormFloat64()}
	}
	return x
}

func Example() {
	field, err := dynamics.NewMLP(2, &dynamics.MLPSettings{Hidden: []int{16, 16}, Seed: 1})
	if err != nil {
		log.Fatal(err)
	}
	flow, err := likelihood.New(field, nil)
	if err != nil {
		log.Fatal(err)
	}
	result, err := train.Fit(context.Background(), flow, banana(1000), &train.Settings{
		Epochs: 20, Batch: 100, Optimizer: optim.Adam{Rate: 0.02}, Seed: 1, Progress: io.Discard,
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(result.Status, "after", result.Iterations, "iterations")
	on, err := flow.LogProb(context.Background(), [][]float64{{1, 1}, {0, 2}})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("denser on the parabola:", on[0] > on[1]+2)
	// Output:
	// completed after 180 iterations
	// denser on the parabola: true
}

// A run goes on from its checkpoint file, if there is one, and ends with the weights that it would have had in one piece.
func ExampleFit_resume() {
	dir, err := os.MkdirTemp("", "")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	for _, iterations := range []int{10, 25} {
		field, err := dynamics.NewMLP(2, &dynamics.MLPSettings{Hidden: []int{8}, Seed: 1})
		if err != nil {
			log.Fatal(err)
		}
		flow, err := likelihood.New(field, nil)
		if err != nil {
			log.Fatal(err)
		}
		result, err := train.Fit(context.Background(), flow, banana(300), &train.Settings{
			Iterations: iterations, Schedule: train.Constant, Progress: io.Discard,
			Checkpoint: dir + "/state", Resume: true,
		})
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(result.Iterations, "iterations,", len(result.History), "records")
	}
	// Output:
	// 10 iterations, 10 records
	// 25 iterations, 25 records
}

func ExamplePrinter() {
	field, err := dynamics.NewMLP(2, &dynamics.MLPSettings{Hidden: []int{8}, Seed: 1})
	if err != nil {
		log.Fatal(err)
	}
	flow, err := likelihood.New(field, nil)
	if err != nil {
		log.Fatal(err)
	}
	_, err = train.Fit(context.Background(), flow, banana(300), &train.Settings{
		Iterations: 3, ValidateEvery: 3, Recorder: train.NewPrinter(os.Stderr), Progress: io.Discard,
	})
	fmt.Println(err)
	// Output: <nil>
}

func ExampleCosine() {
	schedule := train.Cosine(0.1)
	for _, iteration := range []int{0, 4, 9, 54, 99} {
		fmt.Printf("%.2f ", schedule(iteration, 100))
	}
	fmt.Println()
	// Output: 0.10 0.50 1.00 0.51 0.00
}
