// Derivatives by the end of an interval at whose beginning ∂f/∂t is infinite.

package integrate_test

import (
	"testing"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/internal/odetest"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/gorgoflow/gorgoflow/integrate/tableau"
	G "gorgonia.org/gorgonia"
)

// TestSteepBeginning: y' = √|t| has an infinite derivative by t at 0, which moves with the beginning of the interval alone. The
// derivative of the end by T1 is √|T1|, upwards and downwards.
func TestSteepBeginning(t *testing.T) {
	loss := func(_, _ int, y [][]float64, _ [][]float64, ybar [][]float64, _ [][]float64) (float64, error) {
		ybar[0][0] = 1
		return y[0][0], nil
	}
	for _, tab := range []*tableau.Tableau{tableau.Dopri5, tableau.Sparse5, tableau.DOP853} {
		for _, sign := range []float64{1, -1} {
			sys := odetest.ScalarSystem(func(b *graph.Builder, t, y *G.Node) *G.Node { return b.Add(b.Sqrt(b.Scale(t, sign)), b.Scale(y, 0)) })
			s := mustSolver[float64](t, sys, &integrate.Settings{Tableau: tab, RTol: 1e-9, ATol: 1e-9})
			for _, method := range []integrate.Method{integrate.Replay, integrate.Direct} {
				g, err := s.Gradient(t.Context(), &ode.Problem[float64]{T1: 0.49 * sign, Rows: 1, Y: [][]float64{{1}}}, loss, &integrate.GradientSettings{Method: method})
				must(t, err)
				within(t, tab.Name+": by T1", g.T1, 0.7, 1e-4)
			}
		}
	}
}
