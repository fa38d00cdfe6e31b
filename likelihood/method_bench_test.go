// Methods, tolerances and step control: time, evaluations and error.

package likelihood_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/tableau"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/flowtest"
)

// BenchmarkMethod compares methods, tolerances, and one step size a row with one a pack of 64, for 512 rows of the
// trained flow in float32 by the exact trace. It measures time and evaluations a row of a log-density, its largest and
// mean error in nats, and the relative error of the gradient, against a tight solve in float64. The default method and
// step control follow from the results.
func BenchmarkMethod(b *testing.B) {
	c := peerCases[0]
	x := c.data()
	tight := &integrate.Settings{Tableau: tableau.DOP853, RTol: 1e-12, ATol: 1e-12}
	truth, err := newFlow(b, flowtest.All(b)[0].Field(b, true), &likelihood.Settings{T0: 1, T1: 0, Solver: tight}).Gradient(b.Context(), x, nil)
	flowtest.Must(b, err)
	for _, m := range []struct {
		tableau   *tableau.Tableau
		tolerance float64
		control   bool
	}{
		{tableau.Dopri5, 1e-5, true}, {tableau.Dopri5, 1e-5, false},
		{tableau.Sparse5, 1e-5, true}, {tableau.Sparse5, 1e-5, false},
		{tableau.Tsit5, 1e-5, true}, {tableau.Tsit5, 1e-5, false}, {tableau.Tsit5, 3e-4, false},
		{tableau.Bosh3, 1e-3, false}, {tableau.DOP853, 1e-5, false},
	} {
		solver := &integrate.Settings{Tableau: m.tableau, RTol: m.tolerance, ATol: m.tolerance, Shared: m.control, Lanes: 64}
		b.Run(fmt.Sprintf("%s/%g/shared=%v", m.tableau.Name, m.tolerance, m.control), func(b *testing.B) {
			flow := newFlow(b, c.field(b), &likelihood.Settings{T0: 1, T1: 0, Solver: solver})
			g, err := flow.Gradient(b.Context(), x, nil)
			flowtest.Must(b, err)
			d, err := flow.LogProbWith(b.Context(), x, nil)
			flowtest.Must(b, err)
			for b.Loop() {
				_, err = flow.LogProb(b.Context(), x)
			}
			flowtest.Must(b, err)
			worst, sum := 0.0, 0.0
			for i, v := range d.LogProb {
				worst, sum = max(worst, math.Abs(v-truth.LogProb[i])), sum+math.Abs(v-truth.LogProb[i])
			}
			report(b, "evals/row", d.Stats.Evaluations, len(x))
			b.ReportMetric(1e6*worst, "µnats-max")
			b.ReportMetric(1e6*sum/float64(len(x)), "µnats-mean")
			b.ReportMetric(1e6*relativeDistance(g.Params, truth.Params), "ppm-gradient")
		})
	}
}
