// Steps of the least size, and steps by a user's norm.

package integrate_test

import (
	"fmt"
	"math"
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

// TestNormFunc: a user's norm that is RMS or Max gives the steps of RMS or Max. A norm that is always 0 lets no
// infinity pass.
func TestNormFunc(t *testing.T) {
	rms := func(e []float64) float64 {
		sum := 0.0
		for _, v := range e {
			sum += v * v
		}
		return math.Sqrt(sum / float64(len(e)))
	}
	largest := func(e []float64) (worst float64) {
		for _, v := range e {
			worst = max(worst, math.Abs(v))
		}
		return worst
	}
	for name, c := range map[string]struct {
		norm bool
		own  func([]float64) float64
	}{"RMS": {false, rms}, "Max": {true, largest}} {
		for _, tab := range []*tableau.Tableau{tableau.Dopri5, tableau.DOP853} {
			for _, control := range []bool{false, true} {
				settings := integrate.Settings{MaxNorm: c.norm, Tableau: tab, Shared: control, FirstStep: 0.1}
				p := odetest.NetworkProblem[float64](9, 0, 2)
				want := mustSolve(t, mustSolver[float64](t, odetest.Network[float64](t, 1), &settings), p)
				settings.NormFunc = c.own
				got := mustSolve(t, mustSolver[float64](t, odetest.Network[float64](t, 1), &settings), p)
				if a, b := fmt.Sprint(got.RowStats), fmt.Sprint(want.RowStats); a != b {
					t.Errorf("%s, %s: %s, want %s", name, tab.Name, a, b)
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
