// An example of the package's documentation.

package marginal_test

import (
	"context"
	"fmt"
	"log"
	"math"
	"math/rand/v2"

	"github.com/gorgoflow/gorgoflow/likelihood/marginal"
)

// ExampleFit has a typical table: heights in whole centimetres, their halves, incomes in thousands, and a constant.
func ExampleFit() {
	rng := rand.New(rand.NewPCG(1, 1))
	var x [][]float64
	for range 500 {
		height := math.Round(170 + 10*rng.NormFloat64())
		x = append(x, []float64{height, height / 2, 1000 * math.Round(30*math.Exp(rng.NormFloat64())), 1})
	}
	transform, err := marginal.Fit(context.Background(), x, nil)
	if err != nil {
		log.Fatal(err)
	}
	for i, c := range transform.Columns() {
		fmt.Println(i, c.Kind)
	}
	for _, note := range transform.Notes([]string{"cm", "half", "income", "planet"}) {
		fmt.Println(note)
	}
	z, back := make([]float64, transform.Scores()), make([]float64, transform.Dim())
	transform.Forward(z, x[0])
	transform.Inverse(back, z)
	fmt.Println(len(z), "scores, and back again:", math.Abs(back[2]/x[0][2]-1) < 1e-6)
	// Output:
	// 0 density
	// 1 copy
	// 2 density
	// 3 constant
	// cm: cells of 1
	// half is 0 + 0.5 · cm and left out: a row that differs has log-density -Inf
	// income: cells of 1000
	// planet is always 1 and left out: a row that differs has log-density -Inf
	// 2 scores, and back again: true
}
