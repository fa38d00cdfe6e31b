package integrate

import (
	"testing"

	"github.com/gorgoflow/gorgoflow/graph"
)

// graphsOf returns a function that runs the compiled programs of one solve, with the
// same numbers of lanes, without the loop around them.
func graphsOf[T graph.Float](b *testing.B, s *Solver[T], p *Problem[T]) func() {
	b.Helper()
	w := s.worker()
	var lanes []int
	w.runner.onRun = func(n int) { lanes = append(lanes, n) }
	j, err := s.newJob(b.Context(), p, nil)
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
			run(w.runner.step.program, n)
		}
		for lo := 0; lo < p.Rows; lo += s.plan.Lanes {
			for range w.runner.start.each.Evaluations {
				run(w.runner.start.field.program, min(s.plan.Lanes, p.Rows-lo))
			}
		}
	}
}
