// Exact traces and an estimate by probes: time, and scatter of densities and gradients.

package likelihood_test

import (
	"context"
	"fmt"
	"math"
	"testing"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/tableau"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/flowtest"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/numeric"
	"github.com/gorgoflow/gorgoflow/likelihood/trace"
)

// traceCase is a network with two hidden layers, and a number of rows.
type traceCase struct {
	name        string
	dim, hidden int
	activation  dynamics.Activation
	rows        int
	gate        bool // a gate on the output, as FFJORD has it; rows share their steps
}

// traceCases begin with the shapes of FFJORD's tabular networks: two layers of 20 D softplus units for MINIBOONE, as in
// the command of its README, and of 10 D for one of the ten flows for HEPMASS, without and with a gate on the output.
// The others have a rising D.
var traceCases = []traceCase{
	{"miniboone", 43, 860, dynamics.Softplus, 256, false},
	{"hepmass", 21, 210, dynamics.Softplus, 256, false},
	{"miniboone-gated", 43, 860, dynamics.Softplus, 1024, true},
	{"hepmass-gated", 21, 210, dynamics.Softplus, 1024, true},
	{"narrow", 2, 64, dynamics.Tanh, 512, false},
	{"narrow", 4, 64, dynamics.Tanh, 512, false},
	{"narrow", 8, 64, dynamics.Tanh, 512, false},
	{"narrow", 16, 64, dynamics.Tanh, 512, false},
	{"narrow", 32, 128, dynamics.Tanh, 256, false},
	{"narrow", 64, 128, dynamics.Tanh, 256, false},
}

// BenchmarkTrace compares the closed form of the trace with an estimate by one of Hutchinson's probes, and with D
// tangents or cotangents, which are exact too. It measures the time of a log-density and of a gradient, and how much
// either scatters over probes for the same batch. The scatter of a gradient is its root mean square distance from its
// mean, relative to the mean's norm; that of an exact trace is 0. Weights are twice their initial size. Four fixed
// steps of Dormand and Prince give all the same number of evaluations.
func BenchmarkTrace(b *testing.B) {
	for _, c := range traceCases {
		for _, w := range []struct {
			name  string
			trace trace.Settings
		}{{"closed form", trace.Settings{Method: trace.ClosedForm}}, {"probe", trace.Settings{Method: trace.Hutchinson}},
			{"tangents", trace.Settings{Method: trace.Tangents}}, {"cotangents", trace.Settings{Method: trace.Cotangents}}} {
			b.Run(fmt.Sprintf("%s/D=%d/%s", c.name, c.dim, w.name), func(b *testing.B) { c.run(b, w.trace) })
		}
	}
}

// BenchmarkHollow compares the exact trace of a hollow network with the exact trace of an MLP of the same width, and
// with an estimate of it by one probe. Fixed steps give all the same number of evaluations.
func BenchmarkHollow(b *testing.B) {
	hidden := []int{64, 64, 64}
	for _, dim := range []int{8, 43, 63} {
		hollow, err := dynamics.NewHollow(dim, &dynamics.HollowSettings{Conditioner: dynamics.MLPSettings{Hidden: hidden}})
		flowtest.Must(b, err)
		ordinary := flowtest.NewMLP(b, dim, &dynamics.MLPSettings{Hidden: hidden})
		for _, c := range []struct {
			name  string
			field dynamics.Field
			trace trace.Settings
		}{{"hollow", hollow, trace.Settings{}}, {"mlp exact", ordinary, trace.Settings{}}, {"mlp probe", ordinary, trace.Settings{Method: trace.Hutchinson}}} {
			flow := newFlow(b, c.field, &likelihood.Settings{Trace: c.trace, Solver: &integrate.Settings{Tableau: tableau.RK4, Steps: 4}})
			x := flowtest.Points(256, dim, 7)
			for name, run := range map[string]func() error{
				"logprob":  func() error { _, err := flow.LogProb(b.Context(), x); return err },
				"gradient": func() error { _, err := flow.Gradient(b.Context(), x, nil); return err },
			} {
				b.Run(fmt.Sprintf("D=%d/%s/%s", dim, c.name, name), func(b *testing.B) {
					flowtest.Must(b, run())
					b.ReportAllocs()
					for b.Loop() {
						flowtest.Must(b, run())
					}
					b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*len(x)), "µs/row")
				})
			}
		}
	}
}

func (c *traceCase) run(b *testing.B, method trace.Settings) {
	f := flowtest.Flow{Dim: c.dim, Gain: 2, Set: dynamics.MLPSettings{Hidden: []int{c.hidden, c.hidden}, Activation: c.activation, Seed: 1, GateOutput: c.gate}}
	solver := &integrate.Settings{Steps: 4}
	if c.gate {
		solver.Shared = true
	}
	flow := newFlow(b, f.Field(b, false), &likelihood.Settings{T0: 1, T1: 0, Trace: method, Solver: solver})
	plan, err := flow.Trace()
	flowtest.Must(b, err)
	x, ctx := flowtest.Points(c.rows, c.dim, 7), context.Background()
	b.Run("logprob", func(b *testing.B) {
		d, err := flow.LogProbWith(ctx, x, &likelihood.LogProbRequest{Certify: method.Method == trace.Hutchinson})
		flowtest.Must(b, err)
		for b.Loop() {
			_, err = flow.LogProb(ctx, x)
		}
		flowtest.Must(b, err)
		if d.Certificate != nil {
			b.ReportMetric(numeric.Mean(d.Certificate.Probe), "nats-scatter")
		}
		b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*c.rows), "µs/row")
		b.ReportMetric(plan.TraceFlops/plan.FieldFlops, "trace/field-flops")
	})
	b.Run("gradient", func(b *testing.B) {
		scatter := gradientScatter(b, flow, x, method)
		for b.Loop() {
			_, err = flow.Gradient(ctx, x, nil)
		}
		flowtest.Must(b, err)
		b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*c.rows), "µs/row")
		b.ReportMetric(scatter, "scatter")
	})
}

// scatterSeeds is the number of draws of the probes from which the scatter is measured.
const scatterSeeds = 8

func gradientScatter(b *testing.B, flow *likelihood.Flow, x [][]float64, method trace.Settings) float64 {
	if method.Method != trace.Hutchinson {
		_, err := flow.Gradient(context.Background(), x, nil)
		flowtest.Must(b, err)
		return 0
	}
	var all [][]float64
	var mean []float64
	for seed := range uint64(scatterSeeds) {
		g, err := flow.Gradient(context.Background(), x, &likelihood.GradientRequest{ProbeSeed: seed})
		flowtest.Must(b, err)
		one := numeric.Flatten(g.Params)
		if mean == nil {
			mean = make([]float64, len(one))
		}
		numeric.AddTo(mean, one)
		all = append(all, one)
	}
	squares := 0.0
	for _, one := range all {
		for i, v := range one {
			d := v - mean[i]/scatterSeeds
			squares += d * d
		}
	}
	return math.Sqrt(squares/(scatterSeeds-1)) / (numeric.Norm(mean) / scatterSeeds)
}
