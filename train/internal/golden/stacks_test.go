// Stacks with moving batch-norms, augmented flows, and what is said of a log-density's error.

package golden_test

import (
	"runtime"
	"testing"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/audit"
	"github.com/gorgoflow/gorgoflow/likelihood/augment"
)

// newStack is a stack of three networks.
func newStack(t testing.TB, net dynamics.MLPSettings, s likelihood.StackSettings) *likelihood.Flow {
	t.Helper()
	var fields []dynamics.Field
	for i := range 3 {
		net.Seed = uint64(i)
		fields = append(fields, newMLP(t, 2, net))
	}
	stack, err := likelihood.NewStack(fields, &s)
	must(t, err)
	must(t, stack.Standardize([]float64{0.5, -0.5}, []float64{1.5, 0.7}))
	return stack
}

func TestStacks(t *testing.T) {
	everywhere := &likelihood.NormSettings{Ends: true}
	b := bits{}
	for name, c := range map[string]struct {
		net   dynamics.MLPSettings
		stack likelihood.StackSettings
	}{
		"plain":     {net: dynamics.MLPSettings{}},
		"norms":     {net: dynamics.MLPSettings{Float64: true, Cond: 1}, stack: likelihood.StackSettings{Norm: everywhere}},
		"lag":       {stack: likelihood.StackSettings{Norm: &likelihood.NormSettings{Lag: 0.5}}},
		"Hutch++":   {stack: likelihood.StackSettings{Norm: everywhere, Flow: likelihood.Settings{Trace: traces[4], Penalties: penalties}}},
		"all there": {stack: likelihood.StackSettings{Norm: everywhere, Flow: likelihood.Settings{Base: newMixture(t), TrainBase: true, TrainTime: true}}},
	} {
		c.net.Hidden = []int{6, 5}
		stack := newStack(t, c.net, c.stack)
		x := points(30, 2, 9)
		var condition [][]float64
		if c.net.Cond > 0 {
			condition = points(1, c.net.Cond, 8)
		}
		for range 2 { // so that the norms have moved
			g, err := stack.Gradient(t.Context(), x, &likelihood.GradientRequest{Condition: condition})
			must(t, err)
			stack.Observe(g)
		}
		b.addDensity(t, name, stack, x, condition)
	}
	b.check(t, "stacks")
}

func TestAugmented(t *testing.T) {
	flow := newFlow(t, newMLP(t, 4, dynamics.MLPSettings{Hidden: []int{8, 8}}), likelihood.Settings{})
	a, err := augment.New(flow, 2)
	must(t, err)
	b, x := bits{}, points(20, 2, 6)
	d, err := a.LogProbWith(t.Context(), x, &likelihood.LogProbRequest{ProbeSeed: 2})
	must(t, err)
	b.add(t, "bounds", d.LogProb)
	g, err := a.Gradient(t.Context(), x, &likelihood.GradientRequest{ProbeSeed: 2})
	must(t, err)
	b.add(t, "gradient", g.Loss, g.Params, g.X)
	s, err := a.Sample(t.Context(), 20, 3)
	must(t, err)
	b.add(t, "samples", s)
	b.check(t, "augmented")
}

var small = dynamics.MLPSettings{Hidden: []int{6}, Float64: true}

// TestCertificates compares certificates of flows, by an exact trace and by probes.
func TestCertificates(t *testing.T) {
	b, x := bits{}, points(12, 2, 6)
	for name, flow := range map[string]*likelihood.Flow{
		"exact":  newFlow(t, newMLP(t, 2, small), likelihood.Settings{}),
		"probes": newFlow(t, newMLP(t, 2, small), likelihood.Settings{Trace: traces[2], Solver: &integrate.Settings{RTol: 1e-3, ATol: 1e-3}}),
	} {
		d, err := flow.LogProbWith(t.Context(), x, &likelihood.LogProbRequest{Certify: true})
		must(t, err)
		b.add(t, name+": certificate", d.LogProb, d.Certificate.Solver, d.Certificate.Probe)
	}
	b.check(t, "certificates")
}

// TestAudit compares the numbers of an audit, for which gonum adds up in another order on other processors.
func TestAudit(t *testing.T) {
	if runtime.GOARCH != "amd64" {
		t.Skip("gonum's sums are those of amd64 in the record")
	}
	b, x := bits{}, points(12, 2, 6)
	flow := newFlow(t, newMLP(t, 2, small), likelihood.Settings{})
	a, err := audit.Run(t.Context(), flow, x, &audit.Settings{Samples: 64, Points: 500})
	must(t, err)
	for _, c := range a.Checks {
		b.add(t, c.Name, c.Value, c.Error, c.Limit)
	}
	b.check(t, "audit")
}
