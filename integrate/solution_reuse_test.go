// Solutions in the memory of earlier solutions.

package integrate_test

import (
	"context"
	"math"
	"reflect"
	"slices"
	"testing"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/internal/odetest"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
)

// same compares all that two solutions show.
func same[T graph.Float](t *testing.T, what string, system *ode.System, got, want *ode.Solution[T]) {
	t.Helper()
	for row := range want.Status {
		sameRow(t, system, got, row, want, row)
		if got.Ends[row].T != want.Ends[row].T {
			t.Errorf("%s: row %d ends at %v, want %v", what, row, got.Ends[row].T, want.Ends[row].T)
		}
	}
	if len(got.Status) != len(want.Status) || got.Stats != want.Stats || (got.Events == nil) != (want.Events == nil) || len(got.Events) != len(want.Events) {
		t.Errorf("%s: %d rows, %+v; want %d, %+v", what, len(got.Status), got.Stats, len(want.Status), want.Stats)
	}
	for row := range want.Events {
		if len(got.Events[row]) != len(want.Events[row]) {
			t.Fatalf("%s: row %d has %d events, want %d", what, row, len(got.Events[row]), len(want.Events[row]))
		}
		for i, o := range want.Events[row] {
			if !reflect.DeepEqual(got.Events[row][i], o) {
				t.Errorf("%s: row %d, event %d: %+v, want %+v", what, row, i, got.Events[row][i], o)
			}
		}
	}
	if (got.Saved == nil) != (want.Saved == nil) || (got.SavedQuad == nil) != (want.SavedQuad == nil) || (got.Dense == nil) != (want.Dense == nil) {
		t.Fatalf("%s: outputs %v, dense %v; want %v, %v", what, got.Saved != nil, got.Dense != nil, want.Saved != nil, want.Dense != nil)
	}
	for b := range want.Saved {
		sameNumbers(t, what, got.Saved[b], want.Saved[b])
		sameNumbers(t, what, got.SavedQuad[b], want.SavedQuad[b])
	}
	if want.Dense != nil {
		sameDense(t, what, len(want.Status), got.Dense, want.Dense)
	}
}

// sameNumbers compares numbers, and takes any NaN to equal any other.
func sameNumbers[T graph.Float](t *testing.T, what string, got, want []T) {
	t.Helper()
	if len(got) != len(want) || (got == nil) != (want == nil) {
		t.Fatalf("%s: %d numbers, want %d", what, len(got), len(want))
	}
	for i, v := range want {
		if got[i] != v && (v == v || got[i] == got[i]) {
			t.Errorf("%s: %v, want %v", what, got[i], v)
		}
	}
}

// sameDense compares dense output at the ends of steps and inside them.
func sameDense(t *testing.T, what string, rows int, got, want *ode.Dense) {
	t.Helper()
	for row := range rows {
		sameNumbers(t, what, got.Steps(row), append([]float64{}, want.Steps(row)...))
		ends := append([]float64{0}, want.Steps(row)...)
		from, to := ends[0], ends[len(ends)-1]
		for i := range 20 {
			at := from + (to-from)*float64(i)/20
			a, errA := got.At(nil, row, 0, at)
			b, errB := want.At(nil, row, 0, at)
			if (errA == nil) != (errB == nil) {
				t.Errorf("%s, row %d at %g: %v, want %v", what, row, at, errA, errB)
			}
			sameNumbers(t, what, a, b)
		}
	}
	if _, err := got.At(nil, rows, 0, 0); err == nil {
		t.Errorf("%s: dense output of row %d, which does not exist, is no error", what, rows)
	}
}

// TestReusedSolution: a solve into an earlier solution gives what a solve into a fresh one gives, whatever the earlier
// solution held: a larger or a smaller batch, another system, outputs and events or none.
func TestReusedSolution(t *testing.T) {
	eventful := odetest.Eventful(t)
	plain, other := odetest.Network[float64](t, 2), oscillator(ode.Event{Function: odetest.Coordinate(1)})
	ask := func(p *ode.Problem[float64], change func(p *ode.Problem[float64])) *ode.Problem[float64] {
		change(p)
		return p
	}
	rest := func(*ode.Problem[float64]) {}
	everything := func(p *ode.Problem[float64]) {
		p.SaveAt, p.TStops, p.JumpTimes, p.Dense = []float64{0.25, 0.5, 1}, []float64{0.75}, []float64{0.625}, true
	}
	fewer := func(p *ode.Problem[float64]) { p.SaveAt = []float64{0.5} }
	failing := func(p *ode.Problem[float64]) { fewer(p); p.Y[0][3] = 1e300 }
	pendulum := func(rows int) *ode.Problem[float64] {
		return &ode.Problem[float64]{T1: 9, Rows: rows, Y: [][]float64{odetest.NetworkProblem[float64](rows, 0, 1).Y[0][:2*rows]}}
	}
	steps := []struct {
		name    string
		system  *ode.System
		problem *ode.Problem[float64]
	}{
		{"large, everything", eventful, ask(odetest.NetworkProblem[float64](9, 0.2, 1.7), everything)},
		{"small, not observed", plain, odetest.NetworkProblem[float64](2, 0.2, 1.7)},
		{"small, few times", plain, ask(odetest.NetworkProblem[float64](3, 0.2, 1.7), fewer)},
		{"events only", eventful, ask(odetest.NetworkProblem[float64](4, 0.2, 1.7), rest)},
		{"another system", other, ask(pendulum(5), func(p *ode.Problem[float64]) { p.Dense, p.SaveAt = true, []float64{1, 2, 3, 4} })},
		{"everything again", eventful, ask(odetest.NetworkProblem[float64](7, 0.2, 1.7), everything)},
		{"rows that cannot start", eventful, ask(odetest.NetworkProblem[float64](7, 0.2, 1.7), func(p *ode.Problem[float64]) { everything(p); p.Y[0][3] = math.Inf(1) })},
		{"cancelled", eventful, ask(odetest.NetworkProblem[float64](6, 0.2, 1.7), everything)},
		{"a row fails", eventful, ask(odetest.NetworkProblem[float64](7, 0.2, 1.7), failing)},
		{"everything, fewer rows", eventful, ask(odetest.NetworkProblem[float64](2, 0.2, 1.7), everything)},
		{"backwards", eventful, ask(odetest.NetworkProblem[float64](3, 1.7, 0.2), func(p *ode.Problem[float64]) { p.Dense = true })},
		{"the other system", other, pendulum(2)},
	}
	out := &ode.Solution[float64]{}
	for _, step := range steps {
		for _, workers := range []int{1, 3} {
			s := mustSolver[float64](t, step.system, &integrate.Settings{Lanes: 4, Workers: workers})
			if err := s.Prepare(t.Context(), false); err != nil {
				t.Fatal(err)
			}
			ctx, cancel := context.WithCancel(t.Context())
			if step.name == "cancelled" {
				cancel()
			}
			want, wantErr := s.Solve(ctx, step.problem)
			got, gotErr := s.SolveInto(ctx, step.problem, out)
			cancel()
			if (wantErr == nil) != (gotErr == nil) || got != out {
				t.Fatalf("%s: %v, want %v", step.name, gotErr, wantErr)
			}
			same(t, step.name, step.system, got, want)
		}
	}
}

// TestGoesOnInPlace: a solve into a solution, from the end or the outputs in the arrays of that solution, is the solve
// from a copy of these numbers. So is a gradient into an earlier gradient, from numbers of the earlier one.
func TestGoesOnInPlace(t *testing.T) {
	sys := odetest.Logistic()
	s := mustSolver[float64](t, sys, nil)
	first := ode.Problem[float64]{T1: 0.3, Rows: 2, Y: [][]float64{{0.1, 0.4}}, SaveAt: []float64{0.2}}
	want := mustSolve(t, s, &ode.Problem[float64]{T1: 0.5, Rows: 2, Y: [][]float64{slices.Clone(mustSolve(t, s, &first).Y[0])}})
	out := mustSolve(t, s, &first)
	got, err := s.SolveInto(t.Context(), &ode.Problem[float64]{T1: 0.5, Rows: 2, Y: out.Y}, out)
	must(t, err)
	same(t, "the end", sys, got, want)

	out = mustSolve(t, s, &first)
	want = mustSolve(t, s, &ode.Problem[float64]{T1: 0.5, Rows: 2, Y: [][]float64{slices.Clone(out.Saved[0])}})
	out, err = s.SolveInto(t.Context(), &ode.Problem[float64]{T1: 0.1, Rows: 2, Y: [][]float64{{1, 2}}}, out)
	must(t, err)
	again, err := s.SolveInto(t.Context(), &first, out)
	must(t, err)
	got, err = s.SolveInto(t.Context(), &ode.Problem[float64]{T1: 0.5, Rows: 2, Y: again.Saved}, again)
	must(t, err)
	same(t, "outputs", sys, got, want)

	loss := func(_, _ int, y [][]float64, _ [][]float64, ybar [][]float64, _ [][]float64) (float64, error) {
		copy(ybar[0], y[0])
		return 0, nil
	}
	p := ode.Problem[float64]{T1: 0.3, Rows: 2, Y: [][]float64{{0.1, 0.4}}}
	g, err := s.Gradient(t.Context(), &p, loss, nil)
	must(t, err)
	for _, start := range [][][]float64{g.Y0, g.Solution.Y} {
		p.Y = [][]float64{slices.Clone(start[0])}
		fresh, err := s.Gradient(t.Context(), &p, loss, nil)
		must(t, err)
		p.Y = start
		g, err = s.GradientInto(t.Context(), &p, loss, nil, g)
		must(t, err)
		sameNumbers(t, "gradient", g.Y0[0], fresh.Y0[0])
	}
}

// TestGradientsGoOnFromArgs: a gradient may be the constant inputs of the next problem whose gradient is written to it.
func TestGradientsGoOnFromArgs(t *testing.T) {
	sys := odetest.Network[float64](t, 2)
	s := mustSolver[float64](t, sys, nil)
	loss := func(_, _ int, y [][]float64, _ [][]float64, ybar [][]float64, _ [][]float64) (float64, error) {
		copy(ybar[0], y[0])
		return 0, nil
	}
	p := odetest.NetworkProblem[float64](3, 0, 1)
	g, err := s.Gradient(t.Context(), p, loss, nil)
	must(t, err)
	p.Args = [][]float64{slices.Clone(g.Args[0])}
	want, err := s.Gradient(t.Context(), p, loss, nil)
	must(t, err)
	p.Args = g.Args
	got, err := s.GradientInto(t.Context(), p, loss, nil, g)
	must(t, err)
	if !slices.Equal(got.Args[0], want.Args[0]) || !slices.Equal(got.Y0[0], want.Y0[0]) {
		t.Errorf("gradients %v and %v by inputs and start, want %v and %v", got.Args[0], got.Y0[0], want.Args[0], want.Y0[0])
	}
}
