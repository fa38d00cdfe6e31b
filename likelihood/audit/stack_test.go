// Audits of stacks: right stacks pass, and wrong stacks fail the checks of what is wrong.

package audit_test

import (
	"context"
	"strings"
	"testing"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/tableau"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/audit"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/flowtest"
	"github.com/gorgoflow/gorgoflow/likelihood/trace"
)

// stackAudit examines a stack on its own samples, which fit it perfectly.
func stackAudit(t *testing.T, stack *likelihood.Flow, r *likelihood.SampleRequest, s *audit.Settings) *audit.Report {
	t.Helper()
	drawn, err := stack.SampleWith(context.Background(), 300, 3, r)
	flowtest.Must(t, err)
	a, err := audit.Run(context.Background(), stack, drawn.X, s)
	flowtest.Must(t, err)
	t.Logf("\n%v", a)
	return a
}

// TestAuditOfStacksOnTheirOwnSamples: a stack passes every check on its own samples, with norms, under a condition, and
// in three dimensions. The audit leaves its parameters as they were, running moments included, which have no gradient.
func TestAuditOfStacksOnTheirOwnSamples(t *testing.T) {
	gaussian := bases(t)["diagonal"]
	for name, c := range map[string]struct {
		dim  int
		net  dynamics.MLPSettings
		flow likelihood.Settings
	}{
		"two":         {2, flowtest.SmallDouble, likelihood.Settings{TrainTime: true}},
		"three":       {3, flowtest.SmallDouble, likelihood.Settings{Base: gaussian, TrainBase: true, T0: 1, T1: 0}},
		"conditional": {2, dynamics.MLPSettings{Hidden: []int{6}, Float64: true, Cond: 2}, likelihood.Settings{}},
		"single":      {2, dynamics.MLPSettings{Hidden: []int{6}}, likelihood.Settings{}},
	} {
		stack := newStack(t, 3, c.dim, c.net, &likelihood.StackSettings{Flow: c.flow, Norm: &likelihood.NormSettings{Ends: true}})
		before := valuesOf(stack)
		r := &likelihood.SampleRequest{}
		if c.net.Cond > 0 {
			r.Condition = [][]float64{{1, -2}}
		}
		a := stackAudit(t, stack, r, &audit.Settings{Condition: r.Condition})
		if !a.Pass() || a.Flows != 3 || a.Gradients == nil || !strings.HasPrefix(a.String(), "stack of 3 flows") {
			t.Errorf("%s:\n%v", name, a)
		}
		for _, check := range a.Checks {
			if check.Verdict != audit.Pass {
				t.Errorf("%s: %s is %s", name, check.Name, check.Verdict)
			}
		}
		flowtest.CloseTo(t, name+": parameters after the audit", valuesOf(stack), before, 0)
	}
}

// TestAuditFindsWhatIsWrongWithAStack: a coarse solver and a wrong base fail their checks, and the mass of a stack with
// probes is unknown.
func TestAuditFindsWhatIsWrongWithAStack(t *testing.T) {
	strong := dynamics.MLPSettings{Hidden: []int{16, 16}, Float64: true, Seed: 2}
	for name, c := range map[string]struct {
		flow  likelihood.Settings
		fails []string
	}{
		"coarse":        {likelihood.Settings{Solver: &integrate.Settings{Tableau: tableau.Euler, Steps: 2}}, []string{"solver error", "round trip"}},
		"not a density": {likelihood.Settings{Base: halfMass{}}, []string{"∫p"}},
	} {
		stack := newStack(t, 2, 2, strong, &likelihood.StackSettings{Flow: c.flow, Norm: &likelihood.NormSettings{}})
		a := stackAudit(t, stack, nil, nil)
		for _, check := range c.fails {
			if got := a.Check(check); got == nil || got.Verdict != audit.Fail {
				t.Errorf("%s: %s is %+v, want it to fail", name, check, got)
			}
		}
	}
	stack := newStack(t, 2, 2, flowtest.SmallDouble, &likelihood.StackSettings{Flow: likelihood.Settings{Trace: trace.Settings{Method: trace.Hutchinson}}})
	if a := stackAudit(t, stack, nil, &audit.Settings{Points: 200}); a.Check("∫p").Verdict != audit.Unknown || a.Check("probe error") == nil || a.Route != "Hutchinson" {
		t.Errorf("by probes:\n%v", a)
	}
	_, err := audit.Run(context.Background(), stack, nil, nil)
	flowtest.WantError(t, "no data", err, likelihood.ErrEmpty)
	_, err = audit.Run(context.Background(), stack, flowtest.Points(5, 2, 1), &audit.Settings{Rows: -1})
	flowtest.WantError(t, "settings", err, likelihood.ErrSettings)
}
