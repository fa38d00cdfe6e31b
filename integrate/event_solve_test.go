// Steps that end on events and tstops.

package integrate_test

import (
	"errors"
	"fmt"
	"math"
	"testing"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/internal/method"
	"github.com/gorgoflow/gorgoflow/integrate/internal/odetest"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/gorgoflow/gorgoflow/integrate/tableau"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// tally is the identity as an operation of the user's. It counts its runs and fails in one of them.
type tally struct {
	odetest.Explode
	runs   *int
	failAt int // the run that fails; 0 for none
}

var errTally = errors.New("mine")

func (tally) String() string { return "tally" }

func (o tally) Do(x ...G.Value) (G.Value, error) {
	if *o.runs++; *o.runs == o.failAt {
		return nil, errTally
	}
	return x[0], nil
}

// tallied is an oscillator whose right-hand side counts its evaluations in runs.
func tallied(runs *int) *ode.System {
	sys := oscillator()
	build := sys.Build
	sys.Build = func(b *graph.Builder, t *G.Node, y, args []*G.Node) ([]*G.Node, error) {
		return build(b, t, []*G.Node{b.Apply(tally{runs: runs}, y[0])}, args)
	}
	return sys
}

// TestStopsNearTheGrid: a tstop that rounding has put beside the end of a fixed step, on either side, adds no step, and
// the steps after the tstop end where they ended without it.
func TestStopsNearTheGrid(t *testing.T) {
	for _, settings := range []integrate.Settings{{StepSize: 0.1}, {Steps: 10}} {
		settings.Tableau = tableau.Midpoint
		s := mustSolver[float64](t, odetest.Turning(true), &settings)
		for _, ends := range [][2]float64{{0, 1}, {1, 0}, {3, 4}} {
			for _, beside := range []float64{-1e-12, -1e-16, 0, 1e-16, 1e-12} {
				p := &ode.Problem[float64]{T0: ends[0], T1: ends[1], Rows: 1, Y: [][]float64{{1, 0}}, Dense: true}
				for _, part := range []float64{0.3, 0.6, 0.7} {
					p.TStops = append(p.TStops, p.T0+(part+beside)*(p.T1-p.T0))
				}
				steps := mustSolve(t, s, p).Dense.Steps(0)
				if len(steps) != 10 {
					t.Errorf("%+v, from %g, tstops beside by %g: %d steps, want 10: %v", settings, p.T0, beside, len(steps), steps)
					continue
				}
				for i, at := range []int{2, 5, 6} {
					if steps[at] != p.TStops[i] {
						t.Errorf("no step ends on %v: %v", p.TStops[i], steps)
					}
				}
			}
		}
	}
}

// TestLandingsSurviveRejections: the row ends on the event whichever step the error control rejects, also if it rejects
// the step that was to end on the event.
func TestLandingsSurviveRejections(t *testing.T) {
	calls, bad := 0, 0
	settings := &integrate.Settings{FirstStep: 0.1, MaxStep: 0.3, NormFunc: func([]float64) float64 {
		if calls++; calls == bad {
			return 30
		}
		return 0.3
	}, Workers: 1}
	s := mustSolver[float64](t, falling(ode.Event{Name: "ground", Function: odetest.Coordinate(0), Terminal: true}), settings)
	p := &ode.Problem[float64]{T1: 9, Rows: 1, Y: [][]float64{{2, 1}, nil}}
	impact := math.Sqrt(1 + 2*9.81*2)
	tries := 1
	for bad = 0; bad <= tries; bad++ {
		calls = 0
		out := mustSolve(t, s, p)
		if bad == 0 {
			tries = calls
		}
		what := fmt.Sprintf("call %d of %d rejected: ", bad, tries)
		within(t, what+"time", out.Ends[0].T, (1+impact)/9.81, 1e-12)
		within(t, what+"speed", out.Y[0][1], -impact, 1e-11)
		if len(out.Events[0]) != 1 || out.Status[0] != ode.Stopped {
			t.Errorf("%s%v, %v", what, out.Events[0], out.Status[0])
		}
	}
}

// TestInsideOfStepsOnlyWhereWanted: outputs at the ends of steps take no further evaluation. Outputs inside a step take
// the extra stages of the interpolant once, however many outputs the step has.
func TestInsideOfStepsOnlyWhereWanted(t *testing.T) {
	for _, control := range []bool{false, true} {
		runs := 0
		s := mustSolver[float64](t, tallied(&runs), &integrate.Settings{Tableau: tableau.DOP853, Steps: 4, Lanes: 2, Workers: 1, Shared: control})
		const rows, stages, extra = 2, 12, 4
		for name, c := range map[string]struct {
			times   []float64
			insides int // steps of a row that have an output inside
		}{
			"no output":       {nil, 0},
			"ends":            {[]float64{0, 0.25, 0.5, 1}, 0},
			"one inside":      {[]float64{0.3}, 1},
			"three in a step": {[]float64{0.3, 0.31, 0.4, 0.5}, 1},
			"in two steps":    {[]float64{0.3, 0.31, 0.6, 0.7, 1}, 2},
		} {
			p := &ode.Problem[float64]{T1: 1, Rows: rows, Y: [][]float64{{1, 0, 0, 1}}, SaveAt: c.times, TStops: []float64{0.25}}
			runs = 0
			out := mustSolve(t, s, p)
			// With Shared, each row of a pack counts all evaluations of the pack.
			if got, want := out.RowStats[0].Evaluations, 4*stages+c.insides*extra; got != want {
				t.Errorf("control %v, %s: %d evaluations, want %d", control, name, got, want)
			}
			if want := 4*stages + c.insides*extra; runs != want {
				t.Errorf("control %v, %s: f ran %d times for the pack, want %d", control, name, runs, want)
			}
		}
	}
}

// TestErrorsLeaveNothingInTheWorker: a solve that ended in an error in the middle of a jump does not show in the next
// solve.
func TestErrorsLeaveNothingInTheWorker(t *testing.T) {
	runs := 0
	sys := oscillator()
	sys.Jump = func(b *graph.Builder, _ *G.Node, y, _ []*G.Node) ([]*G.Node, error) {
		return []*G.Node{b.Scale(b.Apply(tally{runs: &runs, failAt: 1}, y[0]), 2)}, b.Err()
	}
	s := mustSolver[float64](t, sys, &integrate.Settings{Workers: 1})
	p := &ode.Problem[float64]{T1: 1, Rows: 1, Y: [][]float64{{1, 0}}, JumpTimes: []float64{0.5}}
	if _, err := s.Solve(t.Context(), p); !errors.Is(err, errTally) {
		t.Fatalf("a jump that fails: %v, want %v", err, errTally)
	}
	p.JumpTimes, p.TStops = nil, []float64{0.5}
	within(t, "without the jump", mustSolve(t, s, p).Y[0][0], math.Cos(1), 1e-4)
}

// TestLandingsAreWithinMaxSteps: a step that is repeated to end on an event counts towards MaxSteps, so that no event
// function keeps a solve going for ever.
func TestLandingsAreWithinMaxSteps(t *testing.T) {
	calls := 0.0
	settings := &integrate.Settings{FirstStep: 1, MaxSteps: 10, NormFunc: func([]float64) float64 { return 0.3 }}
	sys := oscillator(ode.Event{Terminal: true, Function: func(b *graph.Builder, _ *G.Node, y, _ []*G.Node) (*G.Node, error) {
		return b.Apply(fickle{calls: &calls}, b.SliceCols(y[0], 0, 1)), b.Err()
	}})
	out, err := mustSolver[float64](t, sys, settings).Solve(t.Context(), &ode.Problem[float64]{T1: 100, Rows: 1, Y: [][]float64{{1, 0}}})
	if !errors.Is(err, ode.OutOfSteps) || out.Stats.Accepted+out.Stats.Rejected > 10 {
		t.Errorf("%v after %+v, want OutOfSteps after 10 steps at most", err, out.Stats)
	}
}

// TestEventsDoNotCountFixedSteps: MaxSteps does not bound Steps, also where a row ends on an event after more of them.
// It bounds the steps that events repeat.
func TestEventsDoNotCountFixedSteps(t *testing.T) {
	p := &ode.Problem[float64]{T1: 1.58, Rows: 1, Y: [][]float64{{1, 0}}}
	for _, settings := range []*integrate.Settings{{Steps: 100, MaxSteps: 20}, {StepSize: 0.02, MaxSteps: 79}} {
		out := mustSolve(t, mustSolver[float64](t, oscillator(ode.Event{Terminal: true, Function: odetest.Coordinate(0)}), settings), p)
		within(t, "the end", out.Ends[0].T, math.Pi/2, 1e-7)
	}
	calls := 0.0
	sys := oscillator(ode.Event{Terminal: true, Function: func(b *graph.Builder, _ *G.Node, y, _ []*G.Node) (*G.Node, error) {
		return b.Apply(fickle{calls: &calls}, b.SliceCols(y[0], 0, 1)), b.Err()
	}})
	out, err := mustSolver[float64](t, sys, &integrate.Settings{Steps: 100, MaxSteps: 10}).Solve(t.Context(), p)
	if !errors.Is(err, ode.OutOfSteps) || out.Stats.Rejected > 10 {
		t.Errorf("%v after %+v, want OutOfSteps after 10 steps that are repeated", err, out.Stats)
	}
}

// fickle is an operation of the user's whose result changes its sign in every run.
type fickle struct {
	odetest.Explode
	calls *float64
}

func (fickle) String() string { return "fickle" }

func (o fickle) Do(x ...G.Value) (G.Value, error) {
	*o.calls++
	out := make([]float64, x[0].Shape()[0])
	for i := range out {
		out[i] = 1 - 2*math.Mod(*o.calls, 2)
	}
	return tensor.New(tensor.WithShape(len(out), 1), tensor.WithBacking(out)), nil
}

// TestStepAfterAnEventThatSwitches: the step after an event whose jump switches an oscillation on follows that, though the steps
// before have grown to many periods, of which all stages would see one phase.
func TestStepAfterAnEventThatSwitches(t *testing.T) {
	for _, c := range []struct {
		tab     *tableau.Tableau
		on, end float64
	}{{tableau.Dopri5, 20, 110}, {tableau.Bosh3, 4, 20}} {
		sys := &ode.System{Blocks: []ode.Block{{Name: "clock", Width: 1}, {Name: "switch", Width: 1}, {Name: "y", Width: 1}},
			Build: func(b *graph.Builder, t *G.Node, y, _ []*G.Node) ([]*G.Node, error) {
				wave := b.Scale(b.Cos(b.Scale(t, 2*math.Pi)), 2*math.Pi)
				return []*G.Node{b.Shift(b.Scale(y[0], 0), 1), nil, b.Mul(y[1], wave)}, b.Err()
			},
			Events: []ode.Event{{Name: "on",
				Function: func(b *graph.Builder, _ *G.Node, y, _ []*G.Node) (*G.Node, error) {
					return b.Shift(y[0], -c.on), b.Err()
				},
				Jump: func(b *graph.Builder, _ *G.Node, y, _ []*G.Node) ([]*G.Node, error) {
					return []*G.Node{nil, b.Shift(y[1], 1), nil}, b.Err()
				}}}}
		for _, settings := range []integrate.Settings{{}, {FirstStep: 0.01}} {
			settings.Tableau = c.tab
			out := mustSolve(t, mustSolver[float64](t, sys, &settings), &ode.Problem[float64]{T1: c.end, Rows: 1})
			within(t, fmt.Sprintf("%s, first step %g: y", c.tab.Name, settings.FirstStep), out.Y[2][0], 0, 0.01)
		}
	}
}

// TestEvaluationsAtEvents: after jumps at one time, however many, the step is chosen by two evaluations.
func TestEvaluationsAtEvents(t *testing.T) {
	at := func(b *graph.Builder, t *G.Node, _, _ []*G.Node) (*G.Node, error) { return b.Shift(t, -1), b.Err() }
	jump := func(b *graph.Builder, _ *G.Node, y, _ []*G.Node) ([]*G.Node, error) {
		return []*G.Node{b.Shift(y[0], 1)}, b.Err()
	}
	for _, tab := range []*tableau.Tableau{tableau.Dopri5, tableau.Rodas5P} {
		sys := odetest.ScalarSystem(func(b *graph.Builder, _, y *G.Node) *G.Node { return b.Neg(y) })
		sys.Events = []ode.Event{{Function: at, Jump: jump}, {Function: at, Jump: jump}}
		out := mustSolve(t, mustSolver[float64](t, sys, &integrate.Settings{Tableau: tab}), &ode.Problem[float64]{T1: 2, Rows: 1, Y: [][]float64{{1}}})
		if r := out.Stats; r.Evaluations != 4+(r.Accepted+r.Rejected)*method.EvaluationsPerStep(tab) || len(out.Events[0]) != 2 {
			t.Errorf("%s: %d events, %+v, want two events and four evaluations besides those of the steps", tab.Name, len(out.Events[0]), r)
		}
	}
}
