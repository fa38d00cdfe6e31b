// Tstops and jumps at known times.

package integrate_test

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/internal/control"
	"github.com/gorgoflow/gorgoflow/integrate/internal/method"
	"github.com/gorgoflow/gorgoflow/integrate/internal/odetest"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/gorgoflow/gorgoflow/integrate/tableau"
	G "gorgonia.org/gorgonia"
)

// switching is y' = 1 before t = at and y' = −2 after that time. At that time y' is 1, or with after −2.
func switching(at float64, after bool) *ode.System {
	return odetest.ScalarSystem(func(b *graph.Builder, t, y *G.Node) *G.Node {
		on := b.Step(b.Shift(t, -at))
		if after {
			on = b.Shift(b.Neg(b.Step(b.Shift(b.Neg(t), at))), 1)
		}
		return b.Add(b.Scale(y, 0), b.Shift(b.Scale(on, -3), 1))
	})
}

// TestStops: steps end exactly on tstops, and a tstop takes hardly more than one step more.
func TestStops(t *testing.T) {
	for _, settings := range []integrate.Settings{{}, {Tableau: tableau.Bosh3}, {Shared: true}, {Tableau: tableau.RK4, Steps: 7}, {Tableau: tableau.RK4, StepSize: 0.25}} {
		for _, ends := range [][2]float64{{0, 2}, {2, 0}} {
			p := &ode.Problem[float64]{T0: ends[0], T1: ends[1], Rows: 2, Y: [][]float64{{1, 0, 0.5, 0.5}}}
			p.TStops = []float64{0.1, 0.1 + 1e-9, 0.5, 1.75}
			if ends[0] > ends[1] {
				slices.Reverse(p.TStops)
			}
			s := mustSolver[float64](t, odetest.Turning(true), &settings)
			plain := mustSolve(t, s, &ode.Problem[float64]{T0: p.T0, T1: p.T1, Rows: 2, Y: p.Y})
			p.Dense = true
			out := mustSolve(t, s, p)
			for row := range 2 {
				steps := out.Dense.Steps(row)
				for _, stop := range p.TStops {
					if !slices.Contains(steps, stop) {
						t.Errorf("%+v: row %d: no step ends on the tstop %v: %v", settings, row, stop, steps)
					}
				}
				if more := out.RowStats[row].Accepted - plain.RowStats[row].Accepted; more > 5 {
					t.Errorf("%+v: row %d takes %d steps more for 4 tstops, want 5 at most", settings, row, more)
				}
				tolerance := 1e-3
				if settings.Tableau == tableau.RK4 {
					tolerance = 5e-3
				}
				within(t, "end", out.Y[0][2*row], plain.Y[0][2*row], tolerance)
			}
		}
	}
}

// TestFixedGridKeepsItsTimes: a tstop divides a fixed step in two, and all other steps end where they ended before. A tstop
// at the end of a step adds none.
func TestFixedGridKeepsItsTimes(t *testing.T) {
	s := mustSolver[float64](t, odetest.Turning(true), &integrate.Settings{Tableau: tableau.Midpoint, Steps: 10})
	p := &ode.Problem[float64]{T0: 0, T1: 1, Rows: 1, Y: [][]float64{{1, 0}}, TStops: []float64{0.3, 0.55}, Dense: true}
	steps := mustSolve(t, s, p).Dense.Steps(0)
	want := []float64{0.1, 0.2, 0.3, 0.4, 0.5, 0.55, 0.6, 0.7, 0.8, 0.9, 1}
	if len(steps) != len(want) {
		t.Fatalf("steps end at %v, want %v", steps, want)
	}
	for i, at := range want {
		within(t, fmt.Sprint("step ", i), steps[i], at, 1e-15)
	}
}

// TestJumpTimes: a discontinuous right-hand side whose time is in JumpTimes costs no rejected step and no error, whichever
// side that time counts to.
func TestJumpTimes(t *testing.T) {
	t.Run("float32", testJumpTimes[float32])
	t.Run("float64", testJumpTimes[float64])
}

func testJumpTimes[T graph.Float](t *testing.T) {
	at := float64(T(0.7))
	for _, tab := range []*tableau.Tableau{tableau.Bosh3, tableau.Dopri5, tableau.Tsit5, tableau.DOP853, tableau.RK4} {
		for _, after := range []bool{false, true} {
			for _, ends := range [][2]float64{{0, 1}, {1, 0}} {
				for _, controller := range []bool{false, true} {
					settings := &integrate.Settings{Tableau: tab, Shared: controller}
					if !method.Adaptive(tab) {
						settings.Steps = 3
					}
					s := mustSolver[T](t, switching(at, after), settings)
					out := mustSolve(t, s, &ode.Problem[T]{T0: ends[0], T1: ends[1], Rows: 2, Y: [][]T{{1, 2}}, JumpTimes: []float64{at}})
					want := (0.7 - 2*0.3) * (ends[1] - ends[0])
					for row := range 2 {
						within(t, fmt.Sprintf("%s, after %v, from %g", tab.Name, after, ends[0]), float64(out.Y[0][row]), float64(row+1)+want, 8*control.Spacing[T]())
					}
					if out.Stats.Rejected > 0 {
						t.Errorf("%s: %d steps are rejected, want none", tab.Name, out.Stats.Rejected)
					}
				}
			}
		}
	}
	s := mustSolver[T](t, switching(at, false), nil)
	out := mustSolve(t, s, &ode.Problem[T]{T0: 0, T1: 1, Rows: 1, Y: [][]T{{1}}})
	if out.Stats.Rejected == 0 {
		t.Error("without JumpTimes no step is rejected; the test wants some")
	}
}

// dosing is y' = −y with a dose of 1 + y/2 + t at each jump.
func dosing() *ode.System {
	sys := odetest.ScalarSystem(func(b *graph.Builder, _, y *G.Node) *G.Node { return b.Neg(y) })
	sys.Jump = func(b *graph.Builder, t *G.Node, y, _ []*G.Node) ([]*G.Node, error) {
		return []*G.Node{b.Add(b.Shift(b.Scale(y[0], 1.5), 1), t)}, b.Err()
	}
	return sys
}

// TestStateJumps: the outputs of decay with doses agree with the closed form. An output at a jump is the state before
// the jump.
func TestStateJumps(t *testing.T) {
	for _, settings := range []integrate.Settings{{RTol: 1e-9, ATol: 1e-9}, {Tableau: tableau.Bosh3, RTol: 1e-9, ATol: 1e-9}, {RTol: 1e-9, ATol: 1e-9, Shared: true}, {Tableau: tableau.RK4, Steps: 300}} {
		settings.Lanes = 2
		s := mustSolver[float64](t, dosing(), &settings)
		p := &ode.Problem[float64]{T0: 0, T1: 2, Rows: 3, Y: [][]float64{{1, 2, -1}}, JumpTimes: []float64{0.5, 1.25}, SaveAt: []float64{0.5, 1, 1.25, 2}, Dense: true}
		out := mustSolve(t, s, p)
		for row, y := range p.Y[0] {
			a := y * math.Exp(-0.5)
			b := (1.5*a + 1.5) * math.Exp(-0.75)
			want := []float64{a, (1.5*a + 1.5) * math.Exp(-0.5), b, (1.5*b + 2.25) * math.Exp(-0.75)}
			for i, v := range want {
				within(t, fmt.Sprintf("%+v: row %d, time %d", settings, row, i), out.Saved[0][row*4+i], v, 1e-7)
				dense, err := out.Dense.At(nil, row, 0, p.SaveAt[i])
				if err != nil {
					t.Fatal(err)
				}
				within(t, "dense", dense[0], v, 1e-7)
			}
		}
	}
}

// TestControlForgetsAtJumps: the controller does not use errors of steps before a jump after the jump.
func TestControlForgetsAtJumps(t *testing.T) {
	var steps []integrate.Record
	const e, k = 0.1, 5
	s := mustSolver[float64](t, oscillator(), &integrate.Settings{Tableau: tableau.Dopri5, Controller: integrate.ControlPI, FirstStep: 0.01, MaxStep: 1,
		NormFunc: func([]float64) float64 { return e }, Recorder: func(r integrate.Record) { steps = append(steps, r) }})
	mustSolve(t, s, &ode.Problem[float64]{T1: 4, Rows: 1, Y: [][]float64{{1, 0}}, JumpTimes: []float64{0.5}}) // T1 is so far that no steps are made equal
	first := slices.IndexFunc(steps, func(r integrate.Record) bool { return r.T >= 0.5 })
	usual, afresh := 0.9*math.Pow(e, -0.3/k), 0.9*math.Pow(e, -0.7/k)
	within(t, "before", steps[2].H/steps[1].H, usual, 1e-9)
	within(t, "after", steps[first+1].H/steps[first].H, afresh, 1e-9)
	within(t, "and then", steps[first+2].H/steps[first+1].H, usual, 1e-9)
}

// TestStepAfterAJumpTime: the step after a time at which an oscillation begins follows that, though the steps before, at rest,
// have grown to many periods, of which all stages would see one phase.
func TestStepAfterAJumpTime(t *testing.T) {
	for _, c := range []struct {
		tab     *tableau.Tableau
		on, end float64
	}{{tableau.Dopri5, 20, 110}, {tableau.Bosh3, 4, 20}} {
		for _, settings := range []integrate.Settings{{}, {Shared: true}, {FirstStep: 0.01}} {
			for _, sign := range []float64{1, -1} {
				settings.Tableau = c.tab
				s := mustSolver[float64](t, odetest.ScalarSystem(func(b *graph.Builder, t, y *G.Node) *G.Node {
					wave := b.Scale(b.Cos(b.Scale(t, 2*math.Pi)), 2*math.Pi)
					return b.Add(b.Mul(b.Step(b.Shift(b.Scale(t, sign), -c.on)), wave), b.Scale(y, 0))
				}), &settings)
				out := mustSolve(t, s, &ode.Problem[float64]{T1: sign * c.end, Rows: 2, Y: [][]float64{{0, 1}}, JumpTimes: []float64{sign * c.on}})
				for row, start := range []float64{0, 1} {
					within(t, fmt.Sprintf("%s, %+v, to %g: row %d", c.tab.Name, settings, sign*c.end, row), out.Y[0][row], start, 0.01)
				}
			}
		}
	}
}

// TestEvaluationsAtJumps: after a jump time the step is chosen by two evaluations, as the first one is.
func TestEvaluationsAtJumps(t *testing.T) {
	for _, tab := range []*tableau.Tableau{tableau.Dopri5, tableau.Bosh3, tableau.DOP853} {
		s := mustSolver[float64](t, dosing(), &integrate.Settings{Tableau: tab})
		out := mustSolve(t, s, &ode.Problem[float64]{T1: 1, Rows: 2, Y: [][]float64{{1, 2}}, JumpTimes: []float64{0.25, 0.5, 0.75}})
		for _, r := range out.RowStats {
			if want := 2 + (r.Accepted+r.Rejected)*method.EvaluationsPerStep(tab) + 3*2; r.Evaluations != want {
				t.Errorf("%s: %d evaluations, want %d", tab.Name, r.Evaluations, want)
			}
		}
	}
}

// TestStopsOnJumps: a time that is a tstop, an output time and a jump is a jump: the solution has the bits of that without the tstop.
func TestStopsOnJumps(t *testing.T) {
	for _, settings := range []integrate.Settings{{}, {Tableau: tableau.RK4, Steps: 30}} {
		s := mustSolver[float64](t, dosing(), &settings)
		p := &ode.Problem[float64]{T1: 2, Rows: 2, Y: [][]float64{{1, 2}}, JumpTimes: []float64{0.5, 1.25}, SaveAt: []float64{0.5, 1.25, 2}}
		want := mustSolve(t, s, p)
		p.TStops = []float64{0.5, 1.25}
		if got := mustSolve(t, s, p); !slices.Equal(got.Saved[0], want.Saved[0]) {
			t.Errorf("%+v: outputs %v, want those without tstops, %v", settings, got.Saved[0], want.Saved[0])
		}
		for _, method := range []integrate.Method{integrate.Replay, integrate.Backsolve} {
			g, err := s.GradientOfTrajectory(t.Context(), p, unitCotangents, &integrate.GradientSettings{Method: method})
			if err != nil {
				t.Fatal(err)
			}
			for i, v := range g.Solution.Saved[0] {
				within(t, "an output of the gradient", v, want.Saved[0][i], 1e-4)
			}
		}
	}
}
