// What is refused, and rows that fail.

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
	"github.com/gorgoflow/gorgoflow/integrate/tableau"
	G "gorgonia.org/gorgonia"
)

// TestNotFiniteRowFailsAlone: a NaN or an infinity in the data of one row gives a
// typed error that says where it is, without a step being wasted on it, and the
// other rows are what they are without it.
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

// TestBlowUp: z' = z² has no solution beyond 1/z₀. Such a row stops there with a
// typed error; the others are as before.
func TestBlowUp(t *testing.T) {
	s := mustSolver[float64](t, odetest.Explosive(), &integrate.Settings{Lanes: 2})
	start := []float64{0.25, 2, -1, 0.5, 1.5, 0.1}
	got, err := s.Solve(t.Context(), &ode.Problem[float64]{T0: 0, T1: 1, Rows: len(start), Y: [][]float64{start}})
	var typed *ode.StepError
	if !errors.As(err, &typed) || typed.Row != 1 || typed.Failed != 2 {
		t.Fatalf("%v", err)
	}
	if !errors.Is(err, ode.StepTooSmall) && !errors.Is(err, ode.NotFinite) {
		t.Errorf("%v", err)
	}
	if math.Abs(typed.T-0.5) > 1e-3 {
		t.Errorf("stopped at %g, the singularity is at 0.5", typed.T)
	}
	for row, z := range start {
		fails := z >= 1
		if fails != (got.Status[row] != ode.Done) {
			t.Errorf("row %d: %v", row, got.Status[row])
		}
		if want := 1 / (1/z - 1); !fails && math.Abs(got.Y[0][row]-want) > 1e-4 {
			t.Errorf("row %d: %g, want %g", row, got.Y[0][row], want)
		}
		if got.RowStats[row].Accepted+got.RowStats[row].Rejected > 500 {
			t.Errorf("row %d took %+v", row, got.RowStats[row])
		}
	}
}

// TestDomainLeftByTrial: a trial step out of the domain of the right-hand side is
// repeated smaller, and the row goes on.
func TestDomainLeftByTrial(t *testing.T) {
	// y' = −√y from y(0) = 1 reaches (1 − t/2)²; a step of 3 would go below zero.
	sys := odetest.ScalarSystem(func(b *graph.Builder, _, y *G.Node) *G.Node { return b.Neg(b.Sqrt(y)) })
	s := mustSolver[float64](t, sys, &integrate.Settings{FirstStep: 3, RTol: 1e-8, ATol: 1e-8})
	out := mustSolve(t, s, &ode.Problem[float64]{T0: 0, T1: 1.5, Rows: 1, Y: [][]float64{{1}}})
	if got, want := out.Y[0][0], 0.0625; math.Abs(got-want) > 1e-6 || out.RowStats[0].Rejected == 0 {
		t.Errorf("%g, want %g; %+v", got, want, out.RowStats[0])
	}
}

// TestOutOfSteps: the bound on steps holds, and says where the row got to.
func TestOutOfSteps(t *testing.T) {
	s := mustSolver[float64](t, odetest.Turning(true), &integrate.Settings{MaxSteps: 5, RTol: 1e-9, ATol: 1e-9})
	out, err := s.Solve(t.Context(), &ode.Problem[float64]{T0: 0, T1: 100, Rows: 1, Y: [][]float64{{1, 0}}})
	var typed *ode.StepError
	if !errors.As(err, &typed) || !errors.Is(err, ode.OutOfSteps) {
		t.Fatalf("%v", err)
	}
	if n := typed.Stats.Accepted + typed.Stats.Rejected; n != 5 || !(typed.T > 0 && typed.T < 100) || out.Status[0] != ode.OutOfSteps {
		t.Errorf("%v", err)
	}
}

func TestCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	s := mustSolver[float64](t, odetest.Turning(false), nil)
	p := &ode.Problem[float64]{T1: 1, Rows: 1, Y: [][]float64{{1, 0}}}
	out, err := s.Solve(ctx, p)
	if !errors.Is(err, context.Canceled) || out.Status[0] != ode.Cancelled {
		t.Errorf("%v, %v", err, out.Status)
	}
	if _, err := s.Solve(t.Context(), p); err != nil {
		t.Errorf("the solver is not usable afterwards: %v", err)
	}
}

func TestProblemsRefused(t *testing.T) {
	s := mustSolver[float64](t, odetest.Turning(false), nil)
	ok := []float64{1, 0}
	cases := map[string]struct {
		problem *ode.Problem[float64]
		want    error
	}{
		"nil":              {nil, ode.ErrShape},
		"empty":            {&ode.Problem[float64]{T1: 1}, ode.ErrShape},
		"no interval":      {&ode.Problem[float64]{T0: 1, T1: 1, Rows: 1, Y: [][]float64{ok}}, ode.ErrInterval},
		"NaN end":          {&ode.Problem[float64]{T1: math.NaN(), Rows: 1, Y: [][]float64{ok}}, ode.ErrInterval},
		"infinite end":     {&ode.Problem[float64]{T1: math.Inf(1), Rows: 1, Y: [][]float64{ok}}, ode.ErrInterval},
		"wrong width":      {&ode.Problem[float64]{T1: 1, Rows: 1, Y: [][]float64{{1, 2, 3}}}, ode.ErrShape},
		"too many blocks":  {&ode.Problem[float64]{T1: 1, Rows: 1, Y: [][]float64{ok, ok}}, ode.ErrShape},
		"unexpected extra": {&ode.Problem[float64]{T1: 1, Rows: 1, Y: [][]float64{ok}, Args: [][]float64{ok}}, ode.ErrShape},
	}
	for name, c := range cases {
		if _, err := s.Solve(t.Context(), c.problem); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestSettingsRefused(t *testing.T) {
	inconsistent := *tableau.Dopri5
	inconsistent.B = append([]float64{1}, tableau.Dopri5.B[1:]...)
	cases := map[string]struct {
		settings integrate.Settings
		want     error
	}{
		"negative rtol":          {integrate.Settings{RTol: -1e-3}, integrate.ErrSettings},
		"negative atol":          {integrate.Settings{ATol: -1e-3}, integrate.ErrSettings},
		"NaN rtol":               {integrate.Settings{RTol: math.NaN()}, integrate.ErrSettings},
		"infinite atol":          {integrate.Settings{ATol: math.Inf(1)}, integrate.ErrSettings},
		"rtol below resolution":  {integrate.Settings{RTol: 1e-16}, integrate.ErrSettings},
		"inconsistent tableau":   {integrate.Settings{Tableau: &inconsistent}, tableau.ErrTableau},
		"no error estimate":      {integrate.Settings{Tableau: tableau.RK4}, integrate.ErrSettings},
		"steps and step size":    {integrate.Settings{Steps: 3, StepSize: 0.1}, integrate.ErrSettings},
		"negative steps":         {integrate.Settings{Steps: -3}, integrate.ErrSettings},
		"a billion steps":        {integrate.Settings{Steps: 1e9}, integrate.ErrSettings},
		"1<<40 steps at most":    {integrate.Settings{MaxSteps: 1 << 40}, integrate.ErrSettings},
		"NaN step size":          {integrate.Settings{StepSize: math.NaN()}, integrate.ErrSettings},
		"negative lanes":         {integrate.Settings{Lanes: -1}, integrate.ErrSettings},
		"controller never grows": {integrate.Settings{Controller: &integrate.Controller{MaxFactor: 0.5}}, integrate.ErrSettings},
	}
	for name, c := range cases {
		if _, err := integrate.NewSolver[float64](odetest.Turning(false), &c.settings); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := integrate.NewSolver[float32](odetest.Turning(false), &integrate.Settings{RTol: 1e-8}); !errors.Is(err, integrate.ErrSettings) || !strings.HasPrefix(err.Error(), "RTol is 1e-08; it must be at least 1.19") {
		t.Errorf("float32 with rtol 1e-8: %v", err)
	}
}

func TestSystemsRefused(t *testing.T) {
	build := func(out ...*G.Node) func(*graph.Builder, *G.Node, []*G.Node, []*G.Node) ([]*G.Node, error) {
		return func(b *graph.Builder, _ *G.Node, y, _ []*G.Node) ([]*G.Node, error) { return append(out, y[0]), nil }
	}
	cases := map[string]*ode.System{
		"nil":              nil,
		"no blocks":        {Build: build()},
		"no Build":         {Blocks: []ode.Block{{Name: "y", Width: 1}}},
		"width 0":          {Blocks: []ode.Block{{Name: "y"}}, Build: build()},
		"name twice":       {Blocks: []ode.Block{{Name: "y", Width: 1}, {Name: "y", Width: 1}}, Build: build()},
		"no state":         {Blocks: []ode.Block{{Name: "q", Width: 1, Quadrature: true}}, Build: build()},
		"too many results": {Blocks: []ode.Block{{Name: "y", Width: 1}}, Build: build(nil)},
		"wrong width": {Blocks: []ode.Block{{Name: "y", Width: 2}}, Build: func(b *graph.Builder, _ *G.Node, y, _ []*G.Node) ([]*G.Node, error) {
			return []*G.Node{b.SliceCols(y[0], 0, 1)}, nil
		}},
		"a fixed result": {Blocks: []ode.Block{{Name: "y", Width: 1}}, Build: func(b *graph.Builder, _ *G.Node, y, _ []*G.Node) ([]*G.Node, error) {
			return []*G.Node{b.Const(64, 1, make([]float64, 64))}, nil
		}},
	}
	for name, sys := range cases {
		if _, err := integrate.NewSolver[float64](sys, nil); !errors.Is(err, ode.ErrSystem) {
			t.Errorf("%s: %v", name, err)
		}
	}
	params := graph.NewParams(graph.DtypeOf[float32]())
	if _, err := integrate.NewSolver[float64](&ode.System{Blocks: []ode.Block{{Name: "y", Width: 1}}, Params: params, Build: build()}, nil); !errors.Is(err, ode.ErrSystem) {
		t.Errorf("float32 parameters in a float64 solver: %v", err)
	}
	failing := errors.New("mine")
	sys := &ode.System{Blocks: []ode.Block{{Name: "y", Width: 1}}, Build: func(*graph.Builder, *G.Node, []*G.Node, []*G.Node) ([]*G.Node, error) {
		return nil, failing
	}}
	if _, err := integrate.NewSolver[float64](sys, nil); !errors.Is(err, failing) {
		t.Errorf("an error of Build is lost: %v", err)
	}
}

// TestGradientErrors: an error of the loss comes back, and the failure of a row is not
// hidden behind a gradient.
func TestGradientErrors(t *testing.T) {
	sys := odetest.Network[float64](t, 6)
	s := mustSolver[float64](t, sys, &integrate.Settings{Lanes: 4, BlockRows: 4})
	failing := errors.New("mine")
	loss := func(lo, hi int, y [][]float64, quad [][]float64, ybar [][]float64, qbar [][]float64) (float64, error) {
		return 0, failing
	}
	for _, method := range []integrate.Method{integrate.Replay, integrate.Backsolve} {
		settings := &integrate.GradientSettings{Method: method}
		if _, err := s.Gradient(t.Context(), odetest.NetworkProblem[float64](9, 0, 1), loss, settings); !errors.Is(err, failing) {
			t.Errorf("method %d: %v", method, err)
		}
		p := odetest.NetworkProblem[float64](9, 0, 1)
		p.Y[0][5*3] = math.NaN()
		if _, err := s.Gradient(t.Context(), p, odetest.Weighted[float64](sys), settings); !errors.Is(err, ode.NotFinite) {
			t.Errorf("method %d: %v", method, err)
		}
	}
	if _, err := s.Gradient(t.Context(), odetest.NetworkProblem[float64](9, 0, 1), nil, nil); !errors.Is(err, integrate.ErrSettings) {
		t.Errorf("nil loss: %v", err)
	}
	if _, err := s.Gradient(t.Context(), odetest.NetworkProblem[float64](9, 0, 1), loss, &integrate.GradientSettings{Method: 9}); !errors.Is(err, integrate.ErrSettings) {
		t.Errorf("unknown method: %v", err)
	}
}

// TestGradientOfAnObservedSolve is refused: its steps are not those that are recorded.
func TestGradientOfAnObservedSolve(t *testing.T) {
	sys := odetest.Network[float64](t, 3)
	s := mustSolver[float64](t, sys, nil)
	for name, change := range map[string]func(*ode.Problem[float64]){
		"times": func(p *ode.Problem[float64]) { p.SaveAt = []float64{0.5} },
		"dense": func(p *ode.Problem[float64]) { p.Dense = true },
		"stops": func(p *ode.Problem[float64]) { p.TStops = []float64{0.5} },
	} {
		for _, method := range []integrate.Method{integrate.Replay, integrate.Backsolve} {
			p := odetest.NetworkProblem[float64](3, 0, 1)
			change(p)
			_, err := s.Gradient(t.Context(), p, odetest.Weighted[float64](sys), &integrate.GradientSettings{Method: method})
			if !errors.Is(err, integrate.ErrSettings) {
				t.Errorf("%s, method %d: %v", name, method, err)
			}
		}
	}
}

// TestSharedPackCannotStart: with one step size a pack goes nowhere if one of its rows cannot;
// no step is tried, and the other packs are solved.
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
