// The solver by itself: events, jumps, stops, output times, dense output, gradients through all of them, layers.

package golden_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/layer"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/gorgoflow/gorgoflow/integrate/tableau"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// ball falls against a drag: the state is (height, speed), the integral of the squared speed a quadrature.
func ball(t testing.TB, event ode.Event) *ode.System {
	t.Helper()
	params := graph.NewParams(tensor.Float64)
	gravity, err := params.Add("gravity", 1, 1)
	must(t, err)
	gravity.Set(0, 9.81)
	event.Function = func(b *graph.Builder, _ *G.Node, y, _ []*G.Node) (*G.Node, error) {
		return b.SliceCols(y[0], 0, 1), b.Err()
	}
	return &ode.System{
		Blocks: []ode.Block{{Name: "ball", Width: 2}, {Name: "path", Width: 1, Quadrature: true}},
		Args:   []ode.Block{{Name: "drag", Width: 1}},
		Params: params,
		Build: func(b *graph.Builder, _ *G.Node, y, args []*G.Node) ([]*G.Node, error) {
			speed := b.SliceCols(y[0], 1, 2)
			force := b.Sub(b.Neg(b.Mul(args[0], speed)), b.Param(gravity))
			return []*G.Node{b.ConcatCols(speed, force), b.Square(speed)}, b.Err()
		},
		Events: []ode.Event{event},
	}
}

// throw is a problem of three balls.
func throw() *ode.Problem[float64] {
	return &ode.Problem[float64]{T0: 0.25, T1: 3, Rows: 3, Y: [][]float64{{1, 0, 10, 3, 2, -4}, nil}, Args: [][]float64{{0, 0.1, 0.2}}}
}

func bounce(b *graph.Builder, _ *G.Node, y, _ []*G.Node) ([]*G.Node, error) {
	return []*G.Node{b.ConcatCols(b.SliceCols(y[0], 0, 1), b.Scale(b.SliceCols(y[0], 1, 2), -0.8)), nil}, b.Err()
}

func newSolver(t testing.TB, sys *ode.System, s integrate.Settings) *integrate.Solver[float64] {
	t.Helper()
	solver, err := integrate.NewSolver[float64](sys, &s)
	must(t, err)
	return solver
}

func (b bits) addSolution(t *testing.T, name string, from float64, s *ode.Solution[float64]) {
	t.Helper()
	b.add(t, name+": end", s.Y[0], s.Quad[1], s.Stats.Evaluations, s.Stats.Rejected)
	if s.Saved != nil {
		b.add(t, name+": on the way", s.Saved[0], s.SavedQuad[1])
	}
	for row, events := range s.Events {
		for i, e := range events {
			b.add(t, fmt.Sprintf("%s: event %d of row %d", name, i, row), e.T, e.Y[0])
		}
	}
	for row := range s.Status {
		if s.Dense == nil {
			break
		}
		steps := s.Dense.Steps(row)
		to := steps[len(steps)-1]
		inside, err := s.Dense.At(nil, row, 0, float64(0.3*from)+float64(0.7*to))
		must(t, err)
		b.add(t, fmt.Sprintf("%s: inside, row %d", name, row), steps, inside)
	}
}

func (b bits) addGradient(t *testing.T, name string, g *integrate.Gradient[float64]) {
	t.Helper()
	b.add(t, name, g.Loss, g.Params, g.Y0[0], g.Args, g.T0, g.T1, g.Times, g.ReverseError, g.Forward.Evaluations, g.Backward.Evaluations)
}

// landing is a loss of when and how fast a ball lands.
func landing(s *integrate.EventState[float64]) (sum float64, err error) {
	for row := range s.T {
		sum += s.T[row] + float64(2*s.Y[0][2*row+1]) + float64(3*s.Quad[1][row])
		s.TBar[row], s.YBar[0][2*row+1], s.QuadBar[1][row] = 1, 2, 3
	}
	return sum, nil
}

// squares is a loss of all outputs.
func squares(c *integrate.Trajectory[float64]) (sum float64, err error) {
	for b := range c.Saved {
		for i, v := range c.Saved[b] {
			sum, c.SavedBar[b][i] = sum+float64(v*v/2), v
		}
		for i, v := range c.SavedQuad[b] {
			sum, c.SavedQuadBar[b][i] = sum+v, 1
		}
	}
	return sum, nil
}

func TestEvents(t *testing.T) {
	b := bits{}
	for _, tab := range []*tableau.Tableau{tableau.Tsit5, tableau.Dopri5, tableau.DOP853, tableau.Rodas5P} {
		lands := newSolver(t, ball(t, ode.Event{Name: "ground", Terminal: true}), integrate.Settings{Tableau: tab, Lanes: 2})
		bounces := newSolver(t, ball(t, ode.Event{Name: "ground", Jump: bounce}), integrate.Settings{Tableau: tab, Lanes: 2})
		p := throw()
		s, err := lands.Solve(t.Context(), p)
		must(t, err)
		b.addSolution(t, tab.Name+" lands", throw().T0, s)
		p.SaveAt, p.Dense = []float64{0.5, 1.5, 2.9}, true
		s, err = bounces.Solve(t.Context(), p)
		must(t, err)
		b.addSolution(t, tab.Name+" bounces", throw().T0, s)
		for _, method := range []integrate.Method{integrate.Replay, integrate.Backsolve, integrate.Method(2)} {
			if method == integrate.Method(2) && tab != tableau.Tsit5 { // takes long to compile
				continue
			}
			settings := &integrate.GradientSettings{Method: method}
			g, err := lands.GradientAtEvent(t.Context(), throw(), landing, settings)
			must(t, err)
			b.addGradient(t, fmt.Sprint(tab.Name, " lands: gradient ", method), g)
			along := throw()
			along.SaveAt = p.SaveAt
			g, err = bounces.GradientOfTrajectory(t.Context(), along, squares, settings)
			must(t, err)
			b.addGradient(t, fmt.Sprint(tab.Name, " bounces: gradient ", method), g)
		}
	}
	b.check(t, "events")
}

// TestKnownTimes compares solves with known times: a right-hand side that jumps, a state that is kicked, steps that must
// end, both directions and both controls.
func TestKnownTimes(t *testing.T) {
	b := bits{}
	for _, control := range []bool{false, true} {
		for _, ends := range [][2]float64{{0, 2}, {2, 0}} {
			sys := ball(t, ode.Event{})
			sys.Events, sys.Jump = nil, bounce
			solver := newSolver(t, sys, integrate.Settings{Shared: control, Lanes: 2})
			p := throw()
			p.T0, p.T1 = ends[0], ends[1]
			at := func(s float64) float64 { return ends[0] + float64(s*(ends[1]-ends[0])) }
			p.SaveAt, p.TStops, p.JumpTimes = []float64{at(0), at(0.2), at(0.5), at(0.9)}, []float64{at(0.3)}, []float64{at(0.5), at(0.6)}
			name := fmt.Sprintf("shared=%v from %g", control, ends[0])
			s, err := solver.Solve(t.Context(), p)
			must(t, err)
			b.addSolution(t, name, ends[0], s)
			for _, method := range []integrate.Method{integrate.Replay, integrate.Backsolve} {
				g, err := solver.GradientOfTrajectory(t.Context(), p, squares, &integrate.GradientSettings{Method: method})
				must(t, err)
				b.addGradient(t, fmt.Sprint(name, ": gradient ", method), g)
			}
		}
	}
	b.check(t, "known times")
}

// TestInsideAModel compares solves inside a Gorgonia model: adaptive by Layer, and in fixed steps by UnrollField, each with
// its gradient.
func TestInsideAModel(t *testing.T) {
	field := readNetwork(t, fixtures[0]).field(t, true)
	odeLayer, err := layer.NewLayer[float64](ode.FromField(field), nil)
	must(t, err)
	b := bits{}
	for name, end := range map[string]func(z *G.Node, weights G.Nodes) (*G.Node, error){
		"Layer": func(z *G.Node, weights G.Nodes) (*G.Node, error) {
			return odeLayer.Apply(z, layer.At(0), layer.At(1), weights, nil)
		},
		"UnrollField": func(z *G.Node, weights G.Nodes) (*G.Node, error) {
			return layer.UnrollField(nil, field, z, layer.At(0), layer.At(1), weights, nil, 4)
		},
	} {
		g := G.NewGraph()
		weights, err := layer.Leaves(g, field.Params())
		must(t, err)
		start := tensor.New(tensor.WithShape(5, 2), tensor.WithBacking(rowMajorOf(points(5, 2, 1))))
		z, err := end(G.NewMatrix(g, G.Float64, G.WithName("z"), G.WithShape(5, 2), G.WithValue(start)), weights)
		must(t, err)
		gradients, err := G.Grad(G.Must(G.Sum(G.Must(G.Square(z)))), weights...)
		must(t, err)
		machine := G.NewTapeMachine(g)
		must(t, machine.RunAll())
		b.add(t, name, z.Value().Data())
		for i, d := range gradients {
			b.add(t, fmt.Sprint(name, ": gradient ", i), d.Value().Data())
		}
		must(t, machine.Close())
	}
	b.check(t, "inside a model")
}

func rowMajorOf(x [][]float64) (all []float64) {
	for _, row := range x {
		all = append(all, row...)
	}
	return all
}

// TestMethods compares the methods one by one, on a pendulum.
func TestMethods(t *testing.T) {
	sys := &ode.System{
		Blocks: []ode.Block{{Name: "pendulum", Width: 2}},
		Build: func(b *graph.Builder, _ *G.Node, y, _ []*G.Node) ([]*G.Node, error) {
			return []*G.Node{b.ConcatCols(b.SliceCols(y[0], 1, 2), b.Neg(b.Sin(b.SliceCols(y[0], 0, 1))))}, b.Err()
		},
	}
	b := bits{}
	for _, tab := range []*tableau.Tableau{tableau.Euler, tableau.Heun2, tableau.Heun3, tableau.Midpoint,
		tableau.RK4, tableau.RK4ThreeEighths, tableau.RK8, tableau.HeunEuler, tableau.Bosh3, tableau.Sparse4,
		tableau.Fehlberg45, tableau.Dopri5, tableau.Sparse5, tableau.Tsit5, tableau.DOP853, tableau.Rodas4, tableau.Rodas5P} {
		settings := integrate.Settings{Tableau: tab}
		if tab.BErr == nil {
			settings.Steps = 16
		}
		p := &ode.Problem[float64]{T1: 3, Rows: 2, Y: [][]float64{{0, 1, 0.5, math.Pi}}, SaveAt: []float64{1, 2}}
		s, err := newSolver(t, sys, settings).Solve(t.Context(), p)
		must(t, err)
		b.add(t, tab.Name, s.Y, s.Saved, s.Stats.Evaluations)
	}
	b.check(t, "methods")
}
