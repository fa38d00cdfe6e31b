// Helpers of the tests: flows, rows, requests and programs.

package likelihood_test

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/equation"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/estimate"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/flowtest"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/numeric"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/rhs"
	G "gorgonia.org/gorgonia"
)

func newFlow(t testing.TB, field dynamics.Field, s *likelihood.Settings) *likelihood.Flow {
	t.Helper()
	f, err := likelihood.New(field, s)
	flowtest.Must(t, err)
	return f
}

// sampleAndLogProb draws rows with their log-densities.
func sampleAndLogProb(ctx context.Context, f *likelihood.Flow, n int, seed uint64) (x [][]float64, logp []float64, err error) {
	s, err := f.SampleWith(ctx, n, seed, &likelihood.SampleRequest{LogProb: true})
	if s == nil {
		return nil, nil, err
	}
	return s.X, s.LogProb, err
}

func scaledBy(x []float64, s float64) []float64 {
	y := make([]float64, len(x))
	for i, v := range x {
		y[i] = s * v
	}
	return y
}

// meanAndDeviation returns the mean of x and the mean's standard deviation.
func meanAndDeviation(x []float64) (mean, ofTheMean float64) {
	return numeric.Mean(x), numeric.Deviation(x) / math.Sqrt(float64(len(x)))
}

// addUp checks that the gradients of parts of a batch add up to that of the whole batch. It subtracts them from whole.
func addUp(t *testing.T, f *likelihood.Flow, parts []*likelihood.Gradient, whole *likelihood.Gradient, loss, bound float64) {
	t.Helper()
	for _, part := range parts {
		whole.Loss -= part.Loss
		for i, values := range part.Params {
			for k, v := range values {
				whole.Params[i][k] -= v
			}
		}
	}
	flowtest.CloseTo(t, "loss", []float64{whole.Loss}, []float64{0}, loss)
	for i, rest := range whole.Params {
		flowtest.CloseTo(t, f.Params()[i].Name, rest, make([]float64, len(rest)), bound)
	}
}

// putRows fills a per-row input.
func putRows(p *graph.Program[float64], input int, x [][]float64) {
	for r, row := range x {
		for c, v := range row {
			p.Input(input)[c*p.Stride()+r] = v
		}
	}
}

// getRows reads a per-row output.
func getRows(p *graph.Program[float64], output, width int) [][]float64 {
	x := numeric.NewRows(p.Rows(), width)
	for r := range x {
		for c := range x[r] {
			x[r][c] = p.Output(output)[c*p.Stride()+r]
		}
	}
	return x
}

func paramValues(j *likelihood.Flow) []float64 {
	var all []float64
	for _, p := range j.Params() {
		all = append(all, p.Values()...)
	}
	return all
}

// standalone adds inputs for a system's right-hand side to a graph.
func standalone(a *equation.System, b *graph.Builder, control bool) (*rhs.RHS, []*G.Node) {
	probes := 0
	if a.NeedsProbes() {
		probes = estimate.ProbeCount(a.Trace)
	}
	return rhs.Standalone(a.Field, b, probes, control)
}

// forGradient returns the request for the gradient of the log-densities that r asks for.
func forGradient(r *likelihood.LogProbRequest) *likelihood.GradientRequest {
	return &likelihood.GradientRequest{Condition: r.Condition, Probes: r.Probes, ProbeSeed: r.ProbeSeed}
}

// differs names the first field in which two gradients differ in any bit.
func differs(a, b *likelihood.Gradient) string {
	if !slices.Equal(a.LogProb, b.LogProb) {
		return fmt.Sprintf("LogProb: %v, %v", a.LogProb, b.LogProb)
	}
	if a.Forward != b.Forward || a.Backward != b.Backward {
		return fmt.Sprintf("Stats: %+v %+v, %+v %+v", a.Forward, a.Backward, b.Forward, b.Backward)
	}
	if a.Penalties != b.Penalties {
		return fmt.Sprintf("Penalties: %+v, %+v", a.Penalties, b.Penalties)
	}
	if a.Loss != b.Loss || a.T0 != b.T0 || a.T1 != b.T1 {
		return fmt.Sprintf("Loss, T0, T1: %v %v %v, %v %v %v", a.Loss, a.T0, a.T1, b.Loss, b.T0, b.T1)
	}
	return cmp.Or(entryThatDiffers("Params", a.Params, b.Params), entryThatDiffers("X", a.X, b.X))
}

func entryThatDiffers(what string, a, b [][]float64) string {
	if len(a) != len(b) {
		return fmt.Sprintf("%s: %d rows, %d", what, len(a), len(b))
	}
	for i := range a {
		for k, v := range a[i] {
			if v != b[i][k] {
				return fmt.Sprintf("%s[%d][%d]: %v, %v", what, i, k, v, b[i][k])
			}
		}
	}
	return ""
}
