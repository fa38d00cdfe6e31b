// An example of the package's documentation: a method is tried on a problem.

package problems_test

import (
	"context"
	"fmt"
	"log"

	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/problems"
	"github.com/gorgoflow/gorgoflow/integrate/tableau"
)

// Robertson's reaction has rates between 0.04 and 3·10⁷. The steps of an explicit method would have to be as short as the
// fastest rate demands. A Rosenbrock method takes steps for the slow rates.
func Example() {
	p := problems.Find("Robertson")
	solver, err := integrate.NewSolver[float64](p.System(), &integrate.Settings{Tableau: tableau.Rodas5P, RTol: 1e-8, ATol: 1e-10})
	if err != nil {
		log.Fatal(err)
	}
	solution, err := solver.Solve(context.Background(), problems.Pose[float64](p, 1))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%.6f\n", solution.Y[0])
	fmt.Println(p.Error(solution.Y[0]) < 1e-7, solution.Stats.Accepted < 200)
	// Output:
	// [0.715827 0.000009 0.284164]
	// true true
}
