// One step size a row against one a pack: time, evaluations and error.

package likelihood_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/flowtest"
	"github.com/gorgoflow/gorgoflow/likelihood/trace"
)

// BenchmarkControl compares one step size a row with one a pack on the trained flow: time, evaluations a row, and the
// mean and the largest error of the log-density against a tight solve. integrate.Settings.Shared draws the conclusions.
func BenchmarkControl(b *testing.B) {
	f := flowtest.All(b)[0]
	x := f.Data(512)
	truth := truthOf(b, f, x, trace.Settings{}, nil)
	for _, tolerance := range []float64{1e-3, 1e-4, 1e-5, 1e-6} {
		for _, c := range []struct {
			name    string
			control bool
			lanes   int
		}{{"row", false, 64}, {"pack64", true, 64}, {"batch512", true, 512}} {
			b.Run(fmt.Sprintf("%g/%s", tolerance, c.name), func(b *testing.B) {
				solver := &integrate.Settings{Shared: c.control, Lanes: c.lanes, RTol: tolerance, ATol: tolerance, Workers: 1}
				flow := newFlow(b, f.Field(b, true), &likelihood.Settings{T0: 1, T1: 0, Solver: solver})
				d, err := flow.LogProbWith(b.Context(), x, nil)
				flowtest.Must(b, err)
				for b.Loop() {
					d, err = flow.LogProbWith(b.Context(), x, nil)
				}
				flowtest.Must(b, err)
				mean, largest := 0.0, 0.0
				for i, v := range d.LogProb {
					e := math.Abs(v - truth[i])
					mean, largest = mean+e/float64(len(x)), max(largest, e)
				}
				report(b, "evals/row", d.Stats.Evaluations, len(x))
				b.ReportMetric(mean, "mean-error")
				b.ReportMetric(largest, "max-error")
			})
		}
	}
}
