// Gradients whose log-densities are by design not those of LogProb.

package audit_test

import (
	"testing"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/audit"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/flowtest"
	"github.com/gorgoflow/gorgoflow/likelihood/trace"
)

// TestTracesOfGradients: the gradient of a right flow passes that trains by an estimate and scores exactly, or the other way
// round, and a gradient that is not the estimate's is found.
func TestTracesOfGradients(t *testing.T) {
	exact, estimate := trace.Settings{}, trace.Settings{Method: trace.Hutchinson}
	for _, s := range []likelihood.Settings{{GradientTrace: &estimate}, {Trace: estimate, GradientTrace: &exact}, {Trace: estimate}} {
		field := flowtest.NewMLP(t, 2, &dynamics.MLPSettings{Hidden: []int{16}, Float64: true})
		for _, p := range field.Params().List() { // as far from linear as trained networks are
			for i, v := range p.Values() {
				p.Set(i, 2*v)
			}
		}
		flow := newFlow(t, field, &s)
		x := samplesOf(t, flow, 64)
		report, err := audit.RunSteps(t.Context(), flow, x, nil, audit.CheckGradients)
		flowtest.Must(t, err)
		for _, name := range []string{"gradient: log p", "gradient: data"} {
			if report.Check(name).Verdict != audit.Pass {
				t.Errorf("%+v: %s:\n%v", s, name, report)
			}
		}
		by := 1 / (1 - beyond*report.Check("gradient: data").Detects)
		wrong := mutant{Flow: flow, gradient: func(g *likelihood.Gradient, _ integrate.Method) { scaled(g.X, by) }}
		found(t, "a wrong gradient", "gradient: data", wrong, x, nil, audit.CheckGradients)
	}
}

// TestNormsWithALag: the gradient of a stack whose norms take a share of the batch's moments is that of the batch's loss, and
// there is no verdict about its log-densities, which are no flow's.
func TestNormsWithALag(t *testing.T) {
	for lag, want := range map[float64]audit.Verdict{0: audit.Pass, 0.5: audit.Unknown} {
		stack := newStack(t, 2, 2, flowtest.SmallDouble, &likelihood.StackSettings{Norm: &likelihood.NormSettings{Lag: lag}})
		report, err := audit.RunSteps(t.Context(), stack, flowtest.Points(32, 2, 1), nil, audit.CheckGradients)
		flowtest.Must(t, err)
		if !report.Pass() || report.Check("gradient: differences").Verdict != audit.Pass {
			t.Errorf("lag %v:\n%v", lag, report)
		}
		for _, name := range []string{"gradient: log p", "gradient: data"} {
			if got := report.Check(name).Verdict; got != want {
				t.Errorf("lag %v: %s is %s, want %s", lag, name, got, want)
			}
		}
	}
}

// TestSlopesOfSharpDensities: where log p bends within the first steps, as of networks with LayerNorm and few units, shorter
// ones find the slopes. Those of the first step and of its half may agree by chance.
func TestSlopesOfSharpDensities(t *testing.T) {
	for _, seed := range []uint64{10, 21} {
		field := flowtest.NewMLP(t, 1, &dynamics.MLPSettings{Hidden: []int{5, 4}, LayerNorm: true, Activation: dynamics.SiLU, Float64: true, Seed: seed})
		flow := newFlow(t, field, &likelihood.Settings{Solver: &integrate.Settings{RTol: 1e-7, ATol: 1e-7}})
		report, err := audit.RunSteps(t.Context(), flow, samplesOf(t, flow, 32), nil, audit.CheckGradients)
		flowtest.Must(t, err)
		if c := report.Check("gradient: data"); c.Verdict != audit.Pass {
			t.Errorf("seed %d: %s, %v ± %v", seed, c.Verdict, c.Value, c.Error)
		}
	}
}
