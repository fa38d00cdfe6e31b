// Gradients of a loss at output times.

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

// squaresAlong is Σ weight·x²/2 over all outputs of a trajectory.
func squaresAlong(c *integrate.Trajectory[float64]) (sum float64, err error) {
	for b := range c.Saved {
		for i, v := range c.Saved[b] {
			w := math.Cos(float64(i))
			sum, c.SavedBar[b][i] = sum+w*v*v/2, w*v
		}
		for i, v := range c.SavedQuad[b] {
			w := math.Sin(1 + float64(i))
			sum, c.SavedQuadBar[b][i] = sum+w*v*v/2, w*v
		}
	}
	return sum, nil
}

// TestGradientOfTrajectory: the gradient agrees with finite differences for initial values, constant inputs, parameters
// and output times, across tstops and jumps of the state, forward and backward.
func TestGradientOfTrajectory(t *testing.T) {
	for _, settings := range []integrate.Settings{{Tableau: tableau.Tsit5, Steps: 5}, {Tableau: tableau.RK4, Steps: 6}, {RTol: 1e-9, ATol: 1e-9}} {
		for _, ends := range [][2]float64{{0, 2}, {2, 0}} {
			for _, method := range []integrate.Method{integrate.Replay, integrate.Backsolve} {
				if method == integrate.Backsolve && settings.Steps > 0 {
					continue
				}
				t.Run(fmt.Sprintf("%d/%g/%d", settings.Steps, ends[0], method), func(t *testing.T) {
					settings.Lanes = 2
					testGradientOfTrajectory(t, settings, ends, method)
				})
			}
		}
	}
}

func testGradientOfTrajectory(t *testing.T, settings integrate.Settings, ends [2]float64, method integrate.Method) {
	sys := odetest.Network[float64](t, 2)
	w := sys.Params.Get("bias")
	sys.Jump = func(b *graph.Builder, t *G.Node, y, _ []*G.Node) ([]*G.Node, error) {
		shift := b.SliceCols(b.Param(w), 0, 3)
		return []*G.Node{b.Add(b.Square(y[0]), b.Add(shift, t)), nil, nil}, b.Err()
	}
	p := odetest.NetworkProblem[float64](3, ends[0], ends[1])
	mark := func(s float64) float64 { return ends[0] + s*(ends[1]-ends[0]) }
	p.SaveAt = []float64{ends[0], mark(0.2), mark(0.5), mark(0.9)}
	p.TStops, p.JumpTimes = []float64{mark(0.3)}, []float64{mark(0.5), mark(0.6)}
	s := mustSolver[float64](t, sys, &settings)
	value := func() float64 {
		g, err := s.GradientOfTrajectory(t.Context(), p, squaresAlong, &integrate.GradientSettings{Method: method})
		if err != nil {
			t.Fatalf("%+v", err)
		}
		return g.Loss
	}
	g, err := s.GradientOfTrajectory(t.Context(), p, squaresAlong, &integrate.GradientSettings{Method: method})
	if err != nil {
		t.Fatalf("%+v", err)
	}
	const δ = 1e-5
	tolerance := 2e-6
	if settings.Steps == 0 {
		tolerance = 1e-5 // adaptive steps change with the times, and the computed loss with them
	}
	difference := func(what string, got float64, set func(float64)) {
		t.Helper()
		set(δ)
		up := value()
		set(-2 * δ)
		down := value()
		set(δ)
		within(t, what, got, (up-down)/(2*δ), tolerance*max(1, math.Abs(got)))
	}
	for i := range p.Y[0] {
		difference(fmt.Sprint("y0 ", i), g.Y0[0][i], func(d float64) { p.Y[0][i] += d })
	}
	for i := range p.Args[0] {
		difference(fmt.Sprint("constant input ", i), g.Args[0][i], func(d float64) { p.Args[0][i] += d })
	}
	for n, q := range sys.Params.List() {
		difference("parameter "+q.Name, g.Params[n][1], func(d float64) { q.Set(1, q.At(1)+d); sys.Params.Touch() })
	}
	difference("time 1", g.Times[1], func(d float64) { p.SaveAt[1] += d })
	difference("time 2, on a jump", g.Times[2], func(d float64) { p.SaveAt[2] += d; p.JumpTimes[0] = p.SaveAt[2] })
	difference("time 3", g.Times[3], func(d float64) { p.SaveAt[3] += d })
}

// TestQuadraturesOverSegments: a quadrature is summed in float64 over the segments too: in single precision 1e5 has
// neighbours at 1e5 ± 0.0078, and each of the segments adds 0.001.
func TestQuadraturesOverSegments(t *testing.T) {
	sys := &ode.System{Blocks: []ode.Block{{Name: "y", Width: 1}, {Name: "q", Width: 1, Quadrature: true}},
		Build: func(b *graph.Builder, _ *G.Node, y, _ []*G.Node) ([]*G.Node, error) {
			return []*G.Node{b.Neg(y[0]), b.Shift(b.Scale(y[0], 0), 1)}, b.Err()
		}}
	p := &ode.Problem[float32]{T1: 1, Rows: 2, Y: [][]float32{{1, 2}, {1e5, 0}}}
	for i := range 1000 {
		p.SaveAt = append(p.SaveAt, float64(i+1)/1000)
	}
	s := mustSolver[float32](t, sys, nil)
	for name, settings := range map[string]*integrate.GradientSettings{"replay": nil, "a budget": {TapeBytes: 1}, "backsolve": {Method: integrate.Backsolve}} {
		g, err := s.GradientOfTrajectory(t.Context(), p, func(c *integrate.Trajectory[float32]) (float64, error) {
			c.SavedQuadBar[1][999], c.SavedQuadBar[1][1999] = 1, 1
			return c.SavedQuad[1][999] + c.SavedQuad[1][1999], nil
		}, settings)
		if err != nil {
			t.Fatalf("%s: %+v", name, err)
		}
		within(t, name, g.Loss, 1e5+2, 2e-6)
		within(t, name+", the end", g.Solution.Quad[1][0], 1e5+1, 1e-6)
		within(t, name+", ∂/∂q", float64(g.Y0[1][0]), 1, 0)
	}
}
