// Crossings soon after an event on which a step has ended, and soon after the start.

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

// TestSecondCrossingSoonAfterALanding: sin t rises above a level close to its maximum and falls below it soon after. An
// event with a jump that leaves g as it is ends a step on both crossings, though both lie before the second sample of
// the step that follows the first one.
func TestSecondCrossingSoonAfterALanding(t *testing.T) {
	for _, above := range []float64{1e-5, 1e-6, 1e-7} {
		for _, direction := range []int{0, 1, -1} {
			sys := &ode.System{Blocks: []ode.Block{{Name: "y", Width: 2}},
				Build: func(b *graph.Builder, _ *G.Node, y, _ []*G.Node) ([]*G.Node, error) {
					return []*G.Node{b.MatMul(y[0], b.Const(2, 2, []float64{0, -1, 1, 0}), false, false)}, b.Err()
				},
				Events: []ode.Event{{Name: "level", Direction: direction,
					Function: func(b *graph.Builder, t *G.Node, y, args []*G.Node) (*G.Node, error) {
						g, err := odetest.Coordinate(0)(b, t, y, args)
						return b.Shift(g, above-1), err
					},
					Jump: func(_ *graph.Builder, _ *G.Node, y, _ []*G.Node) ([]*G.Node, error) { return []*G.Node{nil}, nil },
				}}}
			s := mustSolver[float64](t, sys, &integrate.Settings{Tableau: tableau.DOP853, RTol: 1e-11, ATol: 1e-11})
			out := mustSolve(t, s, &ode.Problem[float64]{T1: 26, Rows: 1, Y: [][]float64{{0, 1}}})
			half := math.Acos(1 - above)
			want := []float64{math.Pi/2 - half, math.Pi/2 + half}
			switch direction {
			case 1:
				want = want[:1]
			case -1:
				want = want[1:]
			}
			if n := len(out.Events[0]); n != 4*len(want) {
				t.Errorf("level 1-%g, direction %d: %d crossings, want %d", above, direction, n, 4*len(want))
				continue
			}
			for i, o := range out.Events[0] {
				at := want[i%len(want)] + 2*math.Pi*float64(i/len(want))
				within(t, fmt.Sprintf("level 1-%g, crossing %d", above, i), o.T, at, 1e-9/half)
			}
		}
	}
}

// TestLandingSoonAfterTheStart: a ball that is thrown from the ground comes down to it, however long the first step is.
func TestLandingSoonAfterTheStart(t *testing.T) {
	sys := falling(ode.Event{Name: "ground", Function: odetest.Coordinate(0), Direction: -1, Terminal: true})
	for _, first := range []float64{0, 0.001, 0.1, 1} {
		s := mustSolver[float64](t, sys, &integrate.Settings{FirstStep: first})
		for _, speed := range []float64{1e-4, 0.05, 1} {
			out, err := s.Solve(t.Context(), &ode.Problem[float64]{T1: 10, Rows: 1, Y: [][]float64{{0, speed}, nil}})
			if err != nil || out.Status[0] != ode.Stopped {
				t.Errorf("first step %g, speed %g: %v, want a landing", first, speed, err)
				continue
			}
			within(t, fmt.Sprintf("first step %g, speed %g", first, speed), out.Ends[0].T, 2*speed/9.81, 1e-9)
		}
	}
}

// TestStepsRightAfterTheStart: a function that jumps across 0 right after T0 ends the row there, whatever T0 is. Near 0 numbers are
// so close to each other that a step could be shortened for ever.
func TestStepsRightAfterTheStart(t *testing.T) {
	for _, from := range []float64{0, 1, -1, 1e-20} {
		for _, to := range []float64{from + 2, from - 2} {
			for _, steps := range []int{0, 10} {
				sys := falling(ode.Event{Name: "begun", Terminal: true, Function: func(b *graph.Builder, t *G.Node, _, _ []*G.Node) (*G.Node, error) {
					return b.Shift(b.Step(b.Scale(b.Shift(t, -from), math.Copysign(1, to-from))), -0.5), b.Err()
				}})
				s := mustSolver[float64](t, sys, &integrate.Settings{Steps: steps})
				out := mustSolve(t, s, &ode.Problem[float64]{T0: from, T1: to, Rows: 1, Y: [][]float64{{1, 0}, nil}})
				if out.Status[0] != ode.Stopped || out.Stats.Rejected > 20 {
					t.Errorf("from %g to %g: %v after %d rejected steps", from, to, out.Status[0], out.Stats.Rejected)
				}
				within(t, "the time", out.Ends[0].T, from, 1e-15)
			}
		}
	}
}
