// What building nodes and steps costs in time, and what Stats counts in floating-point operations.

package graph_test

import (
	"fmt"
	"testing"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/graph/internal/kernel/scalar"
	G "gorgonia.org/gorgonia"
)

// BenchmarkApply measures what a new node costs, and a node that is in the graph already.
func BenchmarkApply(b *testing.B) {
	const nodes = 4000
	b.Run("new", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			w := graph.NewBuilder[float64](64)
			x := w.Input("x", 8)
			for i := range nodes {
				x = graph.Unary(w, scalar.Tanh, graph.Affine(w, x, 1, float64(i+1)))
			}
			if w.Err() != nil {
				b.Fatal(w.Err())
			}
		}
		b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/(2*nodes), "ns/node")
	})
	b.Run("known", func(b *testing.B) {
		b.ReportAllocs()
		w := graph.NewBuilder[float64](64)
		x := w.Input("x", 8)
		for b.Loop() {
			graph.Unary(w, scalar.Tanh, x)
		}
	})
}

// BenchmarkStep measures the building of what an adaptive step of a flow with three hidden layers of 64 units and its
// gradient need: six stages with exact traces, and the VJP of the step.
func BenchmarkStep(b *testing.B) {
	b.ReportAllocs()
	nodes := 0
	for b.Loop() {
		w := graph.NewBuilder[float64](64)
		params := graph.NewParams(w.Dtype())
		y, t := w.Input("y", 2), w.Input("t", 1)
		var log *G.Node
		for stage := range 6 {
			f := benchmarkField(w, params, w.Shift(t, float64(stage)/7), y)
			if trace := graph.TraceJVP(w, f, y); stage == 0 {
				log = trace
			} else {
				log = w.Add(log, trace)
			}
			y = w.Add(y, w.Scale(f, 0.1))
		}
		outs := []*G.Node{y, log}
		wrt := []*G.Node{t}
		for _, p := range params.List() {
			wrt = append(wrt, w.Param(p))
		}
		w.VJP(outs, []*G.Node{w.Input("gy", 2), w.Input("gl", 1)}, wrt)
		if w.Err() != nil {
			b.Fatal(w.Err())
		}
		nodes = len(w.Graph().AllNodes())
	}
	b.ReportMetric(float64(nodes), "nodes")
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*nodes), "ns/node")
}

// benchmarkField has a gate and a bias that depend on t in every layer.
func benchmarkField(w *graph.Builder, params *graph.Params, t, z *G.Node) *G.Node {
	widths := []int{2, 64, 64, 64, 2}
	for i := range len(widths) - 1 {
		p := func(name string, rows int) *G.Node {
			name = fmt.Sprint(name, i)
			if params.Get(name) == nil {
				_, err := params.Add(name, rows, widths[i+1])
				w.Fail(err)
			}
			return w.Param(params.Get(name))
		}
		z = w.Add(w.MatMul(z, p("weight", widths[i]), false, false), p("bias", 1))
		gate := w.Sigmoid(w.Add(w.MatMul(t, p("gate", 1), false, false), p("gate bias", 1)))
		z = w.Add(w.Mul(z, gate), w.MatMul(t, p("hyper", 1), false, false))
		if i+2 < len(widths) {
			z = w.Tanh(z)
		}
	}
	return z
}

// TestFlopsAreCounted: Stats counts apart what each row costs and what a run costs, whatever its number of rows.
func TestFlopsAreCounted(t *testing.T) {
	b := graph.NewBuilder[float64](8)
	x, s := b.Input("x", 3), b.Shared("s", 3, 5)
	square := b.MatMul(s, s, false, true) // 3×5·5×3
	y := b.MatMul(x, square, false, false)
	sum := b.MatMul(x, y, true, false)
	p, err := graph.Compile[float64]([]*G.Node{x, s}, []*G.Node{y, sum}, &graph.CompileSettings{Builder: b, Deferred: []*G.Node{sum}})
	if err != nil {
		t.Fatal(err)
	}
	got := p.Stats()
	want := graph.ProgramStats{Nodes: got.Nodes, Kernels: got.Kernels, Deferred: got.Deferred, ArenaBytes: got.ArenaBytes,
		FlopsPerRow: 2 * 3 * 3, FlopsPerRun: 2 * 3 * 5 * 3, SingleFlops: 16 * 2 * 3 * 3, DeferredFlopsPerRow: 2 * 3 * 3}
	if got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
}

// TestFlopsOfASingleRow: a program of one row counts whole vectors of copies of the row, and counts a product of the row
// alone as often as the program waits for the matrix. A program of more rows counts a vector of rows.
func TestFlopsOfASingleRow(t *testing.T) {
	const copies, alone = 20*5 + 2*20*5*5, 2 * 5 * 5
	for rows, want := range map[int]float64{1: 4*alone + copies*32/20, 2: 16 * (alone + copies)} {
		b := graph.NewBuilder[float64](rows)
		x, w, each := b.Input("x", 5), b.Shared("w", 5, 5), b.Shared("each", 20, 5)
		tiled := b.Mul(b.TileRows(b.MatMul(x, w, false, false), 20), b.BroadcastRows(each, rows))
		p, err := graph.Compile[float64]([]*G.Node{x, w, each}, []*G.Node{b.MatMul(tiled, w, false, false)}, &graph.CompileSettings{Builder: b})
		if err != nil {
			t.Fatal(err)
		}
		if got := p.Stats(); got.SingleFlops != want || got.FlopsPerRow != alone+copies {
			t.Errorf("%d rows: %g of %g operations, want %g", rows, got.SingleFlops, got.FlopsPerRow, want)
		}
	}
}
