// Backsolve sums the derivatives with respect to parameters over every step.

package integrate_test

import (
	"fmt"
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
