// The error of gradients, against tolerance and time.

package likelihood_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/flowtest"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/numeric"
)

// BenchmarkGradientError measures the error of the gradient with respect to the weights, |g - truth| / |truth| in parts
// per million, and the time, for each tolerance and method. The truth is a replay in float64 at a tolerance of 1e-12.
// So the error is that of the discretisation, of the backward pass, and of rounding together.
func BenchmarkGradientError(b *testing.B) {
	for _, f := range flowtest.All(b)[:3] {
		x := f.Data(256)
		truth := numeric.Flatten(gradientAt(b, f, true, 1e-12, integrate.Replay, x).Params)
		for _, double := range []bool{true, false} {
			for _, tolerance := range []float64{1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-8} {
				if !double && tolerance < 1.2e-6 {
					continue
				}
				for name, method := range map[string]integrate.Method{"replay": integrate.Replay, "backsolve": integrate.Backsolve, "direct": integrate.Method(2)} {
					b.Run(fmt.Sprintf("%s/float64=%v/%s/tolerance=%g", f.Name, double, name, tolerance), func(b *testing.B) {
						benchmarkGradient(b, gradientFlow(b, f, double, tolerance, method), x, truth)
					})
				}
			}
		}
	}
}

func gradientFlow(b testing.TB, f *flowtest.Flow, double bool, tolerance float64, method integrate.Method) *likelihood.Flow {
	s := &integrate.Settings{RTol: tolerance, ATol: tolerance}
	return newFlow(b, f.Field(b, double), &likelihood.Settings{T0: 1, T1: 0, Solver: s, Gradient: integrate.GradientSettings{Method: method}})
}

func gradientAt(b testing.TB, f *flowtest.Flow, double bool, tolerance float64, method integrate.Method, x [][]float64) *likelihood.Gradient {
	g, err := gradientFlow(b, f, double, tolerance, method).Gradient(context.Background(), x, nil)
	flowtest.Must(b, err)
	return g
}

func benchmarkGradient(b *testing.B, flow *likelihood.Flow, x [][]float64, truth []float64) {
	g, err := flow.Gradient(context.Background(), x, nil) // the first call compiles
	flowtest.Must(b, err)
	b.ReportAllocs()
	for b.Loop() {
		g, err = flow.Gradient(context.Background(), x, nil)
	}
	flowtest.Must(b, err)
	away := numeric.Flatten(g.Params)
	for i := range away {
		away[i] -= truth[i]
	}
	rows := float64(len(x))
	b.ReportMetric(1e6*numeric.Norm(away)/numeric.Norm(truth), "ppm")
	b.ReportMetric(float64(g.Forward.Evaluations)/rows, "forward/row")
	b.ReportMetric(float64(g.Backward.Evaluations)/rows, "backward/row")
}
