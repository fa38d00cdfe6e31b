package likelihood

import (
	"context"
	"strings"
	"testing"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/tableau"
)

// stackAudit examines a stack on its own samples, which fit it.
func stackAudit(t *testing.T, stack *Stack, r *Request, s *AuditSettings) *Audit {
	t.Helper()
	drawn, err := stack.SampleWith(context.Background(), 300, 3, r)
	must(t, err)
	a, err := stack.Audit(context.Background(), drawn.X, s)
	must(t, err)
	t.Logf("\n%v", a)
	return a
}

// A stack on its own samples passes every check that a flow does, with norms, whose running moments are parameters without
// a gradient, under a condition and in three dimensions too, and has its parameters back.
func TestAuditOfStacksOnTheirOwnSamples(t *testing.T) {
	gaussian := testBases(t)["diagonal"]
	for name, c := range map[string]struct {
		dim  int
		net  dynamics.MLPSettings
		flow Settings
	}{
		"two":         {2, smallDouble, Settings{TrainTime: true}},
		"three":       {3, smallDouble, Settings{Base: gaussian, TrainBase: true, T0: 1, T1: 0}},
		"conditional": {2, dynamics.MLPSettings{Hidden: []int{6}, Float64: true, Cond: 2}, Settings{}},
		"single":      {2, dynamics.MLPSettings{Hidden: []int{6}}, Settings{}},
	} {
		stack := newTestStack(t, 3, c.dim, c.net, &StackSettings{Flow: c.flow, Norm: NormSettings{Place: NormEverywhere}})
		before := paramValues(stack)
		r := &Request{}
		if c.net.Cond > 0 {
			r.Condition = [][]float64{{1, -2}}
		}
		a := stackAudit(t, stack, r, &AuditSettings{Condition: r.Condition})
		if !a.Pass() || a.Flows != 3 || a.Gradients == nil || !strings.HasPrefix(a.String(), "stack of 3 flows") {
			t.Errorf("%s:\n%v", name, a)
		}
		for _, check := range a.Checks {
			if check.Verdict != Pass {
				t.Errorf("%s: %s is %s", name, check.Name, check.Verdict)
			}
		}
		closeTo(t, name+": parameters after the audit", paramValues(stack), before, 0)
	}
}

func paramValues(j Joint) []float64 {
	var all []float64
	for _, p := range j.Params() {
		all = append(all, p.Values()...)
	}
	return all
}

// What is wrong with a stack fails its check.
func TestAuditFindsWhatIsWrongWithAStack(t *testing.T) {
	strong := dynamics.MLPSettings{Hidden: []int{16, 16}, Float64: true, Seed: 2}
	for name, c := range map[string]struct {
		flow  Settings
		fails []string
	}{
		"coarse":        {Settings{Solver: &integrate.Settings{Tableau: tableau.Euler, Steps: 2}}, []string{"solver error", "round trip"}},
		"not a density": {Settings{Base: halfMass{}}, []string{"∫p"}},
	} {
		stack := newTestStack(t, 2, 2, strong, &StackSettings{Flow: c.flow, Norm: NormSettings{Place: NormBetween}})
		a := stackAudit(t, stack, nil, nil)
		for _, check := range c.fails {
			if got := a.Check(check); got == nil || got.Verdict != Fail {
				t.Errorf("%s: %s is %+v, want it to fail", name, check, got)
			}
		}
	}
	stack := newTestStack(t, 2, 2, smallDouble, &StackSettings{Flow: Settings{Trace: TraceSettings{Method: Hutchinson}}})
	if a := stackAudit(t, stack, nil, &AuditSettings{Points: 200}); a.Check("∫p").Verdict != Unknown || a.Check("probe error") == nil || a.Route != "probes" {
		t.Errorf("by probes:\n%v", a)
	}
	_, err := stack.Audit(context.Background(), nil, nil)
	wantError(t, "no data", err, ErrEmpty)
	_, err = stack.Audit(context.Background(), points(5, 2, 1), &AuditSettings{Rows: -1})
	wantError(t, "settings", err, ErrSettings)
}
