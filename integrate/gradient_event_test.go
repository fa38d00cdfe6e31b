// Gradients of the time of an event and of the state at that time.

package integrate_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/internal/odetest"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/gorgoflow/gorgoflow/integrate/tableau"
	G "gorgonia.org/gorgonia"
)

// TestGradientOfLanding: for a falling ball the time t* = t₀ + (v+u)/g and the speed −u of the
// landing, u = √(v²+2gx), have derivatives in closed form: ∂t*/∂x = 1/u, ∂t*/∂v = (1+v/u)/g,
// ∂u/∂x = g/u, ∂u/∂v = v/u, ∂u/∂g = x/u.
func TestGradientOfLanding(t *testing.T) {
	const gravity = 9.81
	sys := falling(ode.Event{Name: "ground", Function: odetest.Coordinate(0), Terminal: true})
	p := &ode.Problem[float64]{T0: 1, T1: 9, Rows: 3, Y: [][]float64{{1, 0, 10, 3, 2, -4}, nil}}
	for _, method := range []integrate.Method{integrate.Replay, integrate.Backsolve} {
		for _, tab := range []*tableau.Tableau{tableau.Tsit5, tableau.DOP853} {
			s := mustSolver[float64](t, sys, &integrate.Settings{Tableau: tab, Lanes: 2, RTol: 1e-9, ATol: 1e-9})
			// The loss is L = Σ t* + 2·(speed) + 3·(time of flight, a quadrature).
			loss := func(stop *integrate.EventState[float64]) (sum float64, err error) {
				for row := range stop.T {
					sum += stop.T[row] + 2*stop.Y[0][2*row+1] + 3*stop.Quad[1][row]
					stop.TBar[row], stop.YBar[0][2*row+1], stop.QuadBar[1][row] = 1, 2, 3
				}
				return sum, nil
			}
			g, err := s.GradientAtEvent(t.Context(), p, loss, &integrate.GradientSettings{Method: method})
			if err != nil {
				t.Fatalf("%+v", err)
			}
			byGravity := 0.0
			for row := range 3 {
				x, v := p.Y[0][2*row], p.Y[0][2*row+1]
				u := math.Sqrt(v*v + 2*gravity*x)
				what := fmt.Sprintf("%s, method %d, row %d", tab.Name, method, row)
				within(t, what+": ∂L/∂x", g.Y0[0][2*row], 4/u-2*gravity/u, 1e-7)
				within(t, what+": ∂L/∂v", g.Y0[0][2*row+1], 4*(1+v/u)/gravity-2*v/u, 1e-7)
				byGravity += 4*(x/u/gravity-(v+u)/gravity/gravity) - 2*x/u
			}
			within(t, tab.Name+": ∂L/∂g", g.Params[0][0], byGravity, 1e-7)
			within(t, tab.Name+": ∂L/∂t₀", g.T0, 3, 1e-7)
			within(t, tab.Name+": ∂L/∂t₁", g.T1, 0, 1e-12)
		}
	}
}

// TestGradientAtEvent: the gradient agrees with finite differences. The event and the right-hand side depend on time,
// constant inputs and parameters, and some rows reach T1 without the event.
func TestGradientAtEvent(t *testing.T) {
	for _, ends := range [][2]float64{{0.2, 1.7}, {1.7, 0.2}} {
		sys := odetest.Network[float64](t, 2)
		bias := sys.Params.Get("bias")
		sys.Events = []ode.Event{{Name: "e", Terminal: true, Optional: true, Function: func(b *graph.Builder, t *G.Node, y, args []*G.Node) (*G.Node, error) {
			level := b.Add(b.Scale(b.SliceCols(args[0], 0, 1), 0.1), b.Scale(b.SliceCols(b.Param(bias), 0, 1), 0.3))
			return b.Add(b.SliceCols(y[0], 1, 2), b.Add(level, b.Scale(t, 0.2))), b.Err()
		}}}
		s := mustSolver[float64](t, sys, &integrate.Settings{Tableau: tableau.DOP853, Lanes: 4, RTol: 1e-10, ATol: 1e-10})
		p := odetest.NetworkProblem[float64](9, ends[0], ends[1])
		loss := func(stop *integrate.EventState[float64]) (sum float64, err error) {
			for row := range stop.T {
				w := 1 + float64(row)
				sum += w*stop.T[row]*stop.T[row] + stop.Quad[1][row]*w
				stop.TBar[row], stop.QuadBar[1][row] = 2*w*stop.T[row], w
				for c := range 3 {
					v := stop.Y[0][3*row+c]
					sum += v * v
					stop.YBar[0][3*row+c] = 2 * v
				}
			}
			return sum, nil
		}
		gradient := func() *integrate.Gradient[float64] {
			g, err := s.GradientAtEvent(t.Context(), p, loss, nil)
			if err != nil {
				t.Fatalf("%+v", err)
			}
			return g
		}
		g := gradient()
		stopped := 0
		for _, status := range g.Solution.Status {
			if status == ode.Stopped {
				stopped++
			}
		}
		if stopped == 0 || stopped == 9 {
			t.Fatalf("%d of 9 rows stop; the test wants some", stopped)
		}
		const δ = 1e-5
		difference := func(what string, got float64, set func(float64)) {
			t.Helper()
			set(δ)
			up := gradient().Loss
			set(-2 * δ)
			down := gradient().Loss
			set(δ)
			within(t, what, got, (up-down)/(2*δ), 2e-6*max(1, math.Abs(got)))
		}
		for i := 0; i < len(p.Y[0]); i += 4 {
			difference(fmt.Sprint("y0 ", i), g.Y0[0][i], func(d float64) { p.Y[0][i] += d })
		}
		for i := 0; i < len(p.Args[0]); i += 5 {
			difference(fmt.Sprint("constant input ", i), g.Args[0][i], func(d float64) { p.Args[0][i] += d })
		}
		for n, q := range sys.Params.List() {
			difference("parameter "+q.Name, g.Params[n][0], func(d float64) { q.Set(0, q.At(0)+d); sys.Params.Touch() })
		}
		difference("t0", g.T0, func(d float64) { p.T0 += d })
		difference("t1", g.T1, func(d float64) { p.T1 += d })
	}
}

// TestGradientAtEventHasNoOutputTimes: output times, also those on tstops and those of rows' own, change nothing in the
// gradient of a loss of where rows end.
func TestGradientAtEventHasNoOutputTimes(t *testing.T) {
	s := mustSolver[float64](t, odetest.Eventful(t), nil)
	gradient := func(set func(*ode.Problem[float64])) string {
		p := odetest.NetworkProblem[float64](3, 0.2, 1.7)
		p.TStops, p.JumpTimes = []float64{0.5}, []float64{0.75}
		set(p)
		g, err := s.GradientAtEvent(t.Context(), p, func(stop *integrate.EventState[float64]) (sum float64, err error) {
			for i, v := range stop.Y[0] {
				sum, stop.YBar[0][i] = sum+v*v/2, v
			}
			return sum, nil
		}, nil)
		if err != nil {
			t.Fatalf("%+v", err)
		}
		return fmt.Sprint(g.Loss, g.Params, g.Y0, g.Args, g.T0, g.T1, g.Solution.Ends)
	}
	want := gradient(func(*ode.Problem[float64]) {})
	times := []float64{0.2, 0.5, 0.6, 0.75, 1.7}
	for name, set := range map[string]func(*ode.Problem[float64]){
		"shared": func(p *ode.Problem[float64]) { p.SaveAt = times },
		"own":    func(p *ode.Problem[float64]) { p.RowSaveAt = [][]float64{times, {0.3}, {}} },
	} {
		if got := gradient(set); got != want {
			t.Errorf("%s times: got\n%s\nwant\n%s", name, got, want)
		}
	}
}
