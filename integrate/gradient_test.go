// Gradients against differences, and replay against backsolve.

package integrate_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/internal/odetest"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/gorgoflow/gorgoflow/integrate/tableau"
	"github.com/gorgoflow/gorgoflow/internal/long"
)

// lossOf is the loss of a solve without its gradient.
func lossOf(t testing.TB, s *integrate.Solver[float64], p *ode.Problem[float64], loss integrate.Loss[float64]) float64 {
	t.Helper()
	out := mustSolve(t, s, p)
	bar, qbar := make([][]float64, len(out.Y)), make([][]float64, len(out.Y))
	for b := range out.Y {
		bar[b], qbar[b] = make([]float64, len(out.Y[b])), make([]float64, len(out.Quad[b]))
	}
	l, err := loss(0, p.Rows, out.Y, out.Quad, bar, qbar)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// checkGradient compares every kind of derivative with central differences of the computed loss.
func checkGradient(t *testing.T, sys *ode.System, s *integrate.Solver[float64], p *ode.Problem[float64], g *integrate.Gradient[float64], tolerance float64) {
	t.Helper()
	loss := odetest.Weighted[float64](sys)
	f := func() float64 { return lossOf(t, s, p, loss) }
	if d := math.Abs(g.Loss - f()); !(d <= 1e-12*math.Abs(g.Loss)) {
		t.Errorf("loss %g, a solve alone gives %g", g.Loss, f())
	}
	compare := func(what string, got, want float64) {
		t.Helper()
		if !(math.Abs(got-want) <= tolerance*(1+math.Abs(want))) {
			t.Errorf("%s: %.10g, central difference %.10g", what, got, want)
		}
	}
	for i, q := range sys.Params.List() {
		for k := 0; k < q.Len(); k += 3 {
			v := q.At(k)
			want := odetest.Difference4(&v, func() float64 { q.Set(k, v); sys.Params.Touch(); return f() })
			q.Set(k, v)
			sys.Params.Touch()
			compare(fmt.Sprintf("%s[%d]", q.Name, k), g.Params[i][k], want)
		}
	}
	for b := range sys.Blocks {
		for k := 0; p.Y[b] != nil && k < len(p.Y[b]); k += 4 {
			compare(fmt.Sprintf("y[%d][%d]", b, k), g.Y0[b][k], odetest.Difference4(&p.Y[b][k], f))
		}
	}
	for e := range sys.Args {
		for k := 0; k < len(p.Args[e]); k += 3 {
			compare(fmt.Sprintf("args[%d][%d]", e, k), g.Args[e][k], odetest.Difference4(&p.Args[e][k], f))
		}
	}
	if s.Scheme().Fixed { // adaptive steps change with the ends, and the computed loss is not smooth in them
		compare("t0", g.T0, odetest.Difference4(&p.T0, f))
		compare("t1", g.T1, odetest.Difference4(&p.T1, f))
	}
}

// TestReplayIsTheGradientOfTheComputedLoss: replay agrees with differences for every tableau, forward and backward, with t
// of each row and with a shared t. Steps are fixed, so that the computed loss is smooth.
func TestReplayIsTheGradientOfTheComputedLoss(t *testing.T) {
	takes := long.OneIn(3)
	for _, tab := range odetest.Explicit {
		for _, control := range []bool{false, true} {
			for _, ends := range [][2]float64{{0.2, 1.1}, {0.9, -0.3}} {
				if !takes() {
					continue
				}
				t.Run(fmt.Sprintf("%s/%v/from %g", tab.Name, control, ends[0]), func(t *testing.T) {
					sys := odetest.Network[float64](t, 1)
					s := mustSolver[float64](t, sys, &integrate.Settings{Tableau: tab, Steps: 3, Lanes: 4, BlockRows: 5, Shared: control})
					p := odetest.NetworkProblem[float64](7, ends[0], ends[1])
					p.Y[1] = []float64{1, 2, 3, 4, 5, 6, 7}
					g, err := s.Gradient(t.Context(), p, odetest.Weighted[float64](sys), nil)
					if err != nil {
						t.Fatalf("%+v", err)
					}
					checkGradient(t, sys, s, p, g, 1e-8)
				})
			}
		}
	}
}

// TestGradientWithStepSize: with steps of a given size too, replay and the graph of all steps agree with differences. The
// steps before the last keep their size when an end of the interval moves.
func TestGradientWithStepSize(t *testing.T) {
	for i, tab := range []*tableau.Tableau{tableau.Euler, tableau.RK4, tableau.Bosh3, tableau.Sparse5} {
		for _, size := range []float64{0.35, 5} {
			ends := [][2]float64{{0.2, 1.1}, {0.9, -0.3}}[i%2]
			sys := odetest.Network[float64](t, 1)
			s := mustSolver[float64](t, sys, &integrate.Settings{Tableau: tab, StepSize: size, Lanes: 4, BlockRows: 5, Shared: i > 1})
			p := odetest.NetworkProblem[float64](7, ends[0], ends[1])
			for _, settings := range []integrate.GradientSettings{{}, {TapeBytes: 1}, {Method: integrate.Direct}} {
				g, err := s.Gradient(t.Context(), p, odetest.Weighted[float64](sys), &settings)
				if err != nil {
					t.Fatalf("%+v", err)
				}
				checkGradient(t, sys, s, p, g, 1e-8)
			}
		}
	}
}

// TestReplayOfAdaptiveSteps: replay agrees with differences for adaptive steps too. All accepted steps have the size
// MaxStep, so that the computed loss is smooth.
func TestReplayOfAdaptiveSteps(t *testing.T) {
	for _, tab := range []*tableau.Tableau{tableau.Bosh3, tableau.Sparse4, tableau.Dopri5, tableau.Sparse5, tableau.Tsit5, tableau.DOP853} {
		sys := odetest.Network[float64](t, 1)
		s := mustSolver[float64](t, sys, &integrate.Settings{Tableau: tab, FirstStep: 0.2, MaxStep: 0.2, RTol: 0.1, ATol: 0.1, Lanes: 4})
		p := odetest.NetworkProblem[float64](7, 0.2, 1.1)
		g, err := s.Gradient(t.Context(), p, odetest.Weighted[float64](sys), nil)
		if err != nil {
			t.Fatalf("%+v", err)
		}
		if n := g.Forward; n.Rejected != 0 || n.Accepted != 7*5 {
			t.Fatalf("%+v, want 5 accepted steps for each of 7 rows", n)
		}
		checkGradient(t, sys, s, p, g, 1e-8)
	}
}

// TestSinglePrecisionGradient: a gradient in float32 agrees with a gradient in float64, to the accuracy of float32.
func TestSinglePrecisionGradient(t *testing.T) {
	for _, method := range []integrate.Method{integrate.Replay, integrate.Backsolve} {
		settings := &integrate.Settings{RTol: 2e-6, ATol: 2e-6}
		doubleSystem, singleSystem := odetest.Network[float64](t, 9), odetest.Network[float32](t, 9)
		double, single := mustSolver[float64](t, doubleSystem, settings), mustSolver[float32](t, singleSystem, settings)
		want, err := double.Gradient(t.Context(), odetest.NetworkProblem[float64](40, 0, 1), odetest.Weighted[float64](doubleSystem), nil)
		if err != nil {
			t.Fatal(err)
		}
		got, err := single.Gradient(t.Context(), odetest.NetworkProblem[float32](40, 0, 1), odetest.Weighted[float32](singleSystem), &integrate.GradientSettings{Method: method})
		if err != nil {
			t.Fatal(err)
		}
		for i, list := range want.Params {
			scale := 0.0
			for _, v := range list {
				scale = max(scale, math.Abs(v))
			}
			for k, v := range list {
				if d := math.Abs(got.Params[i][k] - v); !(d <= 1e-4*scale) {
					t.Errorf("method %d: parameter %d[%d] is off by %g of %g", method, i, k, d, scale)
				}
			}
		}
	}
}

// TestBacksolveConvergesToReplay: backsolve and replay approach the gradient of the exact solution, and so each other, as
// the tolerance falls.
func TestBacksolveConvergesToReplay(t *testing.T) {
	for _, control := range []bool{false, true} {
		last := math.Inf(1)
		for _, tolerance := range []float64{1e-5, 1e-8, 1e-11} {
			sys := odetest.Network[float64](t, 2)
			s := mustSolver[float64](t, sys, &integrate.Settings{RTol: tolerance, ATol: tolerance, Lanes: 4, BlockRows: 6, Shared: control})
			p := odetest.NetworkProblem[float64](9, 0.2, 1.3)
			replay, err := s.Gradient(t.Context(), p, odetest.Weighted[float64](sys), nil)
			if err != nil {
				t.Fatalf("%+v", err)
			}
			back, err := s.Gradient(t.Context(), p, odetest.Weighted[float64](sys), &integrate.GradientSettings{Method: integrate.Backsolve})
			if err != nil {
				t.Fatalf("%+v", err)
			}
			d := distance(replay, back)
			if !(d < last/50) || d > 20*tolerance {
				t.Errorf("tolerance %g: replay and backsolve differ by %g (before: %g)", tolerance, d, last)
			}
			if back.ReverseError == 0 || back.ReverseError > 100*tolerance {
				t.Errorf("tolerance %g: the start is missed by %g", tolerance, back.ReverseError)
			}
			last = d
		}
	}
}

// distance is the largest difference between entries of two gradients, relative to the largest entry.
func distance(a, b *integrate.Gradient[float64]) float64 {
	lists := func(g *integrate.Gradient[float64]) (all []float64) {
		for _, list := range [][][]float64{g.Params, g.Y0, g.Args, {{g.T0, g.T1}}} {
			for _, x := range list {
				all = append(all, x...)
			}
		}
		return all
	}
	x, y := lists(a), lists(b)
	var d, scale float64
	for i := range x {
		d, scale = max(d, math.Abs(x[i]-y[i])), max(scale, math.Abs(x[i])) // max keeps a NaN
	}
	return d / scale
}
