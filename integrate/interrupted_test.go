// A context that ends inside a step, or in the backward pass through an event, ends the call at once.

package integrate_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/internal/odetest"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/gorgoflow/gorgoflow/integrate/tableau"
	G "gorgonia.org/gorgonia"
)

// interruption counts the evaluations of an operation and ends a context in one of them.
type interruption struct {
	runs, limit int
	cancel      func()
}

// during makes a call whose context ends in the given evaluation, or never if the limit is 0, and counts the evaluations.
func (i *interruption) during(limit int, call func(ctx context.Context) error) (runs int, err error) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	*i = interruption{limit: limit, cancel: cancel}
	err = call(ctx)
	return i.runs, err
}

// counted is the identity as a foreign operation that interruption counts.
type counted struct {
	odetest.Explode
	by *interruption
}

func (o counted) Do(x ...G.Value) (G.Value, error) {
	if o.by.runs++; o.by.runs == o.by.limit {
		o.by.cancel()
	}
	return x[0], nil
}

// wide is a linear equation whose steps are long enough to look at their context.
func wide(t *testing.T, width int, by *interruption) *ode.System {
	t.Helper()
	params := graph.NewParams(graph.DtypeOf[float64]())
	w, err := params.Add("w", width, width)
	if err != nil {
		t.Fatal(err)
	}
	return &ode.System{Blocks: []ode.Block{{Name: "y", Width: width}}, Params: params,
		Build: func(b *graph.Builder, _ *G.Node, y, _ []*G.Node) ([]*G.Node, error) {
			return []*G.Node{b.MatMul(b.Apply(counted{by: by}, y[0]), b.Param(w), false, false)}, b.Err()
		}}
}

// TestStepsEndWithTheirContext: no stage of a step is computed after the stage in which the context ends, neither forward
// nor backward.
func TestStepsEndWithTheirContext(t *testing.T) {
	const rows, width, stages = 64, 256, 4
	by := &interruption{}
	s := mustSolver[float64](t, wide(t, width, by), &integrate.Settings{Tableau: tableau.RK4, Steps: 2, Lanes: rows, Workers: 1})
	p := &ode.Problem[float64]{T1: 1, Rows: rows, Y: [][]float64{make([]float64, rows*width)}}
	gradient := func(ctx context.Context) error {
		_, err := s.Gradient(ctx, p, func(_, _ int, _ [][]float64, _ [][]float64, ybar [][]float64, _ [][]float64) (float64, error) {
			ybar[0][0] = 1
			return 0, nil
		}, nil)
		return err
	}
	all, err := by.during(0, gradient)
	if err != nil || all < 2*stages {
		t.Fatalf("%d evaluations, %v", all, err)
	}
	for limit := 1; limit <= all; limit++ {
		if n, err := by.during(limit, gradient); n != limit || limit < all && !errors.Is(err, context.Canceled) {
			t.Errorf("the context ended in evaluation %d of %d: %d evaluations, %v", limit, all, n, err)
		}
	}
	if n, err := by.during(0, gradient); n != all || err != nil {
		t.Errorf("%d evaluations without an interruption, %v; want %d again", n, err, all)
	}
}

// TestEventPullbacksEndWithTheirContext: the backward pass begins with the pullbacks of the event, one pack after another.
// No pack follows the pack in which the context ends.
func TestEventPullbacksEndWithTheirContext(t *testing.T) {
	const rows = 6
	by := &interruption{}
	p := &ode.Problem[float64]{T1: 9, Rows: rows, Y: [][]float64{nil, nil}}
	for row := range rows {
		p.Y[0] = append(p.Y[0], 1+float64(row), 0)
	}
	sys := falling(ode.Event{Name: "ground", Function: odetest.Coordinate(0), Terminal: true})
	build := sys.Build
	sys.Build = func(b *graph.Builder, t *G.Node, y, args []*G.Node) ([]*G.Node, error) {
		return build(b, t, []*G.Node{b.Apply(counted{by: by}, y[0])}, args)
	}
	s := mustSolver[float64](t, sys, &integrate.Settings{Tableau: tableau.Tsit5, Lanes: 1, Workers: 1})
	forward := 0 // evaluations of the solve
	gradient := func(ctx context.Context) error {
		_, err := s.GradientAtEvent(ctx, p, func(stop *integrate.EventState[float64]) (float64, error) {
			forward = by.runs
			for row := range stop.T {
				stop.TBar[row] = 1
			}
			return 0, nil
		}, nil)
		return err
	}
	all, err := by.during(0, gradient)
	if err != nil || all-forward < rows {
		t.Fatalf("%d evaluations, %d of them forward, %v; want %d or more backward", all, forward, err, rows)
	}
	for row := 1; row < rows; row++ {
		if n, err := by.during(forward+row, gradient); !errors.Is(err, context.Canceled) || n != forward+row {
			t.Errorf("the context ended in evaluation %d of %d: %d evaluations, %v", forward+row, all, n, err)
		}
	}
	if n, err := by.during(0, gradient); n != all || err != nil {
		t.Errorf("%d evaluations without an interruption, %v; want %d again", n, err, all)
	}
}

// TestRowsNotBegunStayAtTheirStart: where the context has ended before a row's first step, the row stops at T0 with its
// initial values, from which a caller may go on. They were zeros.
func TestRowsNotBegunStayAtTheirStart(t *testing.T) {
	system := &ode.System{Blocks: []ode.Block{{Name: "y", Width: 2}, {Name: "q", Width: 1, Quadrature: true}},
		Build: func(b *graph.Builder, _ *G.Node, y, _ []*G.Node) ([]*G.Node, error) {
			return []*G.Node{b.Neg(y[0]), b.SumCols(y[0])}, b.Err()
		}}
	s, err := integrate.NewSolver[float64](system, nil)
	if err != nil {
		t.Fatal(err)
	}
	p := &ode.Problem[float64]{T0: 2, T1: 3, Rows: 2, Y: [][]float64{{0.3, -1, 2, 0.7}, {7, 8}}}
	if err := s.Prepare(t.Context(), false); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	out, err := s.Solve(ctx, p)
	if out == nil || err == nil {
		t.Fatalf("solution %v, error %v; want both", out, err)
	}
	for row, status := range out.Status {
		if status != ode.Cancelled || out.Ends[row].T != 2 || !slices.Equal(out.Y[0][2*row:2*row+2], p.Y[0][2*row:2*row+2]) || out.Quad[1][row] != p.Y[1][row] {
			t.Errorf("row %d: %v at %v, y %v, q %v; want its initial values at 2", row, status, out.Ends[row].T, out.Y[0], out.Quad[1])
		}
	}
}
