// Rows that give up their lanes for a while.

package integrate_test

import (
	"context"
	"math/rand/v2"
	"testing"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/gorgoflow/gorgoflow/integrate/tableau"
	G "gorgonia.org/gorgonia"
)

// rotation turns each row at a rate of its own, so that some rows need many more steps than others. The quadrature is the
// integral of the squared speed.
func rotation[T graph.Float]() *ode.System {
	return &ode.System{
		Blocks: []ode.Block{{Name: "z", Width: 2}, {Name: "path", Width: 1, Quadrature: true}},
		Args:   []ode.Block{{Name: "rate", Width: 1}},
		Build: func(b *graph.Builder, t *G.Node, y, args []*G.Node) ([]*G.Node, error) {
			x, v := b.SliceCols(y[0], 0, 1), b.SliceCols(y[0], 1, 2)
			f := b.Mul(b.ConcatCols(v, b.Neg(x)), args[0])
			return []*G.Node{f, b.SumCols(b.Square(f))}, b.Err()
		},
	}
}

func rotationProblem[T graph.Float](rows int) *ode.Problem[T] {
	rng := rand.New(rand.NewPCG(1, 2))
	z, rate := make([]T, 2*rows), make([]T, rows)
	for i := range rate {
		z[2*i], z[2*i+1] = T(rng.NormFloat64()), T(rng.NormFloat64())
		rate[i] = T(2 + 6*rng.Float64()*rng.Float64())
	}
	return &ode.Problem[T]{T1: 1, Rows: rows, Y: [][]T{z, nil}, Args: [][]T{rate}}
}

// TestLanesStayFull: deferred rows fill the lanes beside the longest rows, so that the program runs hardly more often
// than full packs of all steps would take.
func TestLanesStayFull(t *testing.T) {
	for _, c := range []struct{ rows, lanes int }{{37, 4}, {128, 16}, {200, 16}, {512, 64}} {
		s := mustSolver[float64](t, rotation[float64](), &integrate.Settings{Lanes: c.lanes, Workers: 1})
		runs, p := 0, rotationProblem[float64](c.rows)
		s.Runner().OnRun = func(int) { runs++ }
		out := mustSolve(t, s, p)
		packs := (out.Stats.Accepted + out.Stats.Rejected + c.lanes - 1) / c.lanes
		if runs > packs+packs/20+2 { // packs are not full at the start and at the end
			t.Errorf("%d rows in %d lanes: %d runs for %d packs of steps", c.rows, c.lanes, runs, packs)
		}
	}
}

// TestDeferredRows: deferred rows have the bits that they have alone.
func TestDeferredRows(t *testing.T) {
	t.Run("float32", testDeferredRows[float32])
	t.Run("float64", testDeferredRows[float64])
}

func testDeferredRows[T graph.Float](t *testing.T) {
	for _, tableau := range []*tableau.Tableau{tableau.Dopri5, tableau.DOP853, tableau.Rodas5P} {
		sys, p := rotation[T](), rotationProblem[T](60)
		s := mustSolver[T](t, sys, &integrate.Settings{Tableau: tableau, Lanes: 8, Workers: 1})
		runner := s.Runner()
		got := mustSolve(t, s, p)
		if n := len(runner.WaitingRows.Lanes); n < 8 {
			t.Errorf("%s: %d rows were deferred, want 8 or more", tableau.Name, n)
		}
		for row := range p.Rows {
			sameRow(t, sys, got, row, mustSolve(t, s, permuted(p, sys, []int{row})), 0)
		}
	}
}

// ending is a context that ends after a number of calls of Err.
type ending struct {
	context.Context
	left int
}

func (c *ending) Err() error {
	if c.left--; c.left < 0 {
		return context.Canceled
	}
	return nil
}

// TestDeferredRowsAreForgotten: the deferred rows of a solve that ended early do not show in the next solve.
func TestDeferredRowsAreForgotten(t *testing.T) {
	sys, p, settings := rotation[float64](), rotationProblem[float64](60), &integrate.Settings{Lanes: 8, Workers: 1}
	want := mustSolve(t, mustSolver[float64](t, sys, settings), p)
	for left := 0; left < 60; left += 7 {
		s := mustSolver[float64](t, sys, settings)
		if _, err := s.Solve(&ending{t.Context(), left}, p); err == nil {
			t.Fatalf("done after %d looks at the context", left)
		}
		fresh := mustSolve(t, s, permuted(p, sys, []int{3, 5}))
		sameRow(t, sys, fresh, 0, want, 3)
		sameRow(t, sys, fresh, 1, want, 5)
	}
}
