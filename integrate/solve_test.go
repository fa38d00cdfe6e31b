// Solutions against closed forms.

package integrate_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/internal/method"
	"github.com/gorgoflow/gorgoflow/integrate/internal/odetest"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/gorgoflow/gorgoflow/integrate/tableau"
	"github.com/gorgoflow/gorgoflow/internal/long"
	"gonum.org/v1/gonum/mat"
	G "gorgonia.org/gorgonia"
)

// linear is y' = y A with the quadrature q' = Σ y.
func linear(a []float64, n int) *ode.System {
	return &ode.System{
		Blocks: []ode.Block{{Name: "y", Width: n}, {Name: "q", Width: 1, Quadrature: true}},
		Build: func(b *graph.Builder, _ *G.Node, y, _ []*G.Node) ([]*G.Node, error) {
			return []*G.Node{b.MatMul(y[0], b.Const(n, n, a), false, false), b.SumCols(y[0])}, b.Err()
		},
	}
}

// TestLinearAgainstMatrixExponential: the solution is y(t) = y₀ exp(A t) and the quadrature Σ (y(t) − y₀) A⁻¹, forward and
// backward.
func TestLinearAgainstMatrixExponential(t *testing.T) {
	const n = 3
	a := mat.NewDense(n, n, []float64{-0.3, 1.2, 0.1, -1.1, 0.2, 0.4, 0.3, -0.2, -0.5})
	y0 := mat.NewDense(2, n, []float64{1, -0.5, 0.25, 0.1, 2, -1})
	for _, tab := range odetest.Explicit {
		if !method.Adaptive(tab) || tab.Order < 3 {
			continue
		}
		for _, span := range []float64{2, -2} {
			t.Run(fmt.Sprintf("%s/%g", tab.Name, span), func(t *testing.T) {
				var scaled, exp, want, inverse, area mat.Dense
				scaled.Scale(span, a)
				exp.Exp(&scaled)
				want.Mul(y0, &exp)
				if err := inverse.Inverse(a); err != nil {
					t.Fatal(err)
				}
				area.Sub(&want, y0)
				area.Mul(&area, &inverse)
				s := mustSolver[float64](t, linear(a.RawMatrix().Data, n), &integrate.Settings{Tableau: tab, RTol: 1e-9, ATol: 1e-9})
				out := mustSolve(t, s, &ode.Problem[float64]{T0: 1, T1: 1 + span, Rows: 2, Y: [][]float64{y0.RawMatrix().Data, {10, 20}}})
				for i, v := range want.RawMatrix().Data {
					if d := math.Abs(out.Y[0][i] - v); !(d <= 1e-7) {
						t.Errorf("y[%d] is off by %g, want 1e-7 at most", i, d)
					}
				}
				for r := range 2 {
					if d := math.Abs(out.Quad[1][r] - float64(10*(r+1)) - mat.Sum(area.RowView(r))); !(d <= 1e-7) {
						t.Errorf("quadrature %d is off by %g, want 1e-7 at most", r, d)
					}
				}
			})
		}
	}
}

// TestTolerancesAreMet: the error follows the tolerance for each adaptive method, each controller and each norm, with
// shared steps and without. The bound is hundreds of tolerances, since an error in the radius of this problem becomes an
// error in phase that grows with time.
func TestTolerancesAreMet(t *testing.T) {
	x := make([]float64, 2*len(radii))
	for i, r := range radii {
		x[2*i] = r
	}
	miss := func(t *testing.T, settings integrate.Settings) float64 {
		s := mustSolver[float64](t, odetest.Turning(true), &settings)
		out := mustSolve(t, s, &ode.Problem[float64]{T0: 0, T1: 5, Rows: len(radii), Y: [][]float64{x}})
		worst := 0.0
		for i, r := range radii {
			wx, wy := turned(true, r, 0, 5)
			worst = max(worst, math.Hypot(out.Y[0][2*i]-wx, out.Y[0][2*i+1]-wy))
		}
		return worst
	}
	takes := long.OneIn(5)
	for _, tab := range odetest.Explicit {
		if !method.Adaptive(tab) || tab.Order < 3 {
			continue
		}
		for i, controller := range []*integrate.Controller{integrate.ControlI, integrate.ControlPI, integrate.ControlPID} {
			name := []string{"I", "PI", "PID"}[i]
			for _, norm := range []bool{false, true} {
				for _, control := range []bool{false, true} {
					if !takes() {
						continue
					}
					t.Run(fmt.Sprintf("%s/%s/%v/%v", tab.Name, name, norm, control), func(t *testing.T) {
						for _, tolerance := range []float64{1e-4, 1e-7} {
							if d := miss(t, integrate.Settings{Tableau: tab, Controller: controller, MaxNorm: norm, Shared: control, RTol: tolerance, ATol: tolerance}); d > 800*tolerance {
								t.Errorf("tolerance %g: error %g, want 800 tolerances at most", tolerance, d)
							}
						}
					})
				}
			}
		}
	}
}

// TestEndIsExact: the steps of a row add up to the interval, and the last step ends on T1 to the bit, whatever the step
// size.
func TestEndIsExact(t *testing.T) {
	// With y' = 1 the solution is the sum of the steps.
	clock := odetest.ScalarSystem(func(b *graph.Builder, _, y *G.Node) *G.Node { return b.Shift(b.Scale(y, 0), 1) })
	for _, ends := range [][2]float64{{0, 1}, {1, 0}, {-0.3, 0.7}, {100, 101.1}} {
		for _, settings := range []integrate.Settings{{}, {Tableau: tableau.Tsit5, FirstStep: 0.03, MaxStep: 0.07}, {Tableau: tableau.RK4, Steps: 1},
			{Tableau: tableau.RK4, Steps: 7}, {Tableau: tableau.RK4, StepSize: 0.3}, {Tableau: tableau.Dopri5, StepSize: 0.25}, {Tableau: tableau.Euler, StepSize: 100}} {
			s := mustSolver[float64](t, clock, &settings)
			out := mustSolve(t, s, &ode.Problem[float64]{T0: ends[0], T1: ends[1], Rows: 1})
			if got, want := out.Y[0][0], ends[1]-ends[0]; !(math.Abs(got-want) <= 1e-12) {
				t.Errorf("%+v: from %g to %g the steps add up to %g, want %g", settings, ends[0], ends[1], got, want)
			}
			if out.Ends[0].T != ends[1] {
				t.Errorf("%+v: ends at %v, want %v", settings, out.Ends[0].T, ends[1])
			}
		}
	}
}

// TestFixedSteps: a solve takes Steps steps, or as many as StepSize needs. A StepSize that does not divide the interval
// leaves a shorter last step.
func TestFixedSteps(t *testing.T) {
	for _, c := range []struct {
		settings integrate.Settings
		want     int
	}{{integrate.Settings{Steps: 1}, 1}, {integrate.Settings{Steps: 9}, 9}, {integrate.Settings{StepSize: 0.25}, 4}, {integrate.Settings{StepSize: 0.1}, 10},
		{integrate.Settings{StepSize: 0.3}, 4}, {integrate.Settings{StepSize: 5}, 1}} {
		for _, ends := range [][2]float64{{0.5, 1.5}, {1.5, 0.5}} {
			c.settings.Tableau = tableau.Midpoint
			s := mustSolver[float64](t, odetest.Turning(true), &c.settings)
			out := mustSolve(t, s, &ode.Problem[float64]{T0: ends[0], T1: ends[1], Rows: 1, Y: [][]float64{{1, 0}}})
			if got := out.Stats; got.Accepted != c.want || got.Rejected != 0 || got.Evaluations != 2*c.want {
				t.Errorf("%+v: %+v, want %d steps of two evaluations", c.settings, got, c.want)
			}
		}
	}
}

// TestLeftoverOfLastFixedStep: the steps of StepSize 0.3 from 0 to 1 are three steps of 0.3 and one step of 0.1.
func TestLeftoverOfLastFixedStep(t *testing.T) {
	s := mustSolver[float64](t, odetest.Turning(true), &integrate.Settings{Tableau: tableau.RK4, StepSize: 0.3})
	whole := mustSolve(t, s, &ode.Problem[float64]{T0: 0, T1: 1, Rows: 1, Y: [][]float64{{1, 0}}})
	three := mustSolve(t, s, &ode.Problem[float64]{T0: 0, T1: 0.9, Rows: 1, Y: [][]float64{{1, 0}}})
	rest := mustSolve(t, s, &ode.Problem[float64]{T0: 0.9, T1: 1, Rows: 1, Y: three.Y})
	for c := range 2 {
		if d := math.Abs(whole.Y[0][c] - rest.Y[0][c]); !(d <= 1e-15) {
			t.Errorf("column %d differs by %g", c, d)
		}
	}
}

// TestStepsOfASizeThatFits: an interval of whole steps, but for rounding, takes so many. The largest step is that of a solve, not the
// last one.
func TestStepsOfASizeThatFits(t *testing.T) {
	for n := 1; n < 60; n++ {
		s := mustSolver[float64](t, odetest.Turning(true), &integrate.Settings{Tableau: tableau.RK4, StepSize: 0.1})
		for t1, want := range map[float64]int{0.1 * float64(n): n, math.Nextafter(0.1*float64(n), 10): n, 0.1*float64(n) + 0.03: n + 1} {
			out := mustSolve(t, s, &ode.Problem[float64]{T1: t1, Rows: 1, Y: [][]float64{{1, 0}}})
			if got := out.RowStats[0].Accepted; got != want || !(math.Abs(out.Ends[0].Largest-0.1) < 1e-9) {
				t.Errorf("an interval of %v: %d steps, the largest %v; want %d of 0.1", t1, got, out.Ends[0].Largest, want)
			}
		}
	}
}

// TestEvaluationsAreCounted: every method evaluates f twice to begin, for the first step size and for k₁. A step tried
// takes three further evaluations of Bosh3, four of Sparse4, six of Dopri5 and Sparse5, and twelve of DOP853.
func TestEvaluationsAreCounted(t *testing.T) {
	for tab, perStep := range map[*tableau.Tableau]int{tableau.Dopri5: 6, tableau.Sparse5: 6, tableau.Bosh3: 3, tableau.Sparse4: 4, tableau.DOP853: 12} {
		s := mustSolver[float64](t, odetest.Turning(true), &integrate.Settings{Tableau: tab})
		out := mustSolve(t, s, &ode.Problem[float64]{T1: 3, Rows: 2, Y: [][]float64{{1, 0, 0, 2}}})
		sum := ode.Stats{}
		for _, r := range out.RowStats {
			sum = sum.Plus(r)
			if want := 2 + perStep*(r.Accepted+r.Rejected); r.Evaluations != want {
				t.Errorf("%s: %+v, want %d evaluations", tab.Name, r, want)
			}
		}
		if sum != out.Stats {
			t.Errorf("%s: the total is %+v, the rows add up to %+v", tab.Name, out.Stats, sum)
		}
	}
}

// TestFixedStepsOfUncontrolledBlocks: fixed steps need no block under error control, and a state that is not finite
// ends them.
func TestFixedStepsOfUncontrolledBlocks(t *testing.T) {
	for start, want := range map[float64]ode.Status{1: ode.Done, 1e200: ode.NotFinite} {
		sys := odetest.ScalarSystem(func(b *graph.Builder, _, y *G.Node) *G.Node { return b.Square(y) })
		sys.Blocks[0].Uncontrolled = true
		out, err := mustSolver[float64](t, sys, &integrate.Settings{Steps: 2}).Solve(t.Context(), &ode.Problem[float64]{T1: 0.1, Rows: 1, Y: [][]float64{{start}}})
		if out.Status[0] != want || (err == nil) != (want == ode.Done) {
			t.Errorf("from %g: status %v, error %v, want %v", start, out.Status[0], err, want)
		}
	}
}

// TestUncontrolledBlocksDoNotSteer: an uncontrolled quadrature changes no step, however wild it is.
func TestUncontrolledBlocksDoNotSteer(t *testing.T) {
	with := &ode.System{
		Blocks: []ode.Block{{Name: "x", Width: 2}, {Name: "wild", Width: 1, Quadrature: true, Uncontrolled: true}},
		Build: func(b *graph.Builder, t *G.Node, y, args []*G.Node) ([]*G.Node, error) {
			k, err := odetest.Turning(true).Build(b, t, y[:1], args)
			if err != nil {
				return nil, err
			}
			return append(k, b.Scale(b.Sin(b.Scale(t, 1000)), 1e6)), b.Err()
		},
	}
	start := []float64{1, 0, 0.3, -2}
	a := mustSolve(t, mustSolver[float64](t, with, nil), &ode.Problem[float64]{T1: 2, Rows: 2, Y: [][]float64{start, nil}})
	b := mustSolve(t, mustSolver[float64](t, odetest.Turning(true), nil), &ode.Problem[float64]{T1: 2, Rows: 2, Y: [][]float64{start}})
	for row := range 2 {
		a, b := a.RowStats[row], b.RowStats[row]
		a.Flops, b.Flops = 0, 0 // the steps are the same, the work in them is not
		if a != b {
			t.Errorf("row %d: %+v with, %+v without", row, a, b)
		}
	}
}
