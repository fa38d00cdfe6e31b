// Gradients where an event changes the state exactly at T1.

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

// TestGradientOfAJumpAtTheEnd: y falls from y₀ at the rate r and jumps to 3y + 2 where it passes 0, at t* = t₀ + y₀/r. So
// y(T1) = 2 − r (T1 − t*), also where t* is T1. The row has reached T1, which no event has set.
func TestGradientOfAJumpAtTheEnd(t *testing.T) {
	for _, end := range []float64{1, 1.5} {
		falls := ode.Event{Name: "zero", Direction: -1,
			Function: func(b *graph.Builder, _ *G.Node, y, _ []*G.Node) (*G.Node, error) { return y[0], nil },
			Jump: func(b *graph.Builder, _ *G.Node, y, _ []*G.Node) ([]*G.Node, error) {
				return []*G.Node{b.Shift(b.Scale(y[0], 3), 2)}, b.Err()
			}}
		sys := &ode.System{Blocks: []ode.Block{{Name: "y", Width: 1}}, Args: []ode.Block{{Name: "rate", Width: 1}}, Events: []ode.Event{falls},
			Build: func(b *graph.Builder, _ *G.Node, _, args []*G.Node) ([]*G.Node, error) {
				return []*G.Node{b.Neg(args[0])}, b.Err()
			}}
		p := &ode.Problem[float64]{T1: end, Rows: 2, Y: [][]float64{{1, 4}}, Args: [][]float64{{1, 1}}}
		for _, method := range []integrate.Method{integrate.Replay, integrate.Backsolve} {
			g, err := mustSolver[float64](t, sys, &integrate.Settings{Tableau: tableau.Midpoint, Steps: 4}).GradientAtEvent(t.Context(), p, func(s *integrate.EventState[float64]) (float64, error) {
				if s.Event[0] != -1 || s.T[0] != end {
					t.Errorf("the row ends at %v by event %d, want %v and -1", s.T[0], s.Event[0], end)
				}
				s.YBar[0][0], s.TBar[0] = 1, 10
				return s.Y[0][0] + 10*s.T[0], nil
			}, &integrate.GradientSettings{Method: method})
			must(t, err)
			what := fmt.Sprintf("to %g, method %d: ", end, method)
			within(t, what+"the loss", g.Loss, 2-(end-1)+10*end, 1e-12)
			within(t, what+"∂y/∂y₀", g.Y0[0][0], 1, 1e-12)
			within(t, what+"∂y/∂r", g.Args[0][0], -(end-1)-1, 1e-12) // −(T1 − t*) + r ∂t*/∂r
			within(t, what+"∂y/∂t₀", g.T0, 1, 1e-12)
			within(t, what+"∂y/∂t₁", g.T1, -1+10, 1e-12)
		}
	}
}
