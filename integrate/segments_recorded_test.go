// A gradient whose steps are kept from the forward pass has the bits of one that solves every part once more.

package integrate_test

import (
	"fmt"
	"testing"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/internal/odetest"
	G "gorgonia.org/gorgonia"
)

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
			for range 2 { // by tapes of an earlier call too
				kept, got := gradient(0)
				if got != want {
					t.Errorf("got\n%s\nwant\n%s", got, want)
				}
				if n := again.Backward.Evaluations - kept.Backward.Evaluations; n != kept.Forward.Evaluations {
					t.Errorf("%d evaluations are saved on the way back, want the %d of the way there", n, kept.Forward.Evaluations)
				}
			}
		})
	}
}
