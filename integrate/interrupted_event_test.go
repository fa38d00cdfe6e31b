// A context that ends inside an event function or inside a jump ends the call at once.

package integrate_test

import (
	"context"
	"errors"
	"testing"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/gorgoflow/gorgoflow/integrate/tableau"
	G "gorgonia.org/gorgonia"
)

// TestEventsAndJumpsEndWithTheirContext: the event function and the jump of a ball are chains of foreign operations. No
// operation runs after the operation in which the context ends, whether the ball bounces or is hit at a given time.
func TestEventsAndJumpsEndWithTheirContext(t *testing.T) {
	by := &interruption{}
	slow := func(b *graph.Builder, x *G.Node) *G.Node {
		for range 3 {
			x = b.Apply(counted{by: by}, x)
		}
		return x
	}
	jump := func(b *graph.Builder, _ *G.Node, y, _ []*G.Node) ([]*G.Node, error) {
		return []*G.Node{b.ConcatCols(b.Scale(b.SliceCols(y[0], 0, 1), 0), b.Scale(slow(b, b.SliceCols(y[0], 1, 2)), -0.5)), nil}, b.Err()
	}
	bounce := ode.Event{Name: "ground", Direction: -1, Jump: jump, Function: func(b *graph.Builder, _ *G.Node, y, _ []*G.Node) (*G.Node, error) {
		return slow(b, b.SliceCols(y[0], 0, 1)), b.Err()
	}}
	bouncing, hit := falling(bounce), falling(bounce)
	hit.Events, hit.Jump = nil, jump
	for name, c := range map[string]struct {
		system *ode.System
		times  []float64
	}{"event": {bouncing, nil}, "jump": {hit, []float64{0.5}}} {
		s := mustSolver[float64](t, c.system, &integrate.Settings{Tableau: tableau.Bosh3, Lanes: 1, Workers: 1})
		p := &ode.Problem[float64]{T1: 0.9, Rows: 1, Y: [][]float64{{1, 0}, nil}, JumpTimes: c.times}
		solve := func(ctx context.Context) error { _, err := s.Solve(ctx, p); return err }
		all, err := by.during(0, solve)
		if err != nil || all < 3 {
			t.Fatalf("%s: %d evaluations, %v", name, all, err)
		}
		for limit := 1; limit < all; limit++ {
			if n, err := by.during(limit, solve); n != limit || !errors.Is(err, context.Canceled) {
				t.Errorf("%s: the context ended in evaluation %d of %d: %d evaluations, %v", name, limit, all, n, err)
			}
		}
		if n, err := by.during(0, solve); n != all || err != nil {
			t.Errorf("%s: %d evaluations without an interruption, %v; want %d again", name, n, err, all)
		}
	}
}
