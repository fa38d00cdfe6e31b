// Gradients of a loss of output times by one replay, against finite differences, Solve and itself.

package integrate_test

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/internal/odetest"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/gorgoflow/gorgoflow/integrate/tableau"
	"github.com/gorgoflow/gorgoflow/internal/long"
	G "gorgonia.org/gorgonia"
)

// TestInterpolatedGradient: the gradient agrees with finite differences for every method, for steps of a number and of a
// size, for rows that share their step and for those that do not, forward and backward, with output times inside steps, on
// both ends and repeated, for rows that share their times and for those that do not.
func TestInterpolatedGradient(t *testing.T) {
	for i, tab := range tableau.All {
		for j, settings := range []integrate.Settings{{Steps: 5}, {StepSize: 0.37}, {Steps: 4, Shared: true}} {
			for k, own := range []bool{false, true} {
				if !long.Takes(i+j+k, 3) {
					continue
				}
				settings.Tableau, settings.Lanes = tab, 2
				ends := [][2]float64{{0.2, 2}, {2, 0.2}}[(i+j)%2]
				t.Run(fmt.Sprintf("%s/%d/%v/%v", tab.Name, j, own, ends), func(t *testing.T) { testInterpolatedGradient(t, settings, ends, own) })
			}
		}
	}
}

func testInterpolatedGradient(t *testing.T, settings integrate.Settings, ends [2]float64, own bool) {
	sys := odetest.Network[float64](t, 2)
	p := odetest.NetworkProblem[float64](3, ends[0], ends[1])
	p.Y[1] = []float64{0.5, 0, 1}
	mark := func(s float64) float64 { return ends[0] + s*(ends[1]-ends[0]) }
	p.SaveAt = []float64{ends[0], mark(0.11), mark(0.11), mark(0.13), mark(0.47), mark(0.91), ends[1]}
	if own {
		p.RowSaveAt, p.SaveAt = [][]float64{p.SaveAt, {mark(0.33), mark(0.34)}, {ends[0], mark(0.83)}}, nil
	}
	s := mustSolver[float64](t, sys, &settings)
	gradient := func() *integrate.Gradient[float64] {
		g, err := s.GradientOfTrajectory(t.Context(), p, squaresReached(7), nil)
		if err != nil {
			t.Fatalf("%+v", err)
		}
		return g
	}
	g := gradient()
	check := func(what string, got float64, set func(float64)) {
		t.Helper()
		d := 0.0
		want := odetest.Difference4(&d, func() float64 { set(d); defer set(-d); return gradient().Loss })
		within(t, what, got, want, 2e-8*max(1, math.Abs(got)))
	}
	for i := range p.Y[0] {
		check(fmt.Sprint("y0 ", i), g.Y0[0][i], func(d float64) { p.Y[0][i] += d })
	}
	check("quadrature", g.Y0[1][0], func(d float64) { p.Y[1][0] += d })
	check("constant input", g.Args[0][1], func(d float64) { p.Args[0][1] += d })
	for n, q := range sys.Params.List() {
		check("parameter "+q.Name, g.Params[n][1], func(d float64) { q.Set(1, q.At(1)+d); sys.Params.Touch() })
	}
	lists := p.RowSaveAt
	if !own {
		lists = [][]float64{p.SaveAt}
	}
	first, last := &lists[0][0], &lists[0][6]
	check("T0", g.T0, func(d float64) {
		*first, p.T0 = *first+d, p.T0+d
		if own {
			lists[2][0] += d
		}
	})
	check("T1", g.T1, func(d float64) { *last, p.T1 = *last+d, p.T1+d })
	check("two equal times", g.Times[1], func(d float64) { lists[0][1] += d; lists[0][2] += d })
	check("a time", g.Times[4], func(d float64) { lists[0][4] += d })
	if own {
		check("a time of the second row", g.Times[8], func(d float64) { lists[1][1] += d })
	}
	if g.Times[0] != 0 || g.Times[2] != 0 {
		t.Errorf("derivatives by the time at T0 and by the second of equal times: %v, %v, want 0", g.Times[0], g.Times[2])
	}
}

// TestInterpolatedOutputsAreSolves: the loss sees the outputs of Solve, to the bit, though what comes after the last
// output time is not solved.
func TestInterpolatedOutputsAreSolves(t *testing.T) {
	for _, settings := range []integrate.Settings{{}, {Shared: true}, {Tableau: tableau.DOP853, Lanes: 3}, {Tableau: tableau.Rodas5P, RTol: 1e-3}} {
		s := mustSolver[float32](t, odetest.Network[float32](t, 1), &settings)
		p := odetest.NetworkProblem[float32](9, 0, 5)
		p.SaveAt = []float64{0, 0.1, 0.2, 1.5, 2}
		want := mustSolve(t, s, p)
		g, err := s.GradientOfTrajectory(t.Context(), p, func(c *integrate.Trajectory[float32]) (float64, error) {
			for b := range c.Saved {
				if !slices.Equal(c.Saved[b], want.Saved[b]) || !slices.Equal(c.SavedQuad[b], want.SavedQuad[b]) {
					t.Errorf("block %d: outputs are not those of Solve", b)
				}
			}
			return 0, nil
		}, nil)
		if err != nil {
			t.Fatalf("%+v", err)
		}
		if g.Forward.Accepted >= want.Stats.Accepted {
			t.Errorf("%d steps to the last output time, %d to the end", g.Forward.Accepted, want.Stats.Accepted)
		}
	}
}

// TestOutputsAtTheEndsAreSolves: they are so too where no output time lies inside of the interval, for every method.
func TestOutputsAtTheEndsAreSolves(t *testing.T) {
	for i, tab := range tableau.All {
		s := mustSolver[float64](t, odetest.Network[float64](t, 1), &integrate.Settings{Tableau: tab, Steps: 3 + i%2})
		for _, times := range [][]float64{{2}, {0, 2, 2}, {0}} {
			p := odetest.NetworkProblem[float64](3, 0, 2)
			p.SaveAt = times
			want := mustSolve(t, s, p)
			_, err := s.GradientOfTrajectory(t.Context(), p, func(c *integrate.Trajectory[float64]) (float64, error) {
				for b := range c.Saved {
					if !slices.Equal(c.Saved[b], want.Saved[b]) || !slices.Equal(c.SavedQuad[b], want.SavedQuad[b]) {
						t.Errorf("%s, block %d at %v: outputs are not those of Solve", tab.Name, b, times)
					}
				}
				return 0, nil
			}, nil)
			must(t, err)
			p.Dense = true
			if _, err := s.GradientOfTrajectory(t.Context(), p, squaresAlong, nil); !errors.Is(err, integrate.ErrSettings) {
				t.Errorf("Dense: %v", err)
			}
		}
	}
}

// TestInterpolatedGradientBits: the gradient has the same bits with a budget, which makes the backward pass solve once
// more, with several workers, and in a second call.
func TestInterpolatedGradientBits(t *testing.T) {
	for _, settings := range []integrate.Settings{{}, {Shared: true, Lanes: 4, BlockRows: 4}, {Lanes: 4, BlockRows: 8}} {
		p := odetest.NetworkProblem[float32](37, 0, 2)
		for i := range 50 {
			p.SaveAt = append(p.SaveAt, float64(i)/25)
		}
		gradient := func(workers, budget int) (*integrate.Gradient[float32], string) {
			settings.Workers = workers
			s := mustSolver[float32](t, odetest.Network[float32](t, 2), &settings)
			var g *integrate.Gradient[float32]
			for range 2 { // the second call reuses the tapes of the first
				var err error
				g, err = s.GradientOfTrajectory(t.Context(), p, squaresAlong32, &integrate.GradientSettings{TapeBytes: budget})
				must(t, err)
			}
			return g, fmt.Sprint(g.Loss, g.Params, g.Y0, g.Args, g.T0, g.T1, g.Times, g.Forward, g.Solution.Stats)
		}
		kept, want := gradient(1, 0)
		if _, got := gradient(3, 0); got != want {
			t.Errorf("three workers: got\n%s\nwant\n%s", got, want)
		}
		again, got := gradient(2, 1)
		if got != want {
			t.Errorf("a budget: got\n%s\nwant\n%s", got, want)
		}
		if again.Backward.Evaluations < kept.Backward.Evaluations+kept.Forward.Evaluations {
			t.Errorf("a budget takes %d evaluations on the way back, want at least %d and %d", again.Backward.Evaluations, kept.Backward.Evaluations, kept.Forward.Evaluations)
		}
	}
}

func squaresAlong32(c *integrate.Trajectory[float32]) (sum float64, err error) {
	for b := range c.Saved {
		for i, v := range c.Saved[b] {
			sum, c.SavedBar[b][i] = sum+float64(v*v)/2, v
		}
		for i, v := range c.SavedQuad[b] {
			sum, c.SavedQuadBar[b][i] = sum+v, 1
		}
	}
	return sum, nil
}

// TestInterpolatedGradientConverges: as the tolerance falls the gradient becomes that of a solve whose steps end on the
// output times, which are tstops then. The interpolant is of a lower order than the steps.
func TestInterpolatedGradientConverges(t *testing.T) {
	sys := odetest.Network[float64](t, 1)
	p := odetest.NetworkProblem[float64](4, 0, 2)
	p.SaveAt = []float64{0.3, 0.7, 1.1, 1.9, 2}
	gradient := func(tolerance float64, stops []float64) *integrate.Gradient[float64] {
		s := mustSolver[float64](t, sys, &integrate.Settings{RTol: tolerance, ATol: tolerance})
		p.TStops = stops
		g, err := s.GradientOfTrajectory(t.Context(), p, squaresAlong, nil)
		must(t, err)
		return g
	}
	want := gradient(1e-12, p.SaveAt[:4])
	for _, tolerance := range []float64{1e-4, 1e-6, 1e-8, 1e-10} {
		got := gradient(tolerance, nil)
		if d := distance(want, got); !(d <= 20*math.Pow(tolerance, 0.8)) {
			t.Errorf("at %g the gradient is off by %g", tolerance, d)
		}
		for i, v := range want.Times {
			within(t, fmt.Sprint("time ", i), got.Times[i], v, 100*math.Pow(tolerance, 0.7))
		}
	}
}

// TestInterpolatedLinearDecay: the derivatives of Σ y(t_i) for dy/dt = −ky are those of the closed form.
func TestInterpolatedLinearDecay(t *testing.T) {
	const k = 1.3
	s := mustSolver[float64](t, odetest.ScalarSystem(func(b *graph.Builder, _, y *G.Node) *G.Node { return b.Scale(y, -k) }), &integrate.Settings{RTol: 1e-9, ATol: 1e-9})
	p := &ode.Problem[float64]{T0: 0.5, T1: 40, Rows: 1, Y: [][]float64{{2}}}
	y0, t0 := 0.0, 0.0
	for i := range 200 {
		at := 0.5 + 4*float64(i+1)/200
		p.SaveAt = append(p.SaveAt, at)
		y0, t0 = y0+math.Exp(-k*(at-0.5)), t0+2*k*math.Exp(-k*(at-0.5))
	}
	g, err := s.GradientOfTrajectory(t.Context(), p, func(c *integrate.Trajectory[float64]) (sum float64, err error) {
		for i, v := range c.Saved[0] {
			sum, c.SavedBar[0][i] = sum+v, 1
		}
		return sum, nil
	}, nil)
	must(t, err)
	within(t, "∂/∂y₀", g.Y0[0][0], y0, 1e-6)
	within(t, "∂/∂t₀", g.T0, t0, 1e-5)
	within(t, "∂/∂t₁", g.T1, 0, 1e-5)
	for i, at := range p.SaveAt {
		within(t, fmt.Sprint("∂/∂t", i), g.Times[i], -2*k*math.Exp(-k*(at-0.5)), 1e-5)
	}
}

// TestOutputTimesTakeNoSteps: a gradient takes as many steps for many output times as for few, also between jumps.
func TestOutputTimesTakeNoSteps(t *testing.T) {
	s := mustSolver[float64](t, odetest.Network[float64](t, 1), nil)
	for _, jumps := range [][]float64{nil, {0.4, 1.3}} {
		for _, own := range []bool{false, true} {
			steps := map[int][2]int{}
			for _, n := range []int{2, 300} {
				p := odetest.NetworkProblem[float64](3, 0, 2)
				p.JumpTimes = jumps
				var times []float64
				for i := range n {
					times = append(times, 2*float64(i+1)/float64(n))
				}
				if p.SaveAt = times; own {
					p.SaveAt, p.RowSaveAt = nil, [][]float64{times, times, times}
				}
				g, err := s.GradientOfTrajectory(t.Context(), p, squaresAlong, nil)
				must(t, err)
				steps[n] = [2]int{g.Forward.Accepted, g.Backward.Accepted}
			}
			if steps[2] != steps[300] {
				t.Errorf("jumps %v, own times %v: %d steps for 2 times, %d for 300", jumps, own, steps[2], steps[300])
			}
		}
	}
}
