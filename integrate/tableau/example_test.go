// Examples of the package's documentation.

package tableau_test

import (
	"fmt"

	"github.com/gorgoflow/gorgoflow/integrate/tableau"
)

// A user's tableau is Fehlberg's pair 2(1) (NASA TR R-315, 1969), torchdiffeq's fehlberg2. The order conditions find a
// slip of the pen.
func ExampleTableau_Validate() {
	fehlberg := tableau.Tableau{
		Name: "Fehlberg21", Order: 2, EmbeddedOrder: 1,
		A: [][]float64{{}, {1. / 2}, {1. / 256, 255. / 256}}, C: []float64{0, 1. / 2, 1},
		B:    []float64{1. / 512, 255. / 256, 1. / 512},
		BErr: []float64{-1. / 512, 0, 1. / 512},
	}
	fmt.Println(fehlberg.Validate())
	fehlberg.B = []float64{1. / 256, 255. / 256, 0} // the embedded one
	fmt.Println(fehlberg.Validate())
	// Output:
	// <nil>
	// tableau "Fehlberg21": the solution should have order 2, but the condition of order 2 of the tree [τ] gives 0.498046875, not 0.5: integrate: not a consistent Runge–Kutta tableau
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
	// Bosh3: order 3, 4 stages
	// Sparse4: order 4, 5 stages
	// Fehlberg45: order 5, 6 stages
	// Dopri5: order 5, 7 stages
	// Sparse5: order 5, 6 stages
	// Tsit5: order 5, 7 stages
	// DOP853: order 8, 12 stages
}
