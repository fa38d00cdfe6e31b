// A benchmark of one trajectory of a small system, whose steps take no longer than finding what to do next.

package integrate_test

import (
	"testing"

	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/tableau"
	"github.com/gorgoflow/gorgoflow/internal/cputime"
)

// BenchmarkAlone is one row of Lorenz's system. It reports nanoseconds of a processor for a step.
func BenchmarkAlone(b *testing.B) {
	s := mustSolver[float64](b, lorenz(), &integrate.Settings{Tableau: tableau.Tsit5, RTol: 1e-6, ATol: 1e-6})
	p := starts(1, 100, 3)
	b.ReportAllocs()
	before, steps := cputime.Seconds(), 0
	for b.Loop() {
		out, err := s.Solve(b.Context(), &p)
		if err != nil {
			b.Fatal(err)
		}
		steps += out.Stats.Accepted + out.Stats.Rejected
	}
	b.ReportMetric((cputime.Seconds()-before)*1e9/float64(steps), "cpu-ns/step")
}
