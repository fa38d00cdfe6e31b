// A solution does not depend on where time has its zero.

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
	"github.com/gorgoflow/gorgoflow/internal/long"
	G "gorgonia.org/gorgonia"
)

// origins are values of T0 at which the spacing of float64 is below 1e-6.
var origins = []float64{1, -3, 1e4, 1.7e9, -1.7e9}

// swinging is d²x/dt² = −ω²x, with an event at every zero of x.
func swinging(ω float64) *ode.System {
	return &ode.System{Blocks: []ode.Block{{Name: "x", Width: 2}}, Events: []ode.Event{{Name: "zero", Function: odetest.Coordinate(0)}},
		Build: func(b *graph.Builder, _ *G.Node, y, _ []*G.Node) ([]*G.Node, error) {
			x, v := b.SliceCols(y[0], 0, 1), b.SliceCols(y[0], 1, 2)
			return []*G.Node{b.ConcatCols(b.Scale(v, ω), b.Scale(x, -ω))}, b.Err()
		}}
}

// TestAnyOrigin: the end, the outputs, the dense output and the event times of an oscillation are as exact from any T0 as
// from 0, forward and backward.
func TestAnyOrigin(t *testing.T) {
	const ω, length = 2 * math.Pi, 3
	for _, tab := range []*tableau.Tableau{tableau.Tsit5, tableau.Dopri5, tableau.DOP853} {
		for _, sign := range []float64{1, -1} {
			s := mustSolver[float64](t, swinging(ω), &integrate.Settings{Tableau: tab, RTol: 1e-9, ATol: 1e-9})
			near := originErrors(t, s, 0, sign*length, ω)
			for _, t0 := range origins {
				far := originErrors(t, s, t0, t0+sign*length, ω)
				for what, miss := range far {
					if slack := 20 * 0x1p-52 * math.Abs(t0); !(miss <= 2*near[what]+1e-12+ω*slack*0.05) {
						t.Errorf("%s from %g, %s: error %.2g, from 0 %.2g", tab.Name, t0, what, miss, near[what])
					}
				}
			}
		}
	}
}

// originErrors are the errors of a solve of x = sin ω(t−t0): of its end, its outputs, its dense output and its events.
func originErrors(t *testing.T, s *integrate.Solver[float64], t0, t1, ω float64) map[string]float64 {
	t.Helper()
	p := &ode.Problem[float64]{T0: t0, T1: t1, Rows: 1, Y: [][]float64{{0, 1}}, Dense: true}
	for i := range 20 {
		p.SaveAt = append(p.SaveAt, t0+(t1-t0)*(float64(i)+0.37)/20)
	}
	out := mustSolve(t, s, p)
	worst := map[string]float64{"end": math.Abs(out.Y[0][0] - math.Sin(ω*(t1-t0)))}
	for i, at := range p.SaveAt {
		want := math.Sin(ω * (at - t0))
		worst["outputs"] = max(worst["outputs"], math.Abs(out.Saved[0][2*i]-want))
		y, err := out.Dense.At(nil, 0, 0, at)
		if err != nil {
			t.Fatal(err)
		}
		worst["dense"] = max(worst["dense"], math.Abs(y[0]-want))
	}
	for _, o := range out.Events[0] {
		worst["events"] = max(worst["events"], math.Abs(math.Sin(ω*(o.T-t0))))
	}
	return worst
}

// TestClockAndState: with dy/dt = 1 the state advances by the time, also if steps are only a few spacings of numbers long.
func TestClockAndState(t *testing.T) {
	takes := long.OneIn(3)
	for _, t0 := range append([]float64{0, 1e12}, origins...) {
		for _, h := range []float64{1e-6, 1e-4, 3e-3} {
			h = max(h, 0x1p-50*math.Abs(t0))
			for _, settings := range []integrate.Settings{{MaxStep: h}, {StepSize: h}, {Steps: 1000}, {FirstStep: h / 100, MinStep: h / 1000, MaxStep: h}} {
				for _, sign := range []float64{1, -1} {
					if !takes() {
						continue
					}
					s := mustSolver[float64](t, &ode.System{Blocks: []ode.Block{{Name: "y", Width: 1}}, Build: func(b *graph.Builder, _ *G.Node, y, _ []*G.Node) ([]*G.Node, error) {
						return []*G.Node{b.Shift(b.Scale(y[0], 0), 1)}, b.Err()
					}}, &settings)
					p := &ode.Problem[float64]{T0: t0, T1: t0 + sign*1000*h, Rows: 1}
					out := mustSolve(t, s, p)
					length := p.T1 - p.T0
					within(t, fmt.Sprintf("from %g, %+v", t0, settings), out.Y[0][0]/length, 1, 1e-12)
				}
			}
		}
	}
}
