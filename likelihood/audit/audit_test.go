// Audits of flows: right flows pass, and wrong flows fail the checks of what is wrong.

package audit_test

import (
	"context"
	"encoding/json"
	"math"
	"strings"
	"testing"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/tableau"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/audit"
	"github.com/gorgoflow/gorgoflow/likelihood/base"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/flowtest"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/stream"
	"github.com/gorgoflow/gorgoflow/likelihood/trace"
	"gonum.org/v1/gonum/stat/distuv"
)

func auditOf(t *testing.T, flow audit.Model, x [][]float64, s *audit.Settings) *audit.Report {
	t.Helper()
	a, err := audit.Run(context.Background(), flow, x, s)
	flowtest.Must(t, err)
	t.Logf("\n%v", a)
	return a
}

// TestAuditOfATrainedFlow: a trained flow passes every check on its training data, in FFJORD's direction and in single
// precision. The audit leaves the parameters as they were.
func TestAuditOfATrainedFlow(t *testing.T) {
	f := flowtest.All(t)[0]
	field := f.Field(t, false)
	before := weightsOf(field.Params())
	flow := newFlow(t, field, &likelihood.Settings{T0: 1, T1: 0})
	a := auditOf(t, flow, f.Data(512), nil)
	if !a.Pass() || a.Gradients == nil || a.Failed != 0 || a.Rows != 256 {
		t.Errorf("audit:\n%v", a)
	}
	for _, c := range a.Checks {
		if c.Verdict != audit.Pass {
			t.Errorf("%s: verdict %v, want %v", c.Name, c.Verdict, audit.Pass)
		}
	}
	for name, v := range weightsOf(field.Params()) {
		flowtest.CloseTo(t, "weights after the audit", v, before[name], 0)
	}
}

func weightsOf(p *graph.Params) map[string][]float64 {
	all := map[string][]float64{}
	for _, one := range p.List() {
		all[one.Name] = one.Values()
	}
	return all
}

// TestAuditByProbes: with probes the mass is unknown, since the exponential of an estimated log-density is biased. The
// scatter of probes has a check of its own.
func TestAuditByProbes(t *testing.T) {
	for _, method := range []trace.Method{trace.Hutchinson, trace.HutchPP} {
		flow := newFlow(t, flowtest.BentField(t, 3), &likelihood.Settings{Trace: trace.Settings{Method: method, Probes: 3}})
		a := auditOf(t, flow, samplesOf(t, flow, 100), &audit.Settings{Points: 500})
		if c := a.Check("∫p"); c.Verdict != audit.Unknown {
			t.Errorf("mass by probes: %+v", c)
		}
		if c := a.Check("probe error"); c == nil || !(c.Value > 0) || c.Value != a.Errors.Probe {
			t.Errorf("probes: %+v", c)
		}
	}
}

// samplesOf draws data that fit the flow perfectly.
func samplesOf(t testing.TB, flow *likelihood.Flow, n int) [][]float64 {
	t.Helper()
	x, err := flow.Sample(context.Background(), n, 3)
	flowtest.Must(t, err)
	return x
}

// TestAuditOfFlowsOnTheirOwnSamples: all checks pass on samples of the flow itself, in one to three columns, with a
// standardisation, several bases, a condition, and in either direction.
func TestAuditOfFlowsOnTheirOwnSamples(t *testing.T) {
	bases := bases(t)
	for name, s := range map[string]likelihood.Settings{"gaussian": {Base: bases["full"]}, "reversed mixture": {T0: 1, T1: 0, Base: bases["mixture"]}} {
		flow := newFlow(t, flowtest.BentField(t, 3), &s)
		flowtest.Must(t, flow.Standardize([]float64{5, 0, -5}, []float64{0.1, 3, 20}))
		if a := auditOf(t, flow, samplesOf(t, flow, 150), nil); !a.Pass() {
			t.Errorf("%s:\n%v", name, a)
		}
	}
	line := newFlow(t, flowtest.NewMLP(t, 1, &dynamics.MLPSettings{Hidden: []int{8}, Seed: 1}), nil)
	if a := auditOf(t, line, samplesOf(t, line, 300), nil); !a.Pass() || a.Mass.Method != "grid" {
		t.Errorf("one dimension:\n%v", a)
	}
	cond := newFlow(t, flowtest.NewMLP(t, 2, &dynamics.MLPSettings{Hidden: []int{8}, Seed: 1, Cond: 2}), nil)
	c := [][]float64{{1, -2}}
	s, err := cond.SampleWith(context.Background(), 200, 1, &likelihood.SampleRequest{Condition: c})
	flowtest.Must(t, err)
	if a := auditOf(t, cond, s.X, &audit.Settings{Condition: c}); !a.Pass() {
		t.Errorf("conditional:\n%v", a)
	}
}

// TestAuditFindsWhatIsWrong: an error in the solver, the data, the gradient or the base fails the check of that error.
func TestAuditFindsWhatIsWrong(t *testing.T) {
	f := flowtest.All(t)[0]
	x, field := f.Data(96), f.Field(t, true)
	for name, c := range map[string]struct {
		flow  audit.Model
		x     [][]float64
		fails []string
	}{
		"coarse":        {newFlow(t, field, &likelihood.Settings{T0: 1, T1: 0, Solver: &integrate.Settings{Tableau: tableau.Euler, Steps: 8}}), x, []string{"solver error", "round trip"}},
		"other data":    {newFlow(t, field, &likelihood.Settings{T0: 1, T1: 0}), flowtest.Points(96, 2, 1), []string{"base"}},
		"free density":  {newFlow(t, field, &likelihood.Settings{T0: 1, T1: 0, FreeDensity: true, Solver: &integrate.Settings{Tableau: tableau.Dopri5, RTol: 1e-2, ATol: 1e-2}}), x, []string{"solver error"}},
		"loose":         {newFlow(t, field, &likelihood.Settings{T0: 1, T1: 0, Solver: &integrate.Settings{RTol: 1e-2, ATol: 1e-2}}), x, []string{"gradient: backsolve"}},
		"wrong slope":   {wrongGradient{newFlow(t, flowtest.BentField(t, 2), nil)}, flowtest.Points(100, 2, 1), []string{"gradient: differences"}},
		"not a density": {newFlow(t, flowtest.BentField(t, 2), &likelihood.Settings{Base: halfMass{}}), flowtest.Points(100, 2, 1), []string{"∫p"}},
	} {
		a := auditOf(t, c.flow, c.x, &audit.Settings{Rows: 64, Samples: 128, Points: 900})
		for _, check := range c.fails {
			if got := a.Check(check); got == nil || got.Verdict != audit.Fail {
				t.Errorf("%s: %s is %+v, want it to fail", name, check, got)
			}
		}
		if a.Pass() {
			t.Errorf("%s: the audit passes", name)
		}
	}
}

// wrongGradient is a flow whose gradients are a fifth too large.
type wrongGradient struct{ *likelihood.Flow }

func (f wrongGradient) Gradient(ctx context.Context, x [][]float64, r *likelihood.GradientRequest) (*likelihood.Gradient, error) {
	g, err := f.Flow.Gradient(ctx, x, r)
	if err == nil {
		for _, values := range g.Params {
			for i := range values {
				values[i] *= 1.2
			}
		}
	}
	return g, err
}

// halfMass is a base whose density integrates to one half.
type halfMass struct{ base.Standard }

func (halfMass) LogProb(x []float64) float64 { return base.Standard{}.LogProb(x) - math.Ln2 }

// TestImportanceMass: importance sampling finds a mass of one half in three dimensions, within three standard errors.
func TestImportanceMass(t *testing.T) {
	a := auditOf(t, newFlow(t, flowtest.BentField(t, 3), &likelihood.Settings{Base: halfMass{}}), flowtest.Points(100, 3, 1), nil)
	if m := a.Mass; m.Method != "importance" || math.Abs(m.Value-0.5) > 3*m.Error || m.Error > 0.02 || a.Check("∫p").Verdict != audit.Fail {
		t.Errorf("mass %+v", m)
	}
}

// TestProposalIsADensity: the proposal's density is that of its draws. So a normal density has mass one by importance
// sampling, in one to six dimensions.
func TestProposalIsADensity(t *testing.T) {
	for _, dim := range []int{1, 3, 6} {
		q := audit.NewProposal(flowtest.Points(300, dim, 4))
		sum, squares, draws := 0.0, 0.0, stream.New(1, stream.Audit)
		x := make([]float64, dim)
		const n = 4000
		for i := range uint64(n) {
			q.Draw(x, draws, i)
			w := math.Exp(base.Standard{}.LogProb(x) - q.LogDensity(x))
			sum, squares = sum+w, squares+w*w
		}
		e := math.Sqrt(squares/n-sum*sum/n/n) / math.Sqrt(n)
		if d := math.Abs(sum/n - 1); d > 4*e || e > 0.05 {
			t.Errorf("%d dimensions: mass %g ± %g", dim, sum/n, e)
		}
	}
}

// TestKolmogorovTail compares the tail with tables (Smirnov, 1948):
// P(K > 1.22385) = 0.1, P(K > 1.35810) = 0.05, P(K > 1.62762) = 0.01.
func TestKolmogorovTail(t *testing.T) {
	for x, p := range map[float64]float64{1.22385: 0.1, 1.35810: 0.05, 1.62762: 0.01, 0.1: 1, 5: 0} {
		if got := audit.KolmogorovTail(x); math.Abs(got-p) > 1e-5 {
			t.Errorf("P(K > %g) = %g, want %g", x, got, p)
		}
	}
	x := make([]float64, 2000)
	for i := range x {
		x[i] = distuv.UnitNormal.Quantile((float64(i) + 0.5) / 2000)
	}
	shifted := append([]float64(nil), x...)
	for i := range shifted {
		shifted[i] += 0.5
	}
	if c := audit.CompareColumns(append([]float64(nil), x...), x); c.Distance != 0 || c.P != 1 {
		t.Errorf("a sample and itself: %+v", c)
	}
	// The largest distance between Φ(x) and Φ(x-½) is at ¼: 2Φ(¼)-1.
	want := 2*distuv.UnitNormal.CDF(0.25) - 1
	if c := audit.CompareColumns(shifted, x); math.Abs(c.Distance-want) > 2e-3 || c.P > 1e-6 || math.Abs(c.Mean-c.WantedMean-0.5) > 1e-9 {
		t.Errorf("shifted by a half: %+v, want distance %g", c, want)
	}
}

// TestAuditIsReadable: JSON holds the whole report, also of checks that have no limit, and the table has a line for each
// check.
func TestAuditIsReadable(t *testing.T) {
	flow := newFlow(t, flowtest.BentField(t, 2), &likelihood.Settings{Base: flowtest.OnlyLogProb{}})
	a := auditOf(t, flow, flowtest.Points(20, 2, 1), &audit.Settings{Points: 400, Limits: audit.Limits{Base: math.Inf(1), Gradient: math.Inf(1)}})
	raw, err := json.Marshal(a)
	flowtest.Must(t, err)
	var back audit.Report
	flowtest.Must(t, json.Unmarshal(raw, &back))
	if strings.Contains(a.String(), "e+308") {
		t.Errorf("numbers stand in the table that are none:\n%v", a)
	}
	if len(back.Checks) != len(a.Checks) || back.Mass != a.Mass || back.String() != a.String() {
		t.Errorf("JSON: %s", raw)
	}
	for _, c := range a.Checks {
		if !strings.Contains(a.String(), "\n"+c.Name) {
			t.Errorf("%s is not in the table:\n%v", c.Name, a)
		}
	}
	for _, name := range []string{"base", "gradient"} { // the base has neither draws nor a score
		if c := a.Check(name); c == nil || c.Verdict != audit.Unknown {
			t.Errorf("%s: %+v, want it unknown", name, c)
		}
	}
}

func TestAuditRefusesBadSettings(t *testing.T) {
	flow := newFlow(t, flowtest.BentField(t, 2), nil)
	for _, s := range []audit.Settings{{Rows: -1}, {Samples: 1}, {Points: 1}, {Points: 1 << 25}, {Limits: audit.Limits{Mass: -1}}, {Limits: audit.Limits{Base: math.NaN()}}} {
		_, err := audit.Run(context.Background(), flow, flowtest.Points(5, 2, 1), &s)
		flowtest.WantError(t, "settings", err, likelihood.ErrSettings)
	}
	_, err := audit.Run(context.Background(), flow, nil, nil)
	flowtest.WantError(t, "no data", err, likelihood.ErrEmpty)
}

// TestAuditCountsRowsThatFail: rows that cannot be solved are counted, and the other rows are examined.
func TestAuditCountsRowsThatFail(t *testing.T) {
	flow := newFlow(t, flowtest.BlowUp(t), &likelihood.Settings{Solver: &integrate.Settings{MaxSteps: 500}})
	a := auditOf(t, flow, [][]float64{{0.5}, {-3}, {0.1}, {0.3}}, &audit.Settings{Points: 200, Samples: 20})
	if a.Failed != 1 || a.Rows != 3 || a.Check("rows not solved").Verdict != audit.Fail {
		t.Errorf("audit:\n%v", a)
	}
}
