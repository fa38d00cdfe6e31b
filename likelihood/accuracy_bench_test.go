// The cost of a log-density and of a gradient at the peer's accuracy.

package likelihood_test

import (
	"math"
	"slices"
	"testing"

	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/tableau"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/flowtest"
	"github.com/gorgoflow/gorgoflow/likelihood/trace"
	"gonum.org/v1/gonum/floats"
)

// BenchmarkEqualAccuracy times a log-density and a gradient in float32 that are as accurate as the peer's at its
// tolerance of 1e-5, with the method and tolerance that serve best. The peer's largest error over 512 rows is about
// 1.9e-2 nats, and the relative error of its gradient 3e-4. The metrics hold our errors, against a tight solve in
// float64.
func BenchmarkEqualAccuracy(b *testing.B) {
	for _, trace := range []struct {
		name string
		trace.Settings
	}{{"hutchinson", trace.Settings{Method: trace.Hutchinson}}, {"exact", trace.Settings{}}} {
		c := peerCases[0]
		x := c.data()
		tight := &likelihood.Settings{T0: 1, T1: 0, Trace: trace.Settings, Solver: &integrate.Settings{Tableau: tableau.DOP853, RTol: 1e-12, ATol: 1e-12}}
		truth, err := newFlow(b, flowtest.All(b)[0].Field(b, true), tight).Gradient(b.Context(), x, nil)
		flowtest.Must(b, err)
		loose := &likelihood.Settings{T0: 1, T1: 0, Trace: trace.Settings, Solver: &integrate.Settings{RTol: 3e-4, ATol: 3e-4}}
		b.Run(trace.name+"/logprob", func(b *testing.B) {
			flow, worst := newFlow(b, c.field(b), loose), 0.0
			var logp []float64
			for b.Loop() {
				logp, err = flow.LogProb(b.Context(), x)
				flowtest.Must(b, err)
			}
			for i, v := range logp {
				worst = max(worst, math.Abs(v-truth.LogProb[i]))
			}
			b.ReportMetric(worst, "nats-max")
		})
		b.Run(trace.name+"/gradient", func(b *testing.B) {
			flow := newFlow(b, c.field(b), &likelihood.Settings{T0: 1, T1: 0, Trace: trace.Settings})
			var g *likelihood.Gradient
			for b.Loop() {
				g, err = flow.Gradient(b.Context(), x, nil)
				flowtest.Must(b, err)
			}
			b.ReportMetric(relativeDistance(g.Params, truth.Params), "relative-error")
		})
	}
}

func relativeDistance(got, want [][]float64) float64 {
	a, b := slices.Concat(got...), slices.Concat(want...)
	return floats.Distance(a, b, 2) / floats.Norm(b, 2)
}
