// A gradient that keeps the steps of the forward pass has the bits of a gradient that solves every segment once more.

package integrate_test

import (
	"fmt"
	"testing"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/internal/odetest"
	G "gorgonia.org/gorgonia"
)

// TestRecordedSegments: a budget makes the backward pass solve every segment once more; without a budget it goes over the
// recorded steps.
func TestRecordedSegments(t *testing.T) {
	for _, settings := range []integrate.Settings{{}, {Shared: true, Lanes: 4, BlockRows: 4}, {Lanes: 4, BlockRows: 8, Workers: 3}, {Steps: 3}} {
		t.Run(fmt.Sprintf("shared %v, blocks of %d, %d steps", settings.Shared, settings.BlockRows, settings.Steps), func(t *testing.T) {
			sys := odetest.Network[float64](t, 2)
			sys.Jump = func(b *graph.Builder, t *G.Node, y, _ []*G.Node) ([]*G.Node, error) {
				return []*G.Node{b.Add(b.Square(y[0]), t), nil, nil}, b.Err()
			}
			p := odetest.NetworkProblem[float64](11, 0, 2)
			p.SaveAt, p.TStops, p.JumpTimes = []float64{0, 0.4, 1, 1.8}, []float64{0.6}, []float64{1, 1.2}
			s := mustSolver[float64](t, sys, &settings)
			gradient := func(budget int) (*integrate.Gradient[float64], string) {
				g, err := s.GradientOfTrajectory(t.Context(), p, squaresAlong, &integrate.GradientSettings{TapeBytes: budget})
				if err != nil {
					t.Fatalf("%+v", err)
				}
				return g, fmt.Sprint(g.Loss, g.Params, g.Y0, g.Args, g.T0, g.T1, g.Times, g.Forward)
			}
			again, want := gradient(1 << 30)
			for range 2 { // the second call reuses the tapes of the first
				kept, got := gradient(0)
				if got != want {
					t.Errorf("got\n%s\nwant\n%s", got, want)
				}
				if n := again.Backward.Evaluations - kept.Backward.Evaluations; n != kept.Forward.Evaluations {
					t.Errorf("recorded steps save %d evaluations of the backward pass, want the %d of the forward pass", n, kept.Forward.Evaluations)
				}
			}
		})
	}
}

// TestSegmentsAddUp: the largest step and ReverseError are those of all segments of a gradient, not of one.
func TestSegmentsAddUp(t *testing.T) {
	s := mustSolver[float64](t, odetest.Network[float64](t, 3), &integrate.Settings{RTol: 1e-3, ATol: 1e-3})
	p := odetest.NetworkProblem[float64](3, 0, 4)
	p.SaveAt, p.TStops = []float64{0.01, 3.99, 4}, []float64{0.01, 3.99}
	for _, method := range []integrate.Method{integrate.Replay, integrate.Backsolve} {
		g, err := s.GradientOfTrajectory(t.Context(), p, unitCotangents, &integrate.GradientSettings{Method: method})
		must(t, err)
		for row, end := range g.Solution.Ends {
			if !(end.Largest > 0.1) {
				t.Errorf("method %v, row %d: the largest step is %v, want one of the long segment", method, row, end.Largest)
			}
		}
		if back := method == integrate.Backsolve; back && !(g.ReverseError > 1e-6) {
			t.Errorf("ReverseError is %v, want that of the long segment", g.ReverseError)
		}
	}
}
