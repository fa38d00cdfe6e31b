// Events in single precision, far from the origin of time.

package integrate_test

import (
	"math"
	"testing"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/internal/odetest"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	G "gorgonia.org/gorgonia"
)

// TestEventsFarFromTheOriginInSinglePrecision: where a function of the state alone changes sign, a row jumps, at any time.
// Neighbouring times of float32 are 6e-5 apart near 1000, in which the oscillator moves by as much, but the loop counts
// time in float64.
func TestEventsFarFromTheOriginInSinglePrecision(t *testing.T) {
	stays := func(b *graph.Builder, _ *G.Node, y, _ []*G.Node) ([]*G.Node, error) {
		return []*G.Node{b.Scale(y[0], 1)}, b.Err()
	}
	s := mustSolver[float32](t, oscillator(ode.Event{Name: "x", Function: odetest.Coordinate(0), Jump: stays}), &integrate.Settings{RTol: 1e-5, ATol: 1e-5})
	for _, from := range []float64{0, 1000, -1000} {
		p := &ode.Problem[float32]{T0: from, T1: from + 60, Rows: 40, Y: [][]float32{nil}}
		for row := range p.Rows {
			p.Y[0] = append(p.Y[0], float32(math.Cos(0.1*float64(row))), float32(math.Sin(0.1*float64(row))))
		}
		out := mustSolve(t, s, p)
		for row, list := range out.Events {
			if len(list) < 19 || len(list) > 20 {
				t.Errorf("from %g, row %d: %d events, want 19 or 20 within 60", from, row, len(list))
			}
			for _, o := range list {
				if x := float64(o.Y[0][0]); !(math.Abs(x) <= 1e-5) {
					t.Errorf("from %g, row %d: x is %g at the event at %v", from, row, x, o.T)
				}
			}
		}
	}
}
