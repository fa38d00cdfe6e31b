// Few rows are solved by a step of fewer lanes.

package integrate_test

import (
	"math"
	"runtime"
	"slices"
	"testing"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/internal/odetest"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	G "gorgonia.org/gorgonia"
)

// TestFewRowsKeepTheirBits: a few rows have the bits and the steps that they have in a large batch, though a step of fewer
// lanes computes them.
func TestFewRowsKeepTheirBits(t *testing.T) {
	fewRowsKeepTheirBits[float32](t)
	fewRowsKeepTheirBits[float64](t)
}

func fewRowsKeepTheirBits[T graph.Float](t *testing.T) {
	s := mustSolver[T](t, odetest.Network[T](t, 7), nil)
	solve := func(rows int) *ode.Solution[T] {
		got, err := s.Solve(t.Context(), odetest.NetworkProblem[T](rows, 0, 2))
		if err != nil {
			t.Fatalf("%+v", err)
		}
		return got
	}
	all := solve(100)
	for _, rows := range []int{1, 2, 3, 5, 16, 17} {
		got := solve(rows)
		if !slices.Equal(got.Y[0], all.Y[0][:len(got.Y[0])]) || !slices.Equal(got.Quad[1], all.Quad[1][:rows]) || !slices.Equal(got.Quad[2], all.Quad[2][:rows]) ||
			!slices.Equal(got.RowStats, all.RowStats[:rows]) {
			t.Errorf("%d rows differ from those in a batch", rows)
		}
		if sized, err := s.Sized(t.Context(), odetest.NetworkProblem[T](rows, 0, 2)); err != nil || (sized != s) != (rows <= integrate.FewLanes) {
			t.Errorf("%d rows are solved in %d lanes, %v", rows, sized.Scheme().Lanes, err)
		}
	}
}

// TestSmallBatchIsShared: two workers take halves of a batch that fits into one pack, whichever comes first, where half
// of it is work enough for one. Rows have the bits that one worker finds.
func TestSmallBatchIsShared(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1)) // so that one worker begins before the other
	for _, c := range []struct{ width, most int }{{64, 32}, {4, 64}} {
		system, y := tangents(t, c.width, 1), make([]float64, 64*c.width)
		for i := range y {
			y[i] = math.Cos(float64(i))
		}
		alone, most := rowsInHand(t, system, y, 1)
		shared, half := rowsInHand(t, system, y, 2)
		if most != 64 || half != c.most {
			t.Errorf("%d columns: one worker has %d rows in hand, one of two has %d, want 64 and %d", c.width, most, half, c.most)
		}
		if !slices.Equal(alone, shared) {
			t.Errorf("%d columns: rows have other bits where workers share them", c.width)
		}
	}
}

// rowsInHand solves for 64 rows and returns where they end, and the most rows that one of the workers steps at once.
func rowsInHand(t *testing.T, system *ode.System, y []float64, workers int) (end []float64, most int) {
	s := mustSolver[float64](t, system, &integrate.Settings{Workers: workers, Steps: 4}) // no row gives up its lane
	for range 100 {                                                                      // one of the workers may take all
		got, err := s.Solve(t.Context(), &ode.Problem[float64]{Rows: 64, T1: 1, Y: [][]float64{y, nil}})
		if err != nil {
			t.Fatalf("%+v", err)
		}
		if end = got.Y[0]; most > 0 {
			break
		}
		s.Runner().OnRun = func(n int) { most = max(most, n) }
	}
	return end, most
}

// tangents is a linear system by a matrix of width × width. Its quadrature sums the images of count tangents of a row, so
// that the work of a row grows with count.
func tangents(t *testing.T, width, count int) *ode.System {
	params := graph.NewParams(graph.DtypeOf[float64]())
	w, err := params.Add("w", width, width)
	if err != nil {
		t.Fatal(err)
	}
	for i := range w.Len() {
		w.Set(i, math.Sin(float64(i))/float64(width))
	}
	return &ode.System{Params: params, Blocks: []ode.Block{{Name: "y", Width: width}, {Name: "q", Width: width, Quadrature: true}},
		Build: func(b *graph.Builder, _ *G.Node, y, _ []*G.Node) ([]*G.Node, error) {
			image, scales := b.MatMul(y[0], b.Param(w), false, false), make([]float64, count)
			for i := range scales {
				scales[i] = float64(i + 1)
			}
			tiled := b.Mul(b.TileRows(image, count), b.BroadcastRows(b.Const(count, 1, scales), b.Rows()))
			return []*G.Node{image, b.FoldRows(b.MatMul(tiled, b.Param(w), false, false), count)}, b.Err()
		}}
}

// TestLanesOfFewRows: a step of one lane takes rows one after another as long as that is less work than a step of sixteen
// lanes. A tiny network has one such row, since starting an instruction takes longer than computing it. With as many
// tangents as a vector has lanes, a batch of nearly sixteen rows is taken so.
func TestLanesOfFewRows(t *testing.T) {
	for _, c := range []struct {
		name        string
		system      *ode.System
		lanes       int
		least, most int // the largest number of rows that are taken one after another
	}{
		{"tiny", odetest.Network[float64](t, 7), 64, 1, 1},
		{"wide", tangents(t, 128, 1), 64, 2, 5},
		{"two tangents", tangents(t, 128, 2), 64, 2, 3},
		{"half a vector", tangents(t, 128, 8), 16, 5, 8},
		{"a vector", tangents(t, 128, 16), 64, 12, 15},
		{"as its caller chose", tangents(t, 64, 16), 8, 0, 0},
	} {
		s := mustSolver[float64](t, c.system, &integrate.Settings{Lanes: c.lanes})
		singles := 0
		for rows := 1; rows <= integrate.FewLanes; rows++ {
			sized, err := s.Sized(t.Context(), &ode.Problem[float64]{Rows: rows})
			if err != nil {
				t.Fatal(err)
			}
			if sized.Scheme().Lanes == 1 && singles == rows-1 {
				singles = rows
			} else if want := min(integrate.FewLanes, c.lanes); sized.Scheme().Lanes != want {
				t.Errorf("%s: %d rows in %d lanes, want %d", c.name, rows, sized.Scheme().Lanes, want)
			}
		}
		if singles < c.least || singles > c.most {
			t.Errorf("%s: %d rows one after another, want %d to %d", c.name, singles, c.least, c.most)
		}
	}
}

// TestSingleRowsShareTheWorkers: workers share the rows of a step of one lane if there is work for all workers, and the
// rows have the bits of a step of many lanes.
func TestSingleRowsShareTheWorkers(t *testing.T) {
	const rows, width = 7, 96
	system, p := tangents(t, width, 32), &ode.Problem[float64]{T1: 1, Rows: rows, Y: [][]float64{make([]float64, rows*width), nil}}
	for i := range p.Y[0] {
		p.Y[0][i] = math.Cos(float64(i))
	}
	var want []float64
	for _, set := range []integrate.Settings{{Lanes: 8, Workers: 1}, {Workers: 1}, {Workers: 3}} {
		s := mustSolver[float64](t, system, &set)
		got, err := s.Solve(t.Context(), p)
		if err != nil {
			t.Fatal(err)
		}
		if want == nil {
			want = got.Quad[1]
		}
		if !slices.Equal(got.Quad[1], want) {
			t.Errorf("%d lanes, %d workers: other bits", set.Lanes, set.Workers)
		}
		if sized, err := s.Sized(t.Context(), p); err != nil || sized != s && sized.WorkersFor(rows) != set.Workers {
			t.Errorf("%d workers are not all at work, %v", set.Workers, err)
		}
	}
}

// TestFewRowsCompileOneStep: if a few rows do not take the step of one lane, that step is not compiled. Only its right-hand
// side is, to know what it costs.
func TestFewRowsCompileOneStep(t *testing.T) {
	built := func(lanes, rows int) (n int) {
		system := odetest.Network[float64](t, 7)
		build := system.Build
		system.Build = func(b *graph.Builder, time *G.Node, y, args []*G.Node) ([]*G.Node, error) {
			n++
			return build(b, time, y, args)
		}
		s, err := integrate.NewSolver[float64](system, &integrate.Settings{Lanes: lanes})
		if err != nil {
			t.Fatal(err)
		}
		mustSolve(t, s, odetest.NetworkProblem[float64](rows, 0, 2))
		return n
	}
	if few, many := built(64, 5), built(16, 20); few > many+3 {
		t.Errorf("the right-hand side is built %d times for five rows, want at most 3 more than the %d for twenty", few, many)
	}
}
