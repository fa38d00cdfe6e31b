// Log-densities within a budget of evaluations: bounds that hold, rows that take more steps, and requests that are
// refused.

package likelihood_test

import (
	"math"
	"slices"
	"testing"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/internal/long"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/flowtest"
	"github.com/gorgoflow/gorgoflow/likelihood/trace"
	"github.com/pkg/errors"
	"gonum.org/v1/gonum/mat"
)

// TestBudgetedBoundsCoverTheError: the bounds cover the error on 95 % of the rows of all test flows in both precisions,
// and on nine tenths of the rows of each. In the median they are at most ten times the error. Half of
// the combinations has each flow with each budget, and the precisions take turns.
func TestBudgetedBoundsCoverTheError(t *testing.T) {
	flows, x, exact := flowtest.All(t), map[string][][]float64{}, map[string][]float64{}
	for _, f := range flows {
		x[f.Name] = f.Data(64)
		exact[f.Name] = truthOf(t, f, x[f.Name], trace.Settings{}, nil)
	}
	for n, r := range []likelihood.LogProbRequest{{Evaluations: 15}, {Within: 1e-2}, {Evaluations: 30, Within: 1e-3}} {
		var value, truth, bound []float64
		for i, f := range flows {
			for k, double := range []bool{true, false} {
				if !long.Takes(i+k+n, 2) {
					continue
				}
				d := budgetedDensity(t, newFlow(t, f.Field(t, double), &likelihood.Settings{T0: 1, T1: 0}), x[f.Name], &r)
				if share, _ := coverage(d.LogProb, exact[f.Name], d.Certificate.Solver); share < 0.9 {
					t.Errorf("%s, float64 %v, %+v: %.1f %% of the rows covered", f.Name, double, r, 100*share)
				}
				value, truth, bound = append(value, d.LogProb...), append(truth, exact[f.Name]...), append(bound, d.Certificate.Solver...)
			}
		}
		if len(value) == 0 {
			continue // the race detector takes few combinations
		}
		if share, ratio := coverage(value, truth, bound); share < 0.95 || ratio > 10 || ratio < 1 {
			t.Errorf("%+v: %.1f %% of the rows covered, bound/error %.2g in the median", r, 100*share, ratio)
		} else {
			t.Logf("%+v: %.1f %% of the rows covered, bound/error %.2g in the median", r, 100*share, ratio)
		}
	}
}

// budgetedDensity checks that a budget is kept and at least half used, or that no bound is wider than asked for.
func budgetedDensity(t *testing.T, m likelihood.Model, x [][]float64, r *likelihood.LogProbRequest) *likelihood.Density {
	t.Helper()
	d, err := m.LogProbWith(t.Context(), x, r)
	flowtest.Must(t, err)
	if spent := d.Stats.Plus(d.Certificate.Stats).Evaluations; r.Within == 0 && (spent > r.Evaluations*len(x) || 2*spent < r.Evaluations*len(x)) {
		t.Errorf("%+v: %d evaluations of %d rows", r, spent, len(x))
	}
	if wide := widest(d); r.Within > 0 && wide > r.Within {
		t.Errorf("%+v: a bound of %g", r, wide)
	}
	return d
}

func widest(d *likelihood.Density) (w float64) {
	for i := range d.LogProb {
		w = max(w, d.Certificate.Bound(i))
	}
	return w
}

// TestBudgetedRowsAreTheirOwn: a row has the same bits alone and in a batch, also if only some rows of the batch take
// more steps.
func TestBudgetedRowsAreTheirOwn(t *testing.T) {
	f := flowtest.All(t)[1]
	x := f.Data(70)
	flow, r := newFlow(t, f.Field(t, false), nil), &likelihood.LogProbRequest{Within: 1e-3}
	all, err := flow.LogProbWith(t.Context(), x, r)
	flowtest.Must(t, err)
	taken := map[int]int{}
	for i := range 20 {
		one, err := flow.LogProbWith(t.Context(), x[i:i+1], r)
		flowtest.Must(t, err)
		if one.LogProb[0] != all.LogProb[i] || one.Certificate.Solver[0] != all.Certificate.Solver[i] || one.Base[0][0] != all.Base[i][0] {
			t.Errorf("row %d alone is %g ± %g, in the batch %g ± %g", i, one.LogProb[0], one.Certificate.Solver[0], all.LogProb[i], all.Certificate.Solver[i])
		}
		taken[one.Stats.Evaluations]++
	}
	if len(taken) < 2 {
		t.Errorf("every row took the same evaluations: %v", taken)
	}
}

// TestBudgetedRowsKeepTheirProbes: rows that take more steps keep their probes, drawn or given. Their bounds include
// the errors of the probes.
func TestBudgetedRowsKeepTheirProbes(t *testing.T) {
	x := flowtest.Points(60, 2, 6)
	probes := flowtest.Points(60, 6, 8)
	hutchinson := likelihood.Settings{Trace: trace.Settings{Method: trace.Hutchinson}}
	stack := newTestStack(t, 3, 2, dynamics.MLPSettings{Hidden: []int{6, 5}, Float64: true}, &likelihood.StackSettings{Flow: hutchinson, Norm: &likelihood.NormSettings{Ends: true}})
	for name, m := range map[string]likelihood.Model{"flow": newFlow(t, flowtest.BentField(t, 2), &hutchinson), "stack": stack} {
		for _, given := range [][][]float64{nil, probes} {
			if name == "flow" && given != nil {
				given = flowtest.Points(60, 2, 8)
			}
			plain, err := m.LogProbWith(t.Context(), x, &likelihood.LogProbRequest{ProbeSeed: 5, Probes: given})
			flowtest.Must(t, err)
			d, err := m.LogProbWith(t.Context(), x, &likelihood.LogProbRequest{ProbeSeed: 5, Probes: given, Within: 1e-6})
			flowtest.Must(t, err)
			flowtest.CloseTo(t, name, d.LogProb, plain.LogProb, 1e-4)
			certified, err := m.LogProbWith(t.Context(), x, &likelihood.LogProbRequest{ProbeSeed: 5, Probes: given, Certify: true})
			flowtest.Must(t, err)
			flowtest.CloseTo(t, name+": errors of probes", d.Certificate.Probe, certified.Certificate.Probe, 1e-3)
		}
	}
}

// TestBudgetedProbeErrorsDoNotDependOnEarlierCalls: where rows share their steps, the packs of the probes' errors have
// the size that suits the trace, whether or not the flow's own solver has been used before.
func TestBudgetedProbeErrorsDoNotDependOnEarlierCalls(t *testing.T) {
	settings := &likelihood.Settings{Trace: trace.Settings{Method: trace.Hutchinson}, T1: 5,
		Solver: &integrate.Settings{Shared: true, RTol: 1e-7, ATol: 1e-7}}
	net := &dynamics.MLPSettings{Hidden: []int{64}, Layer: dynamics.Hyper, Float64: true} // most work is done once a pack
	x := flowtest.Points(200, 3, 1)
	probeErrors := func(f *likelihood.Flow) []float64 {
		d, err := f.LogProbWith(t.Context(), x, &likelihood.LogProbRequest{Evaluations: 12})
		flowtest.Must(t, err)
		return d.Certificate.Probe
	}
	fresh, used := newFlow(t, flowtest.NewMLP(t, 3, net), settings), newFlow(t, flowtest.NewMLP(t, 3, net), settings)
	_, err := used.LogProb(t.Context(), x)
	flowtest.Must(t, err)
	if got, want := probeErrors(used), probeErrors(fresh); !slices.Equal(got, want) {
		t.Errorf("standard errors after another call %v, before any %v", got, want)
	}
}

// TestBudgetedStack: the bound of a stack covers the errors of all its flows, and a budget is shared by all its flows.
func TestBudgetedStack(t *testing.T) {
	x := flowtest.Points(300, 2, 6)
	of := func(s likelihood.Settings) *likelihood.Flow {
		return newTestStack(t, 3, 2, dynamics.MLPSettings{Hidden: []int{6, 5}, Float64: true}, &likelihood.StackSettings{Flow: s, Norm: &likelihood.NormSettings{Ends: true}})
	}
	truth, err := of(likelihood.Settings{Solver: tightSolver()}).LogProb(t.Context(), x)
	flowtest.Must(t, err)
	stack := of(likelihood.Settings{})
	d := budgetedDensity(t, stack, x, &likelihood.LogProbRequest{Evaluations: 36})
	if share, _ := coverage(d.LogProb, truth, d.Certificate.Solver); share < 0.95 {
		t.Errorf("%.1f %% of the rows covered", 100*share)
	}
	if _, err = stack.LogProbWith(t.Context(), x, &likelihood.LogProbRequest{Evaluations: 35}); !errors.Is(err, likelihood.ErrSettings) {
		t.Errorf("a budget below one step of each flow: %v", err)
	}
}

// TestBudgetedRowsThatFail: a row that cannot be solved is NaN without a bound, and an error, however wide bounds may be. The
// other rows keep their bounds.
func TestBudgetedRowsThatFail(t *testing.T) {
	x := [][]float64{{0.1}, {-30}, {-0.2}} // the second row blows up, as in TestCertificateOfRowsThatFail
	for _, within := range []float64{1e-6, math.Inf(1)} {
		d, err := newFlow(t, flowtest.BlowUp(t), nil).LogProbWith(t.Context(), x, &likelihood.LogProbRequest{Within: within})
		var failed *likelihood.RowsError
		if !errors.As(err, &failed) || len(failed.Rows) != 1 || failed.Rows[0] != 1 || failed.Total != 3 {
			t.Fatalf("within %v: error is %v, want a RowsError of row 1", within, err)
		}
		for i, bound := range d.Certificate.Solver {
			if math.IsNaN(d.LogProb[i]) != (i == 1) || math.IsInf(bound, 1) != (i == 1) {
				t.Errorf("within %v: row %d is %g, its bound %g", within, i, d.LogProb[i], bound)
			}
		}
	}
}

// TestBudgetedRowsWithoutBounds: a row so far away that it has no bound has the log-density that it has without a budget, and
// not that of steps that are too few.
func TestBudgetedRowsWithoutBounds(t *testing.T) {
	field, _ := flowtest.LinearField(t, mat.NewDense(2, 2, []float64{40, 1, 0, 20}))
	flow, x := newFlow(t, field, nil), [][]float64{{1e100, -1e100}}
	want, err := flow.LogProb(t.Context(), x)
	flowtest.Must(t, err)
	d, err := flow.LogProbWith(t.Context(), x, &likelihood.LogProbRequest{Within: 1e-3})
	flowtest.Must(t, err)
	if d.LogProb[0] != want[0] || !math.IsInf(d.Certificate.Solver[0], 1) {
		t.Errorf("log p is %g, its bound %g, want %g without a bound", d.LogProb[0], d.Certificate.Solver[0], want[0])
	}
}

// TestBudgetsThatAreRefused: budgets that are too small or negative, bounds that are negative or NaN, and models
// without certificates are refused.
func TestBudgetsThatAreRefused(t *testing.T) {
	flow := newFlow(t, flowtest.BentField(t, 2), nil)
	x := flowtest.Points(3, 2, 1)
	for _, r := range []likelihood.LogProbRequest{{Evaluations: 11}, {Evaluations: -1}, {Within: -1}, {Within: math.NaN()}} {
		if d, err := flow.LogProbWith(t.Context(), x, &r); !errors.Is(err, likelihood.ErrSettings) || d != nil {
			t.Errorf("%+v: %v", r, err)
		}
	}
	if _, err := flow.LogProbWith(t.Context(), x, &likelihood.LogProbRequest{Evaluations: math.MaxInt, Within: math.Inf(1)}); err != nil {
		t.Errorf("the largest budget: %v", err)
	}
	ensemble, err := likelihood.NewEnsemble(nil, likelihood.Member{Model: flow, Weight: 1})
	flowtest.Must(t, err)
	if _, err := ensemble.LogProbWith(t.Context(), x, &likelihood.LogProbRequest{Within: 1}); !errors.Is(err, likelihood.ErrSettings) {
		t.Errorf("an ensemble: %v", err)
	}
}
