// Gradients through Rosenbrock steps, also on a stiff system.

package integrate_test

import (
	"errors"
	"math"
	"testing"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/internal/odetest"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/gorgoflow/gorgoflow/integrate/tableau"
	G "gorgonia.org/gorgonia"
)

// squares is ½ of the sum of the squares of all states, and the sum of all quadratures.
func squares(_, _ int, y [][]float64, quad [][]float64, ybar [][]float64, qbar [][]float64) (float64, error) {
	loss := 0.0
	for b := range y {
		for i, v := range y[b] {
			loss += v * v / 2
			ybar[b][i] = v
		}
		for i, v := range quad[b] {
			loss += v
			qbar[b][i] = 1
		}
	}
	return loss, nil
}

// TestRosenbrockGradient: replay of fixed steps agrees with differences of the computed loss, and backsolve agrees with
// replay to the tolerance. The system has constant inputs and quadratures, and is solved forward and backward.
func TestRosenbrockGradient(t *testing.T) {
	for _, ends := range [][2]float64{{0.2, 1.3}, {1.3, 0.2}} {
		sys := odetest.Network[float64](t, 0.4)
		p := odetest.NetworkProblem[float64](3, ends[0], ends[1])
		fixed := mustSolver[float64](t, sys, &integrate.Settings{Tableau: tableau.Rodas5P, Steps: 3, Lanes: 2})
		g, err := fixed.Gradient(t.Context(), p, squares, nil)
		if err != nil {
			t.Fatalf("%+v", err)
		}
		value := func() float64 {
			g, err := fixed.Gradient(t.Context(), p, squares, nil)
			if err != nil {
				t.Fatal(err)
			}
			return g.Loss
		}
		difference := func(set func(d float64)) float64 {
			const h = 1e-5
			set(h)
			right := value()
			set(-2 * h)
			left := value()
			set(h)
			return (right - left) / (2 * h)
		}
		check := func(what string, got, want float64) {
			if !(math.Abs(got-want) <= 1e-7*(1+math.Abs(want))) {
				t.Errorf("%s: %.10g, by differences %.10g", what, got, want)
			}
		}
		for i, q := range sys.Params.List() {
			for k := 0; k < q.Len(); k += 4 {
				check(q.Name, g.Params[i][k], difference(func(d float64) { q.Set(k, q.At(k)+d); q.Params().Touch() }))
			}
		}
		for k := range p.Y[0] {
			check("z", g.Y0[0][k], difference(func(d float64) { p.Y[0][k] += d }))
		}
		for k := range p.Args[0] {
			check("constant input", g.Args[0][k], difference(func(d float64) { p.Args[0][k] += d }))
		}
		check("t0", g.T0, difference(func(d float64) { p.T0 += d }))
		check("t1", g.T1, difference(func(d float64) { p.T1 += d }))

		adaptive := mustSolver[float64](t, sys, &integrate.Settings{Tableau: tableau.Rodas5P, RTol: 1e-8, ATol: 1e-8, Lanes: 2})
		back, err := adaptive.Gradient(t.Context(), p, squares, &integrate.GradientSettings{Method: integrate.Backsolve})
		if err != nil {
			t.Fatalf("%+v", err)
		}
		replay, err := adaptive.Gradient(t.Context(), p, squares, nil)
		if err != nil {
			t.Fatalf("%+v", err)
		}
		for i := range replay.Params {
			for k, want := range replay.Params[i] {
				if got := back.Params[i][k]; !(math.Abs(got-want) <= 1e-5*(1+math.Abs(want))) {
					t.Errorf("parameter %d[%d]: backsolve %g, replay %g", i, k, got, want)
				}
			}
		}
	}
}

// TestStiffGradient: replay through a few steps of a stiff system agrees with the closed form. Backsolve fails with a typed
// error, since the fast decay grows when it is followed backward.
func TestStiffGradient(t *testing.T) {
	params := graph.NewParams(graph.DtypeOf[float64]())
	rate, err := params.Add("rate", 1, 1)
	if err != nil {
		t.Fatal(err)
	}
	rate.Set(0, 1000)
	sys := odetest.ScalarSystem(func(b *graph.Builder, t, y *G.Node) *G.Node {
		return b.Mul(b.Sub(b.Cos(t), y), b.Param(rate))
	})
	sys.Params = params
	s := mustSolver[float64](t, sys, &integrate.Settings{Tableau: tableau.Rodas5P, RTol: 1e-8, ATol: 1e-8})
	p := &ode.Problem[float64]{T0: 0, T1: 2, Rows: 1, Y: [][]float64{{1}}}
	g, err := s.Gradient(t.Context(), p, squares, nil)
	if err != nil {
		t.Fatal(err)
	}
	end := func(r float64) float64 { return (r*r*math.Cos(2) + r*math.Sin(2)) / (1 + r*r) }
	want := end(1000) * (end(1001) - end(999)) / 2
	if got := g.Params[0][0]; !(math.Abs(got-want) <= 1e-4*math.Abs(want)) || g.Solution.Stats.Accepted > 100 {
		t.Errorf("derivative by the rate %g, want %g; %d steps", got, want, g.Solution.Stats.Accepted)
	}
	var stopped *ode.StepError
	if _, err := s.Gradient(t.Context(), p, squares, &integrate.GradientSettings{Method: integrate.Backsolve}); !errors.As(err, &stopped) {
		t.Errorf("backsolve: %v, want a *ode.StepError", err)
	}
}
