// Quadratures with weights of their own.

package integrate_test

import (
	"math"
	"testing"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/gorgoflow/gorgoflow/integrate/tableau"
	G "gorgonia.org/gorgonia"
)

// TestQuadratureWeights: where a quadrature has the derivative of a state, y' = y cos t, half the step divides
// Sparse4's error of the quadrature by 2³ and that of the state by 2⁴. Without weights of its own a quadrature is the
// state, but for rounding.
func TestQuadratureWeights(t *testing.T) {
	sys := &ode.System{Blocks: []ode.Block{{Name: "y", Width: 1}, {Name: "q", Width: 1, Quadrature: true}},
		Build: func(b *graph.Builder, t *G.Node, y, _ []*G.Node) ([]*G.Node, error) {
			f := b.Mul(y[0], b.Cos(t))
			return []*G.Node{f, f}, b.Err()
		}}
	want := math.Exp(math.Sin(1.5))
	errs := func(tab *tableau.Tableau, n int) (state, quadrature float64) {
		s := mustSolver[float64](t, sys, &integrate.Settings{Tableau: tab, Steps: n, Lanes: 1})
		out := mustSolve(t, s, &ode.Problem[float64]{T1: 1.5, Rows: 1, Y: [][]float64{{1}, nil}})
		return math.Abs(out.Y[0][0] - want), math.Abs(1 + out.Quad[1][0] - want)
	}
	y1, q1 := errs(tableau.Sparse4, 64)
	y2, q2 := errs(tableau.Sparse4, 128)
	if y, q := math.Log2(y1/y2), math.Log2(q1/q2); !(math.Abs(y-4) <= 0.2) || !(math.Abs(q-3) <= 0.2) {
		t.Errorf("observed orders %.2f of the state and %.2f of the quadrature, want 4 and 3", y, q)
	}
	plain := *tableau.Sparse4
	plain.BQuadrature = nil
	if y, q := errs(&plain, 8); !(math.Abs(y-q) <= 1e-14) {
		t.Errorf("errors %g and %g of a state and its copy", y, q)
	}
}
