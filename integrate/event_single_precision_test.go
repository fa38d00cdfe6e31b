// Events in single precision, far from the origin of time.

package integrate_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/internal/odetest"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/pkg/errors"
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

// TestZenoInSinglePrecision: bounces that come ever faster end the row where they accumulate, with the status Zeno, wherever
// the time begins.
func TestZenoInSinglePrecision(t *testing.T) {
	for _, e := range []float64{0.1, 0.5, 0.8} {
		bounce := func(b *graph.Builder, _ *G.Node, y, _ []*G.Node) ([]*G.Node, error) {
			return []*G.Node{b.ConcatCols(b.SliceCols(y[0], 0, 1), b.Scale(b.SliceCols(y[0], 1, 2), -e))}, b.Err()
		}
		s := mustSolver[float32](t, &ode.System{Blocks: []ode.Block{{Name: "ball", Width: 2}}, Events: []ode.Event{{Name: "ground", Function: odetest.Coordinate(0), Jump: bounce}},
			Build: func(b *graph.Builder, _ *G.Node, y, _ []*G.Node) ([]*G.Node, error) {
				v := b.SliceCols(y[0], 1, 2)
				return []*G.Node{b.ConcatCols(v, b.Shift(b.Scale(v, 0), -9.81))}, b.Err()
			}}, nil)
		end := math.Sqrt(2/9.81) * (1 + e) / (1 - e)
		for _, from := range []float64{0, 1000, -end} {
			out, err := s.Solve(t.Context(), &ode.Problem[float32]{T0: from, T1: from + 5, Rows: 1, Y: [][]float32{{1, 0}}})
			if !errors.Is(err, ode.Zeno) {
				t.Errorf("e = %g from %g: %v, want Zeno", e, from, err)
				continue
			}
			within(t, fmt.Sprintf("e = %g from %g: the end", e, from), out.Ends[0].T-from, end, 0.01)
		}
	}
}
