// Recorders, the least step, and users' norms.

package integrate_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/internal/odetest"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/gorgoflow/gorgoflow/integrate/tableau"
	G "gorgonia.org/gorgonia"
)

// keeper keeps what it is told.
type keeper struct{ records []integrate.Record }

func (k *keeper) record(r integrate.Record) { k.records = append(k.records, r) }

// TestRecorder: what a recorder is told adds up to the statistics, row by row, the accepted
// steps lead from end to end, and they are those with errors of at most 1.
func TestRecorder(t *testing.T) {
	for _, settings := range []integrate.Settings{{FirstStep: 2}, {Tableau: tableau.RK4, Steps: 5}, {Shared: true, Lanes: 32}} {
		k := &keeper{}
		settings.Recorder = k.record
		p := odetest.NetworkProblem[float64](21, 0, 2)
		out := mustSolve(t, mustSolver[float64](t, odetest.Network[float64](t, 1), &settings), p)
		for row := range p.Rows {
			var accepted, rejected int
			at := 0.0
			for _, r := range k.records {
				if r.Row != row {
					continue
				}
				if r.T != at || r.Accepted != (r.Error <= 1) {
					t.Fatalf("row %d: %+v at %v", row, r, at)
				}
				if r.Accepted {
					accepted, at = accepted+1, r.T+r.H
				} else {
					rejected++
				}
			}
			if settings.Shared && row > 0 {
				continue
			}
			if s := out.RowStats[row]; accepted != s.Accepted || rejected != s.Rejected || math.Abs(at-2) > 1e-12 {
				t.Errorf("row %d: told of %d and %d steps up to %v, took %+v", row, accepted, rejected, at, s)
			}
		}
		if settings.FirstStep > 0 && out.Stats.Rejected == 0 {
			t.Error("nothing was rejected; the test shows less than it should")
		}
	}
}

func TestRecorderIsToldOfEvents(t *testing.T) {
	k := &keeper{}
	sys := oscillator(ode.Event{Function: odetest.Coordinate(0), Terminal: true})
	out := mustSolve(t, mustSolver[float64](t, sys, &integrate.Settings{Recorder: k.record}), &ode.Problem[float64]{T1: 9, Rows: 1, Y: [][]float64{{1, 0}}})
	last := k.records[len(k.records)-1]
	before := k.records[len(k.records)-2]
	if !last.Accepted || last.T+last.H != out.Ends[0].T || before.Accepted || before.T != last.T || before.H <= last.H {
		t.Errorf("%+v, then %+v; the end is %v", before, last, out.Ends[0].T)
	}
}

func TestPrinter(t *testing.T) {
	var text strings.Builder
	row := 1
	settings := &integrate.Settings{Recorder: integrate.Printer(&text, &row), FirstStep: 3}
	out := mustSolve(t, mustSolver[float64](t, odetest.Turning(true), settings), &ode.Problem[float64]{T1: 3, Rows: 2, Y: [][]float64{{1, 0, 0, 2}}})
	lines := strings.Split(strings.TrimSpace(text.String()), "\n")
	s := out.RowStats[1]
	if want := s.Accepted + s.Rejected; len(lines) != want+(want+29)/30 || strings.Count(text.String(), "rejected") != s.Rejected || s.Rejected == 0 {
		t.Errorf("%+v:\n%s", s, text.String())
	}
}

// TestMinStepPolicy: at a kink of unknown place a row with a large MinStep fails, or takes
// the step all the same; a right-hand side that is not finite fails in any case.
func TestMinStepPolicy(t *testing.T) {
	sys := switching(0.7071, false) // where no step ends
	p := &ode.Problem[float64]{T1: 1, Rows: 1, Y: [][]float64{{0}}}
	settings := integrate.Settings{MinStep: 0.01, FirstStep: 0.01, RTol: 1e-8, ATol: 1e-8}
	if out, err := mustSolver[float64](t, sys, &settings).Solve(t.Context(), p); err == nil || out.Status[0] != ode.StepTooSmall {
		t.Errorf("fail: %v, %v", err, out.Status)
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
		t.Errorf("not finite: %v, %v", err, out.Status)
	}
	if single, err := mustSolver[float32](t, switching(0.7, false), &integrate.Settings{MinStep: 0.01, FirstStep: 0.01, AcceptAtMinStep: true}).Solve(t.Context(), &ode.Problem[float32]{T1: 1, Rows: 1}); err != nil {
		t.Errorf("float32: %v, %+v", err, single.Stats)
	}
}

// TestNormFunc: a user's norm that is RMS or Max gives the steps of RMS or Max; one
// that looks at the first column alone takes the steps of a system with that column alone.
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
		t.Error("a norm that is always content hides infinity")
	}
	mustSolve(t, mustSolver[float64](t, odetest.Explosive(), &settings), p)
}
