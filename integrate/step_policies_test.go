// Steps of the least size, and steps by a user's norm.

package integrate_test

import (
	"math"
	"slices"
	"testing"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/internal/odetest"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/gorgoflow/gorgoflow/integrate/tableau"
	G "gorgonia.org/gorgonia"
)

// TestMinStepPolicy: at a kink of unknown time a row with a large MinStep fails, unless AcceptAtMinStep accepts the
// least step. A right-hand side that is not finite fails in any case.
func TestMinStepPolicy(t *testing.T) {
	sys := switching(0.7071, false) // a time at which no step ends
	p := &ode.Problem[float64]{T1: 1, Rows: 1, Y: [][]float64{{0}}}
	settings := integrate.Settings{MinStep: 0.01, FirstStep: 0.01, RTol: 1e-8, ATol: 1e-8}
	if out, err := mustSolver[float64](t, sys, &settings).Solve(t.Context(), p); err == nil || out.Status[0] != ode.StepTooSmall {
		t.Errorf("without AcceptAtMinStep: %v and status %v, want StepTooSmall", err, out.Status)
	}
	settings.AcceptAtMinStep = true
	for _, sign := range []float64{1, -1} {
		p.T0, p.T1 = (1-sign)/2, (1+sign)/2
		out := mustSolve(t, mustSolver[float64](t, sys, &settings), p)
		within(t, "accepted at the least step", out.Y[0][0], (3*0.7071-2)*sign, 0.03)
	}
	blowUp := odetest.ScalarSystem(func(b *graph.Builder, t, y *G.Node) *G.Node { return b.Sqrt(b.Shift(b.Neg(t), 0.7)) })
	p.T0, p.T1 = 0, 1
	if out, err := mustSolver[float64](t, blowUp, &settings).Solve(t.Context(), p); err == nil || out.Status[0] != ode.NotFinite {
		t.Errorf("a right-hand side that is not finite: %v and status %v, want NotFinite", err, out.Status)
	}
	if single, err := mustSolver[float32](t, switching(0.7, false), &integrate.Settings{MinStep: 0.01, FirstStep: 0.01, AcceptAtMinStep: true}).Solve(t.Context(), &ode.Problem[float32]{T1: 1, Rows: 1}); err != nil {
		t.Errorf("float32: %v, %+v", err, single.Stats)
	}
}

// TestNormFunc: a user's norm that is RMS or Max, or the root of the sum of squares where errors are summed, gives the error of each
// step that they give. A norm that is always 0 lets no infinity pass.
func TestNormFunc(t *testing.T) {
	sum := func(e []float64) (sum float64) {
		for _, v := range e {
			sum += v * v
		}
		return math.Sqrt(sum)
	}
	rms := func(e []float64) float64 { return sum(e) / math.Sqrt(float64(len(e))) }
	largest := func(e []float64) (worst float64) {
		for _, v := range e {
			worst = max(worst, math.Abs(v))
		}
		return worst
	}
	for name, c := range map[string]struct {
		norm, summed bool
		own          func([]float64) float64
	}{"RMS": {false, false, rms}, "Max": {true, false, largest}, "sum": {false, true, sum}} {
		sys := odetest.Network[float64](t, 1)
		sys.SumErrors = c.summed
		for _, tab := range []*tableau.Tableau{tableau.Dopri5, tableau.DOP853} {
			for _, shared := range []bool{false, true} {
				if shared && c.summed { // the mean over rows of sums
					continue
				}
				settings := integrate.Settings{MaxNorm: c.norm, Tableau: tab, Shared: shared, FirstStep: 0.1, Workers: 1}
				want := recorded(t, sys, settings)
				settings.NormFunc = c.own
				got := recorded(t, sys, settings)
				if !slices.EqualFunc(got, want, func(a, b integrate.Record) bool {
					return a.Row == b.Row && a.Accepted == b.Accepted && math.Abs(a.Error-b.Error) < 1e-6*b.Error && math.Abs(a.H-b.H) < 1e-6*b.H
				}) {
					t.Errorf("%s, %s, shared %t: steps %v, want %v", name, tab.Name, shared, got, want)
				}
			}
		}
	}
	settings := integrate.Settings{NormFunc: func([]float64) float64 { return 0 }}
	p := &ode.Problem[float64]{T1: 2, Rows: 1, Y: [][]float64{{0.4}}}
	if _, err := mustSolver[float64](t, odetest.Explosive(), &settings).Solve(t.Context(), &ode.Problem[float64]{T1: 2, Rows: 1, Y: [][]float64{{1e200}}}); err == nil {
		t.Error("a norm that is always 0 hides an infinite solution, want an error")
	}
	mustSolve(t, mustSolver[float64](t, odetest.Explosive(), &settings), p)
}

// recorded are the steps of nine rows of a network.
func recorded(t *testing.T, sys *ode.System, settings integrate.Settings) (list []integrate.Record) {
	t.Helper()
	settings.Recorder = func(r integrate.Record) { list = append(list, r) }
	mustSolve(t, mustSolver[float64](t, sys, &settings), odetest.NetworkProblem[float64](9, 0, 2))
	return list
}
