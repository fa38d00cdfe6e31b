// The compiled programs of a solve without the loop over lanes, for benchmarks.

package integrate_test

import (
	"testing"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
)

// graphsOf returns a function that runs the programs that a solve runs, with as many lanes, but without the loop over
// lanes.
func graphsOf[T graph.Float](b *testing.B, s *integrate.Solver[T], p *ode.Problem[T]) func() {
	b.Helper()
	var lanes []int
	runner, solve, err := s.SolveRows(b.Context(), p)
	if err != nil {
		b.Fatal(err)
	}
	runner.OnRun = func(n int) { lanes = append(lanes, n) }
	if err := solve(); err != nil {
		b.Fatal(err)
	}
	run := func(program *graph.Program[T], n int) {
		if err := program.Run(n); err != nil {
			b.Fatal(err)
		}
	}
	return func() {
		for _, n := range lanes {
			run(runner.Step.Program, n)
		}
		for lo := 0; lo < p.Rows; lo += s.Scheme().Lanes {
			for range runner.Start.Each.Evaluations {
				run(runner.Start.Field.Program, min(s.Scheme().Lanes, p.Rows-lo))
			}
		}
	}
}
