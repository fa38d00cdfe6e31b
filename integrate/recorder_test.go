// Recorders get every step, and the printer prints every step.

package integrate_test

import (
	"math"
	"strings"
	"testing"

	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/internal/odetest"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/gorgoflow/gorgoflow/integrate/tableau"
)

// keeper keeps the records that it gets.
type keeper struct{ records []integrate.Record }

func (k *keeper) record(r integrate.Record) { k.records = append(k.records, r) }

// TestRecorder: the records of a row add up to its statistics. The accepted steps are those with an error of at most 1, and
// lead from T0 to T1.
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
			if s := out.RowStats[row]; accepted != s.Accepted || rejected != s.Rejected || !(math.Abs(at-2) <= 1e-12) {
				t.Errorf("row %d: records of %d accepted and %d rejected steps up to %v, want %+v", row, accepted, rejected, at, s)
			}
		}
		if settings.FirstStep > 0 && out.Stats.Rejected == 0 {
			t.Error("nothing was rejected; the test shows less than it should")
		}
	}
}

// TestRecorderIsToldOfEvents: the step that passes an event is recorded as rejected, and the step that ends on the event
// as accepted.
func TestRecorderIsToldOfEvents(t *testing.T) {
	k := &keeper{}
	sys := oscillator(ode.Event{Function: odetest.Coordinate(0), Terminal: true})
	out := mustSolve(t, mustSolver[float64](t, sys, &integrate.Settings{Recorder: k.record}), &ode.Problem[float64]{T1: 9, Rows: 1, Y: [][]float64{{1, 0}}})
	last := k.records[len(k.records)-1]
	before := k.records[len(k.records)-2]
	if !last.Accepted || last.T+last.H != out.Ends[0].T || before.Accepted || before.T != last.T || before.H <= last.H {
		t.Errorf("%+v, then %+v; want a rejected step and a shorter one that ends at %v", before, last, out.Ends[0].T)
	}
}

// TestPrinter: the printer writes a line for each step of its row, and a heading every 30 lines.
func TestPrinter(t *testing.T) {
	var text strings.Builder
	row := 1
	settings := &integrate.Settings{Recorder: integrate.Printer(&text, &row), FirstStep: 3}
	out := mustSolve(t, mustSolver[float64](t, odetest.Turning(true), settings), &ode.Problem[float64]{T1: 3, Rows: 2, Y: [][]float64{{1, 0, 0, 2}}})
	lines := strings.Split(strings.TrimSpace(text.String()), "\n")
	s := out.RowStats[1]
	if want := s.Accepted + s.Rejected; len(lines) != want+(want+29)/30 || strings.Count(text.String(), "rejected") != s.Rejected || s.Rejected == 0 {
		t.Errorf("%d lines for %+v:\n%s", len(lines), s, text.String())
	}
}

// TestPrinterFarFromTheOrigin: the times of neighbouring steps differ in print, also where time counts the seconds
// since 1970.
func TestPrinterFarFromTheOrigin(t *testing.T) {
	var text strings.Builder
	integrate.Printer(&text, nil)(integrate.Record{T: 1.7e9 + 0.125, H: 1e-3})
	if !strings.Contains(text.String(), "1700000000.125") {
		t.Errorf("a step at 1700000000.125 prints as %q", text.String())
	}
}
