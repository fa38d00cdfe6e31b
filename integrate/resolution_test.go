// The times that a right-hand side sees, also far from zero, and number types that do not resolve them.

package integrate_test

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/internal/control"
	"github.com/gorgoflow/gorgoflow/integrate/internal/odetest"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/gorgoflow/gorgoflow/integrate/tableau"
	G "gorgonia.org/gorgonia"
)

// TestStagesStayInside: no stage sees a time outside the interval, by any method and in both number types, so that
// f = √(t₁−t) + √(t−t₀) is a number in every stage.
func TestStagesStayInside(t *testing.T) {
	testStagesStayInside[float64](t)
	testStagesStayInside[float32](t)
}

func testStagesStayInside[T graph.Float](t *testing.T) {
	r := rand.New(rand.NewPCG(3, 5))
	sys := &ode.System{Blocks: []ode.Block{{Name: "y", Width: 1}}, Args: []ode.Block{{Name: "ends", Width: 2}},
		Build: func(b *graph.Builder, t *G.Node, y, x []*G.Node) ([]*G.Node, error) {
			from, to := b.SliceCols(x[0], 0, 1), b.SliceCols(x[0], 1, 2)
			return []*G.Node{b.Add(b.Add(b.Sqrt(b.Sub(to, t)), b.Sqrt(b.Sub(t, from))), b.Scale(y[0], 0))}, b.Err()
		}}
	for _, tab := range append([]*tableau.Tableau{tableau.Dopri5, tableau.Tsit5, tableau.Fehlberg45, tableau.DOP853, tableau.RK4}, odetest.Explicit...) {
		s := mustSolver[T](t, sys, &integrate.Settings{Tableau: tab, Steps: 1 + r.IntN(4)})
		failed := 0
		for range 60 {
			t0 := r.NormFloat64() * math.Pow(10, 4*r.Float64()-2)
			t1 := t0 + math.Pow(10, 3*r.Float64()-3)*max(1, math.Abs(t0))
			p := &ode.Problem[T]{T0: t0, T1: t1, Rows: 1, Args: [][]T{{T(t0), T(t1)}}, SaveAt: []float64{t0 + 0.3*(t1-t0), t1}}
			if r.IntN(2) == 0 {
				p.T0, p.T1, p.SaveAt = t1, t0, nil
			}
			out, err := s.Solve(t.Context(), p)
			if err != nil || out.Y[0][0] != out.Y[0][0] {
				failed++
			}
		}
		if failed > 0 {
			t.Errorf("%s, %v: %d of 60 solves fail, want none", tab.Name, graph.DtypeOf[T](), failed)
		}
	}
}

// TestFarSingle: a float32 solve counts time in float64, so that decay has the same outputs from any T0, with and without
// MaxStep.
func TestFarSingle(t *testing.T) {
	sys := odetest.ScalarSystem(func(b *graph.Builder, _, y *G.Node) *G.Node { return b.Scale(y, -20) })
	for _, t0 := range []float64{0, 1, 1e6, -1e6, 1e9} {
		for _, settings := range []integrate.Settings{{}, {MaxStep: 0.01}, {Tableau: tableau.DOP853, RTol: 1e-5}, {Tableau: tableau.RK4, Steps: 200}} {
			s := mustSolver[float32](t, sys, &settings)
			p := &ode.Problem[float32]{T0: t0, T1: t0 + 1, Rows: 1, Y: [][]float32{{1}}, SaveAt: []float64{t0 + 0.125, t0 + 0.5}}
			out, err := s.Solve(t.Context(), p)
			if err != nil {
				t.Errorf("from %g: %v", t0, err)
				continue
			}
			within(t, fmt.Sprintf("from %g, %+v", t0, settings), float64(out.Saved[0][0]), math.Exp(-2.5), 1e-4)
			if h := out.Ends[0].Largest; settings.MaxStep > 0 && h > settings.MaxStep*1.01 {
				t.Errorf("from %g: a step of %g, MaxStep is %g", t0, h, settings.MaxStep)
			}
		}
	}
}

// TestUnresolved: the error of a solve whose number type does not resolve its times says so, and not that the system is
// stiff.
func TestUnresolved(t *testing.T) {
	wave := odetest.ScalarSystem(func(b *graph.Builder, t, y *G.Node) *G.Node { return b.Add(b.Sin(t), b.Scale(y, 0)) })
	single := mustSolver[float32](t, wave, nil)
	for _, ends := range [][2]float64{{1e8, 1e8 + 1}, {1e8 + 1, 1e8}, {-1e6 - 5, -1e6}, {1e9, 1e9 + 1e-3}} {
		_, err := single.Solve(t.Context(), &ode.Problem[float32]{T0: ends[0], T1: ends[1], Rows: 1})
		var typed *integrate.ResolutionError
		if !errors.As(err, &typed) || !errors.Is(err, ode.ErrInterval) || !(typed.Spacing > 0) {
			t.Errorf("float32 over %v: %v", ends, err)
		}
		if ends[0] == 1e9 {
			continue
		}
		if _, err := mustSolver[float64](t, wave, nil).Solve(t.Context(), &ode.Problem[float64]{T0: ends[0], T1: ends[1], Rows: 1}); err != nil {
			t.Errorf("float64 over %v: %v", ends, err)
		}
	}
	still := odetest.ScalarSystem(func(b *graph.Builder, _, y *G.Node) *G.Node { return b.Scale(y, -20) })
	for _, settings := range []integrate.Settings{{MaxStep: 1e-9}, {StepSize: 1e-9, MaxSteps: min(1<<31, math.MaxInt)}} {
		s := mustSolver[float64](t, still, &settings)
		if _, err := s.Solve(t.Context(), &ode.Problem[float64]{T0: 1.7e9, T1: 1.7e9 + 1, Rows: 1}); !errors.Is(err, ode.ErrInterval) {
			t.Errorf("%+v: %v", settings, err)
		}
	}
}

// TestJumpBesideAnEnd: a jump at the number next to an end of the interval acts in solves and in gradients.
func TestJumpBesideAnEnd(t *testing.T) {
	testJumpBesideAnEnd[float64](t)
	testJumpBesideAnEnd[float32](t)
}

func testJumpBesideAnEnd[T graph.Float](t *testing.T) {
	single := control.Spacing[T]() > 1e-10
	sys := dosing()
	for _, ends := range [][2]float64{{100, 101}, {101, 100}, {-1, 1}} {
		for name, at := range map[string]float64{"start": control.Beside(ends[0], ends[1], single), "end": control.Beside(ends[1], ends[0], single)} {
			for _, settings := range []integrate.Settings{{}, {Tableau: tableau.DOP853}, {Tableau: tableau.RK4, Steps: 40}} {
				s := mustSolver[T](t, sys, &settings)
				p := &ode.Problem[T]{T0: ends[0], T1: ends[1], Rows: 1, Y: [][]T{{1}}, JumpTimes: []float64{at}, SaveAt: []float64{ends[1]}}
				want := (1.5 + 1 + at) * math.Exp(ends[0]-ends[1])
				if name == "end" {
					want = 1.5*math.Exp(ends[0]-ends[1]) + 1 + at
				}
				what := fmt.Sprintf("%v, %v, at the %s", graph.DtypeOf[T](), ends, name)
				out := mustSolve(t, s, p)
				within(t, what, float64(out.Y[0][0]), want, 1e-3*want)
				g, err := s.GradientOfTrajectory(t.Context(), p, func(c *integrate.Trajectory[T]) (float64, error) {
					c.SavedBar[0][0] = 1
					return float64(c.Saved[0][0]), nil
				}, nil)
				if err != nil {
					t.Errorf("%s: %v", what, err)
					continue
				}
				within(t, what+": its gradient's solve", g.Loss, want, 1e-3*want)
				within(t, what+": gradient", float64(g.Y0[0][0]), 1.5*math.Exp(ends[0]-ends[1]), 1e-3*want)
			}
		}
	}
}
