// A row has the same bits alone and in any batch.

package integrate_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/internal/odetest"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/gorgoflow/gorgoflow/integrate/tableau"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// permuted returns a problem whose row i is row order[i] of p.
func permuted[T graph.Float](p *ode.Problem[T], sys *ode.System, order []int) *ode.Problem[T] {
	pick := func(data [][]T, blocks []ode.Block) (out [][]T) {
		for i, d := range data {
			var rows []T
			for _, r := range order {
				if d != nil {
					rows = append(rows, d[r*blocks[i].Width:(r+1)*blocks[i].Width]...)
				}
			}
			out = append(out, rows)
		}
		return out
	}
	return &ode.Problem[T]{T0: p.T0, T1: p.T1, Rows: len(order), Y: pick(p.Y, sys.Blocks), Args: pick(p.Args, sys.Args)}
}

// sameRow compares one row of two solutions to the bit, its statistics included.
func sameRow[T graph.Float](t *testing.T, sys *ode.System, a *ode.Solution[T], i int, b *ode.Solution[T], k int) {
	t.Helper()
	if a.Status[i] != b.Status[k] || a.RowStats[i] != b.RowStats[k] {
		t.Fatalf("row %d: %v %+v, want as row %d: %v %+v", i, a.Status[i], a.RowStats[i], k, b.Status[k], b.RowStats[k])
	}
	for n, block := range sys.Blocks {
		for c := range block.Width {
			x, y := i*block.Width+c, k*block.Width+c
			if block.Quadrature && a.Quad[n][x] != b.Quad[n][y] || !block.Quadrature && a.Y[n][x] != b.Y[n][y] {
				t.Fatalf("row %d has other bits in block %s than row %d", i, block.Name, k)
			}
		}
	}
}

// testRowsAreIndependent: a row has the same bits alone, in any batch, in any order and with any number of workers.
func testRowsAreIndependent[T graph.Float](t *testing.T, settings integrate.Settings) {
	const rows = 37
	sys := odetest.Network[T](t, 3)
	p := odetest.NetworkProblem[T](rows, 0.3, 1.9)
	settings.Lanes, settings.Workers = 8, 1
	s := mustSolver[T](t, sys, &settings)
	want := mustSolve(t, s, p)
	for _, workers := range []int{1, 2, 8} {
		settings.Workers = workers
		s := mustSolver[T](t, sys, &settings)
		order := rand.New(rand.NewPCG(1, uint64(workers))).Perm(rows)
		got := mustSolve(t, s, permuted(p, sys, order))
		for i, row := range order {
			sameRow(t, sys, got, i, want, row)
		}
	}
	for row := range rows {
		sameRow(t, sys, mustSolve(t, s, permuted(p, sys, []int{row})), 0, want, row)
	}
}

func TestRowsAreIndependent(t *testing.T) {
	for _, settings := range []integrate.Settings{{}, {Tableau: tableau.Bosh3}, {Tableau: tableau.Fehlberg45, MaxNorm: true}, {Tableau: tableau.DOP853}, {Tableau: tableau.RK4, Steps: 7}} {
		name := "default"
		if settings.Tableau != nil {
			name = settings.Tableau.Name
		}
		t.Run(name+"/float32", func(t *testing.T) { testRowsAreIndependent[float32](t, settings) })
		t.Run(name+"/float64", func(t *testing.T) { testRowsAreIndependent[float64](t, settings) })
	}
}

// TestGradientDoesNotDependOnWorkers: a gradient has the same bits with 1 and with 8 workers.
func TestGradientDoesNotDependOnWorkers(t *testing.T) {
	t.Run("float32", testGradientWorkers[float32])
	t.Run("float64", testGradientWorkers[float64])
}

func testGradientWorkers[T graph.Float](t *testing.T) {
	for _, method := range []integrate.Method{integrate.Replay, integrate.Backsolve} {
		var want *integrate.Gradient[T]
		for _, workers := range []int{1, 8} {
			sys := odetest.Network[T](t, 4)
			s := mustSolver[T](t, sys, &integrate.Settings{Lanes: 4, BlockRows: 7, Workers: workers})
			g, err := s.Gradient(t.Context(), odetest.NetworkProblem[T](51, 0, 1), odetest.Weighted[T](sys), &integrate.GradientSettings{Method: method})
			if err != nil {
				t.Fatal(err)
			}
			if want == nil {
				want = g
				continue
			}
			if a, b := fmt.Sprint(g.Loss, g.Params, g.Y0, g.Args, g.T0, g.T1, g.Backward), fmt.Sprint(want.Loss, want.Params, want.Y0, want.Args, want.T0, want.T1, want.Backward); a != b {
				t.Errorf("method %d: 1 and 8 workers give different gradients", method)
			}
		}
	}
}

// TestMixedRowsAreRefused: a right-hand side whose rows see each other is refused when the solver is made, whichever
// operation mixes them; sums over columns, transposed weights and Gorgonia's vectors of rows are not.
func TestMixedRowsAreRefused(t *testing.T) {
	stock := func(f func(y *G.Node) (*G.Node, error)) func(b *graph.Builder, t, y *G.Node) *G.Node {
		return func(b *graph.Builder, _, y *G.Node) *G.Node {
			n, err := f(y)
			b.Fail(err)
			return n
		}
	}
	params := graph.NewParams(tensor.Float64)
	zeros, err := params.Add("w", 2, 2)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		f     func(b *graph.Builder, t, y *G.Node) *G.Node
		mixes bool
	}{
		"sum":         {func(b *graph.Builder, _, y *G.Node) *G.Node { return b.Sub(y, b.SumRows(y, 1)) }, true},
		"sum of time": {func(b *graph.Builder, t, y *G.Node) *G.Node { return b.Add(y, b.SumRows(t, 1)) }, true},
		"gram": {func(b *graph.Builder, _, y *G.Node) *G.Node {
			return b.MatMul(y, b.MatMul(y, y, true, false), false, false)
		}, true},
		"attention": {func(b *graph.Builder, _, y *G.Node) *G.Node {
			return b.MatMul(b.Tanh(b.MatMul(y, y, false, true)), y, false, false)
		}, true},
		"mean": {stock(func(y *G.Node) (*G.Node, error) { return G.Sub(y, G.Must(G.Mean(y))) }), true},
		"Gorgonia's sum": {stock(func(y *G.Node) (*G.Node, error) {
			return G.BroadcastSub(y, G.Must(G.Sum(y, 0)), nil, []byte{0})
		}), true},
		"first row":       {stock(func(y *G.Node) (*G.Node, error) { return G.BroadcastSub(y, G.Must(G.Slice(y, G.S(0))), nil, []byte{0}) }), true},
		"softmax of rows": {stock(func(y *G.Node) (*G.Node, error) { return G.SoftMax(y, 0) }), true},
		"largest row": {stock(func(y *G.Node) (*G.Node, error) {
			return G.BroadcastSub(y, G.Must(G.Max(y, 0)), nil, []byte{0})
		}), true},
		"softmax of rows times zeros that are to be learned": {func(b *graph.Builder, _, y *G.Node) *G.Node {
			return b.MatMul(G.Must(G.SoftMax(b.MatMul(y, b.Param(zeros), false, false), 0)), b.Param(zeros), false, false)
		}, true},
		"numbers of each row": {func(b *graph.Builder, _, y *G.Node) *G.Node {
			return G.Must(G.Add(y, G.NewConstant(tensor.New(tensor.WithShape(64, 2), tensor.WithBacking(tensor.Range(tensor.Float64, 0, 128))))))
		}, true},
		"softmax":    {stock(func(y *G.Node) (*G.Node, error) { return G.SoftMax(y, 1) }), false},
		"logarithms": {stock(func(y *G.Node) (*G.Node, error) { return G.Add(G.Must(G.Log1p(y)), G.Must(G.Expm1(y))) }), false},
		"columns":    {func(b *graph.Builder, _, y *G.Node) *G.Node { return b.Mul(y, b.SumCols(y)) }, false},
		"mean of columns": {stock(func(y *G.Node) (*G.Node, error) {
			return G.BroadcastSub(y, G.Must(G.Mean(y, 1)), nil, []byte{1})
		}), false},
		"weights": {func(b *graph.Builder, _, y *G.Node) *G.Node {
			return b.MatMul(y, b.Const(2, 2, []float64{1, 2, 3, 4}), false, true)
		}, false},
	} {
		sys := &ode.System{Blocks: []ode.Block{{Name: "y", Width: 2}}, Params: params, Build: func(b *graph.Builder, t *G.Node, y, _ []*G.Node) ([]*G.Node, error) {
			return []*G.Node{c.f(b, t, y[0])}, b.Err()
		}}
		if _, err := integrate.NewSolver[float64](sys, nil); errors.Is(err, ode.ErrSystem) != c.mixes || err != nil && !c.mixes {
			t.Errorf("%s: %v, want an error: %v", name, err, c.mixes)
		}
	}
}

// TestTurnedRowsAreRefused: what does not keep the rows of the batch first is refused by the name of the operation, not
// as what does not depend on rows.
func TestTurnedRowsAreRefused(t *testing.T) {
	for want, f := range map[string]func(y *G.Node) *G.Node{
		"Aᵀ{1, 0}": func(y *G.Node) *G.Node { return G.Must(G.Transpose(G.Must(G.Sin(G.Must(G.Transpose(y)))))) },
		"(64, 2, 1)": func(y *G.Node) *G.Node {
			return G.Must(G.Reshape(G.Must(G.Reshape(y, tensor.Shape{64, 2, 1})), tensor.Shape{64, 2}))
		},
		"depend on the rows;": func(y *G.Node) *G.Node {
			return G.NewConstant(tensor.New(tensor.WithShape(64, 2), tensor.Of(tensor.Float64)))
		},
	} {
		sys := &ode.System{Blocks: []ode.Block{{Name: "y", Width: 2}}, Build: func(b *graph.Builder, _ *G.Node, y, _ []*G.Node) ([]*G.Node, error) {
			return []*G.Node{f(y[0])}, b.Err()
		}}
		if _, err := integrate.NewSolver[float64](sys, nil); !errors.Is(err, ode.ErrSystem) || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want ErrSystem with %q", err, want)
		}
	}
}

// TestMixedRowsAtEventsAreRefused: neither the function of an event nor a jump may see other rows.
func TestMixedRowsAtEventsAreRefused(t *testing.T) {
	sum := func(b *graph.Builder, y *G.Node) *G.Node { return b.BroadcastRows(b.SumRows(y, 1), b.Rows()) }
	plain := func(b *graph.Builder, y *G.Node) *G.Node { return y }
	for name, of := range map[string][2]func(b *graph.Builder, y *G.Node) *G.Node{"function": {sum, plain}, "jump": {plain, sum}} {
		sys := odetest.Logistic()
		sys.Events = []ode.Event{{Name: "event", Function: func(b *graph.Builder, _ *G.Node, y, _ []*G.Node) (*G.Node, error) { return of[0](b, y[0]), b.Err() },
			Jump: func(b *graph.Builder, _ *G.Node, y, _ []*G.Node) ([]*G.Node, error) {
				return []*G.Node{of[1](b, y[0])}, b.Err()
			}}}
		s, err := integrate.NewSolver[float64](sys, nil)
		if err == nil {
			_, err = s.Solve(t.Context(), &ode.Problem[float64]{T1: 1, Rows: 20})
		}
		if !errors.Is(err, ode.ErrSystem) {
			t.Errorf("%s: %v, want ErrSystem", name, err)
		}
	}
}
