// Examples of the package's documentation.

package tableau_test

import (
	"fmt"

	"github.com/gorgoflow/gorgoflow/integrate/tableau"
)

// A user's tableau is Heun's method with Euler's method embedded for the error. The order conditions find a slip of the pen.
func ExampleTableau_Validate() {
	heun := tableau.Tableau{
		Name: "Heun", Order: 2, EmbeddedOrder: 1,
		A: [][]float64{{}, {1}}, B: []float64{0.5, 0.5}, C: []float64{0, 1},
		BErr: []float64{-0.5, 0.5},
	}
	fmt.Println(heun.Validate())
	heun.B = []float64{0.4, 0.6}
	fmt.Println(heun.Validate())
	// Output:
	// <nil>
	// tableau "Heun": the solution should have order 2, but the condition of order 2 of the tree [τ] gives 0.6, not 0.5: integrate: not a consistent Runge–Kutta tableau
}

// Adaptive steps need a method that estimates its own error. These are the explicit ones.
func Example() {
	for _, t := range tableau.All {
		if t.EmbeddedOrder > 0 && t.Rosenbrock == nil {
			fmt.Printf("%s: order %d, %d stages\n", t.Name, t.Order, len(t.B))
		}
	}
	// Output:
	// HeunEuler: order 2, 2 stages
	// Fehlberg21: order 2, 3 stages
	// Bosh3: order 3, 4 stages
	// Fehlberg45: order 5, 6 stages
	// Dopri5: order 5, 7 stages
	// Sparse5: order 5, 7 stages
	// Tsit5: order 5, 7 stages
	// DOP853: order 8, 12 stages
}
