// Backsolve sums the derivatives with respect to parameters over every step, and its steps follow quadratures.

package integrate_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/gorgoflow/gorgoflow/integrate/tableau"
	G "gorgonia.org/gorgonia"
)

// TestBacksolveSumsEveryStep: the derivatives with respect to parameters that a quadrature reads too are those of replay.
// Their sums over the batch begin with a slice of the parameters, and have to count each accepted step once, the first one
// too.
func TestBacksolveSumsEveryStep(t *testing.T) {
	params := graph.NewParams(graph.DtypeOf[float64]())
	w, err := params.Add("w", 1, 2)
	must(t, err)
	w.Set(0, 0.7)
	w.Set(1, -0.2)
	sys := &ode.System{Params: params, Blocks: []ode.Block{{Name: "x", Width: 2}, {Name: "q", Width: 1, Quadrature: true}, {Name: "y", Width: 1}},
		Build: func(b *graph.Builder, t *G.Node, y, _ []*G.Node) ([]*G.Node, error) {
			first := b.SliceCols(y[0], 0, 1)
			f := b.Sub(b.Mul(b.SliceCols(b.Param(w), 0, 1), b.Sin(t)), b.Sin(y[0]))
			return []*G.Node{f, b.Mul(b.Square(first), b.SliceCols(b.Param(w), 1, 2)), b.Sub(first, y[2])}, b.Err()
		}}
	loss := func(stop *integrate.EventState[float64]) (float64, error) {
		stop.YBar[0][0], stop.QuadBar[1][0] = 1, 1
		return stop.Y[0][0] + stop.Quad[1][0], nil
	}
	p := &ode.Problem[float64]{T0: 0.3, T1: 1.7, Rows: 1, Y: [][]float64{{0.5, 0.2}, nil, {0.3}}}
	for _, tab := range []*tableau.Tableau{tableau.Bosh3, tableau.Dopri5, tableau.Tsit5, tableau.DOP853, tableau.Rodas5P} {
		s := mustSolver[float64](t, sys, &integrate.Settings{Tableau: tab, RTol: 1e-8, ATol: 1e-8})
		var got [2][]float64
		for i, method := range []integrate.Method{integrate.Replay, integrate.Backsolve} {
			g, err := s.GradientAtEvent(t.Context(), p, loss, &integrate.GradientSettings{Method: method})
			must(t, err)
			got[i] = g.Params[0]
		}
		for k := range got[0] {
			within(t, fmt.Sprintf("%s: ∂L/∂w%d", tab.Name, k), got[1][k], got[0][k], 1e-6)
		}
	}
}

// TestBacksolveFollowsQuadratures: with a quadrature that oscillates beside a state that does not, backward steps are as
// many as the quadrature takes. For q' = a c cos 30t beside y' = -y the derivatives of q are those of replay.
func TestBacksolveFollowsQuadratures(t *testing.T) {
	params := graph.NewParams(graph.DtypeOf[float64]())
	a, err := params.Add("a", 1, 1)
	must(t, err)
	a.Set(0, 1.3)
	sys := &ode.System{Params: params, Blocks: []ode.Block{{Name: "q", Width: 1, Quadrature: true}, {Name: "y", Width: 1}}, Args: []ode.Block{{Name: "c", Width: 1}},
		Build: func(b *graph.Builder, t *G.Node, y, args []*G.Node) ([]*G.Node, error) {
			return []*G.Node{b.Mul(b.Mul(b.Cos(b.Scale(t, 30)), b.Param(a)), args[0]), b.Neg(y[1])}, b.Err()
		}}
	loss := func(_, _ int, y [][]float64, quad [][]float64, ybar [][]float64, qbar [][]float64) (float64, error) {
		qbar[0][0], ybar[1][0] = 1, 1
		return quad[0][0] + y[1][0], nil
	}
	p := &ode.Problem[float64]{T0: 0.5, T1: 2, Rows: 1, Y: [][]float64{nil, {1}}, Args: [][]float64{{0.7}}}
	for _, tab := range []*tableau.Tableau{tableau.Bosh3, tableau.Sparse4, tableau.Dopri5, tableau.Sparse5, tableau.DOP853, tableau.Rodas5P} {
		s := mustSolver[float64](t, sys, &integrate.Settings{Tableau: tab, RTol: 1e-6, ATol: 1e-6})
		g, err := s.Gradient(t.Context(), p, loss, &integrate.GradientSettings{Method: integrate.Backsolve})
		must(t, err)
		integral := (math.Sin(60) - math.Sin(15)) / 30
		within(t, tab.Name+": ∂L/∂a", g.Params[0][0], 0.7*integral, 1e-5)
		within(t, tab.Name+": ∂L/∂c", g.Args[0][0], 1.3*integral, 1e-5)
		within(t, tab.Name+": ∂L/∂q", g.Y0[0][0], 1, 0)
		within(t, tab.Name+": ∂L/∂y", g.Y0[1][0], math.Exp(-1.5), 1e-5)
	}
}
