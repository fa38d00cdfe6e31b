// Rows that fail alone or in a pack that shares a step, and calls that are cancelled.

package integrate_test

import (
	"context"
	"errors"
	"math"
	"strings"
	"testing"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/internal/odetest"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	G "gorgonia.org/gorgonia"
)

// TestNotFiniteRowFailsAlone: a NaN or an infinity in the data of one row is a typed error that names row and column. No
// step is tried for that row, and the other rows keep their bits.
func TestNotFiniteRowFailsAlone(t *testing.T) {
	sys := odetest.Network[float64](t, 5)
	s := mustSolver[float64](t, sys, &integrate.Settings{Lanes: 4, Workers: 2})
	want := mustSolve(t, s, odetest.NetworkProblem[float64](11, 0, 1))
	for _, bad := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
		for _, extra := range []bool{false, true} {
			p := odetest.NetworkProblem[float64](11, 0, 1)
			if extra {
				p.Args[0][7*2+1] = bad
			} else {
				p.Y[0][7*3+1] = bad
			}
			got, err := s.Solve(t.Context(), p)
			var typed *ode.NotFiniteError
			if !errors.As(err, &typed) || !errors.Is(err, ode.NotFinite) || typed.Row != 7 || typed.Column != 1 {
				t.Fatalf("%g: %v", bad, err)
			}
			if got.Status[7] != ode.NotFinite || got.RowStats[7].Accepted+got.RowStats[7].Rejected != 0 {
				t.Errorf("%g: status %v, %+v", bad, got.Status[7], got.RowStats[7])
			}
			for row := range 11 {
				if row != 7 {
					sameRow(t, sys, got, row, want, row)
				}
			}
		}
	}
}

// TestBlowUp: z' = z² has no solution beyond t = 1/z₀. A row that meets its singularity ends beside it with a typed error,
// and the other rows are solved.
func TestBlowUp(t *testing.T) {
	s := mustSolver[float64](t, odetest.Explosive(), &integrate.Settings{Lanes: 2})
	start := []float64{0.25, 2, -1, 0.5, 1.5, 0.1}
	got, err := s.Solve(t.Context(), &ode.Problem[float64]{T0: 0, T1: 1, Rows: len(start), Y: [][]float64{start}})
	var typed *ode.StepError
	if !errors.As(err, &typed) || typed.Row != 1 || typed.Failed != 2 {
		t.Fatalf("%v", err)
	}
	if !errors.Is(err, ode.StepTooSmall) && !errors.Is(err, ode.NotFinite) {
		t.Errorf("%v, want StepTooSmall or NotFinite", err)
	}
	if !(math.Abs(typed.T-0.5) <= 1e-3) {
		t.Errorf("stopped at %g, the singularity is at 0.5", typed.T)
	}
	for row, z := range start {
		fails := z >= 1
		if fails != (got.Status[row] != ode.Done) {
			t.Errorf("row %d: %v", row, got.Status[row])
		}
		if want := 1 / (1/z - 1); !fails && !(math.Abs(got.Y[0][row]-want) <= 1e-4) {
			t.Errorf("row %d: %g, want %g", row, got.Y[0][row], want)
		}
		if got.RowStats[row].Accepted+got.RowStats[row].Rejected > 500 {
			t.Errorf("row %d took %+v, want 500 steps at most", row, got.RowStats[row])
		}
	}
}

// TestDomainLeftByTrial: a step that leaves the domain of the right-hand side is repeated with a smaller size, and the row
// goes on.
func TestDomainLeftByTrial(t *testing.T) {
	// y' = −√y from y(0) = 1 has the solution (1 − t/2)². A step of size 3 would go below zero.
	sys := odetest.ScalarSystem(func(b *graph.Builder, _, y *G.Node) *G.Node { return b.Neg(b.Sqrt(y)) })
	s := mustSolver[float64](t, sys, &integrate.Settings{FirstStep: 3, RTol: 1e-8, ATol: 1e-8})
	out := mustSolve(t, s, &ode.Problem[float64]{T0: 0, T1: 1.5, Rows: 1, Y: [][]float64{{1}}})
	if got, want := out.Y[0][0], 0.0625; !(math.Abs(got-want) <= 1e-6) || out.RowStats[0].Rejected == 0 {
		t.Errorf("%g, want %g; %+v", got, want, out.RowStats[0])
	}
}

// TestRowsThatCannotStart: a row whose right-hand side is not finite at the start ends there, with the evaluations that showed it.
func TestRowsThatCannotStart(t *testing.T) {
	sys := odetest.ScalarSystem(func(b *graph.Builder, _, y *G.Node) *G.Node { return b.Log(y) })
	for _, settings := range []integrate.Settings{{}, {FirstStep: 0.1}} {
		out, err := mustSolver[float64](t, sys, &settings).Solve(t.Context(), &ode.Problem[float64]{T0: 2, T1: 3, Rows: 2, Y: [][]float64{{1.5, -1}}})
		var typed *ode.StepError
		if !errors.As(err, &typed) || typed.Row != 1 || typed.T != 2 || out.Ends[1].T != 2 || out.RowStats[1].Evaluations == 0 || out.Y[0][1] != -1 {
			t.Errorf("error %v, row 1 ends at %v after %+v; want the start, and evaluations", err, out.Ends[1].T, out.RowStats[1])
		}
	}
}

// TestOutOfSteps: a row takes no more than MaxSteps steps, and the error says how far it got.
func TestOutOfSteps(t *testing.T) {
	s := mustSolver[float64](t, odetest.Turning(true), &integrate.Settings{MaxSteps: 5, RTol: 1e-9, ATol: 1e-9})
	out, err := s.Solve(t.Context(), &ode.Problem[float64]{T0: 0, T1: 100, Rows: 1, Y: [][]float64{{1, 0}}})
	var typed *ode.StepError
	if !errors.As(err, &typed) || !errors.Is(err, ode.OutOfSteps) {
		t.Fatalf("%v", err)
	}
	if n := typed.Stats.Accepted + typed.Stats.Rejected; n != 5 || !(typed.T > 0 && typed.T < 100) || out.Status[0] != ode.OutOfSteps {
		t.Errorf("%v with status %v, want OutOfSteps after 5 steps between 0 and 100", err, out.Status[0])
	}
}

func TestCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	s := mustSolver[float64](t, odetest.Turning(false), nil)
	p := &ode.Problem[float64]{T1: 1, Rows: 1, Y: [][]float64{{1, 0}}}
	out, err := s.Solve(ctx, p)
	if !errors.Is(err, context.Canceled) || out.Status[0] != ode.Cancelled {
		t.Errorf("%v with status %v, want Cancelled", err, out.Status)
	}
	if _, err := s.Solve(t.Context(), p); err != nil {
		t.Errorf("the solver is not usable afterwards: %v", err)
	}
}

// TestSharedPackCannotStart: if one row of a pack with a shared step cannot start, no step is tried for the pack. The other
// packs are solved.
func TestSharedPackCannotStart(t *testing.T) {
	s := mustSolver[float64](t, odetest.Turning(true), &integrate.Settings{Shared: true, Lanes: 3})
	out, err := s.Solve(t.Context(), &ode.Problem[float64]{T1: 1, Rows: 6, Y: [][]float64{{1, 0, math.NaN(), 0, 2, 0, 1, 0, 1, 1, 0, 1}}})
	if !errors.Is(err, ode.NotFinite) {
		t.Fatal(err)
	}
	for row, status := range out.Status {
		if want := []ode.Status{ode.NotFinite, ode.Done}[row/3]; status != want || (status == ode.NotFinite) != (out.RowStats[row].Rejected+out.RowStats[row].Accepted == 0) {
			t.Errorf("row %d: %v, %+v; want %v", row, status, out.RowStats[row], want)
		}
	}
}

// TestDenseOutputOfARefusedRow: the error for a row that took no step says so, instead of naming times at which it is
// known. The other row is known throughout.
func TestDenseOutputOfARefusedRow(t *testing.T) {
	p := &ode.Problem[float64]{T0: 2, T1: 3, Rows: 2, Y: [][]float64{{math.NaN(), 0.5}}, Dense: true}
	out, err := mustSolver[float64](t, odetest.Logistic(), nil).Solve(t.Context(), p)
	if !errors.Is(err, ode.NotFinite) {
		t.Fatalf("%v, want that row 0 is not finite", err)
	}
	if _, err := out.Dense.At(nil, 0, 0, 2); !errors.Is(err, ode.ErrInterval) || !strings.Contains(err.Error(), "row 0") || !strings.Contains(err.Error(), "no step") {
		t.Errorf("%v, want that row 0 took no step", err)
	}
	if _, err := out.Dense.At(nil, 1, 0, 2); err != nil {
		t.Error(err)
	}
}
