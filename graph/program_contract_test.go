// What a program promises: rows that do not matter to each other, no allocations, clones.

package graph_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/graph/internal/kernel/scalar"
	"github.com/pkg/errors"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// layer is y = tanh(x·W + b) and the gradient of Σy² with respect to W, which accumulates and is deferred.
func layer[T graph.Float](t *testing.T, rows int) (*graph.Program[T], *graph.Params) {
	t.Helper()
	p := randomParams[T](t, 5)
	b := graph.NewBuilder[T](rows)
	x := b.Input("x", 3)
	y := b.Tanh(b.Add(b.MatMul(x, b.Param(p.Get("w34")), false, false), b.Param(p.Get("w14"))))
	grad := b.MatMul(x, b.Mul(b.Scale(y, 2), graph.Unary(b, scalar.OneMinusSquare, y)), true, false)
	s := &graph.CompileSettings{Builder: b, Deferred: []*G.Node{grad}, Accumulate: []*G.Node{grad}}
	program, err := graph.Compile[T]([]*G.Node{x}, []*G.Node{y, grad}, s)
	if err != nil {
		t.Fatal(err)
	}
	return program, p
}

func fill[T graph.Float](p *graph.Program[T], i int, seed uint64) {
	rng := rand.New(rand.NewPCG(seed, 9))
	for j := range p.Input(i) {
		p.Input(i)[j] = T(rng.NormFloat64())
	}
}

// TestDeferredAccumulates: Run leaves the deferred output alone, RunDeferred adds to it, Zero clears it.
func TestDeferredAccumulates(t *testing.T) {
	p, _ := layer[float64](t, 20)
	fill(p, 0, 1)
	if err := p.RunDeferred(20); err == nil {
		t.Fatal("RunDeferred before Run: want an error")
	}
	must(t, p.Run(20))
	if p.Output(1)[0] != 0 {
		t.Fatal("Run computed a deferred output")
	}
	must(t, p.RunDeferred(20))
	once := append([]float64(nil), p.Output(1)...)
	must(t, p.Run(20))
	must(t, p.RunDeferred(20))
	for i, v := range p.Output(1) {
		if once[i] == 0 || math.Abs(v-2*once[i]) > 1e-12*math.Abs(v) {
			t.Fatalf("element %d: %v after one run, %v after two, want twice as much", i, once[i], v)
		}
	}
	p.Zero()
	if p.Output(1)[3] != 0 {
		t.Fatal("Zero left an accumulator")
	}
}

// TestDeferredBehindAView: RunDeferred computes what is deferred, from inputs that only it reads, also where that begins
// with a view or a broadcast, which are no instructions, and goes on with what fits into the last loop over tiles of Run.
func TestDeferredBehindAView(t *testing.T) {
	const rows = 20
	for name, factor := range map[string]func(b *graph.Builder, mask *G.Node) *G.Node{
		"view":      func(b *graph.Builder, mask *G.Node) *G.Node { return b.SliceCols(mask, 1, 3) },
		"broadcast": func(b *graph.Builder, mask *G.Node) *G.Node { return b.BroadcastCols(b.SliceCols(mask, 0, 1), 2) },
	} {
		b := graph.NewBuilder[float64](rows)
		x, mask := b.Input("x", 2), b.Input("mask", 3)
		y := b.Tanh(x)
		z := b.Mul(y, factor(b, mask))
		p, err := graph.Compile[float64]([]*G.Node{x, mask}, []*G.Node{y, z}, &graph.CompileSettings{Builder: b, Deferred: []*G.Node{z}})
		must(t, err)
		fill(p, 0, 1)
		must(t, p.Run(rows))
		fill(p, 1, 2)
		must(t, p.RunDeferred(rows))
		for i, v := range p.Output(1) {
			if lane := i % p.Stride(); lane < rows && v == 0 {
				t.Fatalf("%s: element %d is 0: RunDeferred has not seen the input that was set behind Run", name, i)
			}
		}
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// TestLaneInvariance: a row gives the same bits in every lane and beside any other rows.
func TestLaneInvariance(t *testing.T) {
	checkLanes[float32](t)
	checkLanes[float64](t)
}

func checkLanes[T graph.Float](t *testing.T) {
	t.Helper()
	p, _ := layer[T](t, 50)
	fill(p, 0, 2)
	must(t, p.Run(50))
	want := append([]T(nil), p.Output(0)...)
	other := p.Clone()
	for _, lane := range []int{0, 1, 15, 16, 31, 40} {
		fill(other, 0, uint64(100+lane))
		for c := range 3 {
			other.Input(0)[c*other.Stride()+lane] = p.Input(0)[c*p.Stride()+33]
		}
		must(t, other.Run(lane+1))
		for c := range 4 {
			if got := other.Output(0)[c*p.Stride()+lane]; got != want[c*p.Stride()+33] {
				t.Fatalf("lane %d feature %d: %v, in lane 33 it was %v", lane, c, got, want[c*p.Stride()+33])
			}
		}
	}
}

// TestRunAllocatesNothing, whatever the number of rows.
func TestRunAllocatesNothing(t *testing.T) {
	p, _ := layer[float32](t, 64)
	fill(p, 0, 3)
	for _, n := range []int{1, 17, 64} {
		if allocs := testing.AllocsPerRun(20, func() { _ = p.Run(n); _ = p.RunDeferred(n) }); allocs > 0 {
			t.Errorf("%d rows: %v allocations a run", n, allocs)
		}
	}
}

// TestParamsAreRead: a program and its clone see new values of a parameter.
func TestParamsAreRead(t *testing.T) {
	p, params := layer[float64](t, 16)
	clone := p.Clone()
	fill(p, 0, 4)
	copy(clone.Input(0), p.Input(0))
	must(t, p.Run(16))
	before := p.Output(0)[5]
	params.Get("w34").Set(0, 3)
	params.Touch()
	must(t, p.Run(16))
	must(t, clone.Run(16))
	if p.Output(0)[5] == before || clone.Output(0)[5] != p.Output(0)[5] {
		t.Fatalf("before %v, after %v, clone %v; want another number, and the same from the clone", before, p.Output(0)[5], clone.Output(0)[5])
	}
}

// TestRunRefusesRows: a run of no rows, or of more rows than the program is compiled for, is an error.
func TestRunRefusesRows(t *testing.T) {
	p, _ := layer[float64](t, 16)
	if err := p.Run(0); !errors.Is(err, graph.ErrEmptyBatch) {
		t.Errorf("0 rows: error %v, want ErrEmptyBatch", err)
	}
	if err := p.Run(17); !errors.Is(err, graph.ErrTooManyRows) {
		t.Errorf("17 rows: error %v, want ErrTooManyRows", err)
	}
}

// TestProgramsThatCompileHasNotMade refuse each run as ErrNilNode.
func TestProgramsThatCompileHasNotMade(t *testing.T) {
	var p graph.Program[float64]
	for name, err := range map[string]error{"Run": p.Run(1), "RunDeferred": p.RunDeferred(1), "Finish": p.Finish()} {
		if !errors.Is(err, graph.ErrNilNode) {
			t.Errorf("%s: error %v, want ErrNilNode", name, err)
		}
	}
}

// TestForeignOps: a graph of Gorgonia's own operations, one of which gives a vector, computes what plain arithmetic does.
func TestForeignOps(t *testing.T) {
	b := graph.NewBuilder[float64](16)
	x := b.Input("x", 3)
	total := G.Must(G.Sum(G.Must(G.HadamardProd(x, x)), 1)) // a vector
	root := G.Must(G.Cube(x))
	p, err := graph.Compile[float64]([]*G.Node{x}, []*G.Node{total, b.Tanh(root)}, &graph.CompileSettings{Builder: b})
	must(t, err)
	fill(p, 0, 6)
	must(t, p.Run(16))
	for r := range 16 {
		sum := 0.0
		for c := range 3 {
			v := p.Input(0)[c*p.Stride()+r]
			sum += v * v
		}
		if got := p.Output(0)[r]; got < sum-1e-12 || got > sum+1e-12 {
			t.Fatalf("row %d: %v, want %v", r, got, sum)
		}
	}
	if !p.Static() {
		t.Error("a foreign operation over rows must make the program static")
	}
}

// TestMissingInput names the leaf that was forgotten.
func TestMissingInput(t *testing.T) {
	b := graph.NewBuilder[float64](4)
	x, y := b.Input("x", 2), b.Input("forgotten", 2)
	_, err := graph.Compile[float64]([]*G.Node{x}, []*G.Node{b.Add(x, y)}, &graph.CompileSettings{Builder: b})
	var missing *graph.MissingInputError
	if !errors.As(err, &missing) || missing.Name != "forgotten" {
		t.Fatalf("error %v, want a MissingInputError of \"forgotten\"", err)
	}
}

// TestParameterOfAnotherBuilder: without its Builder a parameter is refused. Its values would be constants, and a training would
// move nothing.
func TestParameterOfAnotherBuilder(t *testing.T) {
	params := graph.NewParams(tensor.Float64)
	w, err := params.Add("w", 1, 2)
	must(t, err)
	b := graph.NewBuilder[float64](4)
	x := b.Input("x", 2)
	y := b.Mul(x, b.Param(w))
	for name, s := range map[string]*graph.CompileSettings{"no settings": nil, "no Builder": {}, "another Builder": {Builder: graph.Wrap(b.Graph(), tensor.Float64)}} {
		_, err = graph.Compile[float64]([]*G.Node{x}, []*G.Node{y}, s)
		var missing *graph.MissingInputError
		if !errors.As(err, &missing) || missing.Name != "parameter w" {
			t.Errorf("%s: error is %v, want a MissingInputError of the parameter", name, err)
		}
	}
}

// TestStockConstant: a matrix constant of Gorgonia's own is a leaf, not an operation of every run.
func TestStockConstant(t *testing.T) {
	b := graph.NewBuilder[float64](16)
	x := b.Input("x", 2)
	two := G.NewConstant(tensor.New(tensor.WithShape(2, 1), tensor.WithBacking([]float64{2, -1})))
	y := G.Must(G.Mul(x, two))
	p, err := graph.Compile[float64]([]*G.Node{x}, []*G.Node{y}, &graph.CompileSettings{Builder: b})
	must(t, err)
	fill(p, 0, 8)
	must(t, p.Run(16))
	if got, want := p.Output(0)[3], 2*p.Input(0)[3]-p.Input(0)[p.Stride()+3]; math.Abs(got-want) > 1e-14 {
		t.Fatalf("got %v, want %v", got, want)
	}
	if allocs := testing.AllocsPerRun(5, func() { _ = p.Run(3) }); allocs > 0 || p.Static() {
		t.Fatalf("%v allocations, static %v", allocs, p.Static())
	}
}
