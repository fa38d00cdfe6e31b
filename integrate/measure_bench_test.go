// The compiled programs of a solve without the loop around them, for benchmarks.

package integrate

import (
	"testing"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate/internal/control"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
)

// graphsOf returns a function that runs the compiled programs of one solve, with the
// same numbers of lanes, without the loop around them.
func graphsOf[T graph.Float](b *testing.B, s *Solver[T], p *ode.Problem[T]) func() {
	b.Helper()
	w := s.worker()
	var lanes []int
	w.runner.OnRun = func(n int) { lanes = append(lanes, n) }
	j, err := s.newCall(b.Context(), p, nil, control.Segment{})
	if err != nil {
		b.Fatal(err)
	}
	if err := w.solveRows(b.Context(), j, 0, p.Rows); err != nil {
		b.Fatal(err)
	}
	run := func(program *graph.Program[T], n int) {
		if err := program.Run(n); err != nil {
			b.Fatal(err)
		}
	}
	return func() {
		for _, n := range lanes {
			run(w.runner.Step.Program, n)
		}
		for lo := 0; lo < p.Rows; lo += s.plan.Lanes {
			for range w.runner.Start.Each.Evaluations {
				run(w.runner.Start.Field.Program, min(s.plan.Lanes, p.Rows-lo))
			}
		}
	}
}
