// Small tiles of programs of a single row, whose features are lanes.

package graph_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/graph/internal/ir"
	"github.com/gorgoflow/gorgoflow/graph/internal/ops"
	G "gorgonia.org/gorgonia"
)

// TestSmallTilesOfASingleRow: kernels write whole vectors, so that a tile which ended inside a vector would spoil the
// operands of the next tile where results take the memory of operands. The random graphs of these seeds have one row, and
// such results.
func TestSmallTilesOfASingleRow(t *testing.T) {
	for _, seed := range []uint64{597, 693} {
		rng := rand.New(rand.NewPCG(seed, 77))
		rows := []int{1, 5, 16, 17, 40}[rng.IntN(5)]
		s := &stockTrial{graph: newStockGraph(rng, rows, graph.DtypeOf[float64]()), b: graph.NewBuilder[float64](rows), params: graph.NewParams(graph.DtypeOf[float64]())}
		must(t, s.build(rng))
		if err := runStock[float64](s, graph.CompileSettings{Builder: s.b}.InTiles(1), s.expect(rng), 1e-10); err != nil || rows != 1 {
			t.Errorf("seed %d, %d rows: error %v, want one row and none", seed, rows, err)
		}
	}
}

// TestCopiesOfASingleRowFitATile: copies are lanes as long as a tile has room for them. Without room the row is computed as
// one of many. The results have the same bits in either case.
func TestCopiesOfASingleRowFitATile(t *testing.T) {
	const tile = 16
	for _, copies := range []int{tile - 1, tile, tile + 1, 2*tile + 1} {
		var results [2][]float64
		for i, without := range []map[string]bool{nil, {"single row": true}} {
			p := copiesProgram(t, copies, graph.CompileSettings{}.InTiles(tile).Without(without))
			if want := copies <= tile && without == nil; p.Bound().Plan.Ir.Single != want {
				t.Errorf("%d copies, without %v: features are lanes: %t", copies, without, !want)
			}
			for c := range 3 {
				p.Input(0)[c*p.Stride()] = float64(c) - 0.7
			}
			must(t, p.Run(1))
			for c := range 3 {
				results[i] = append(results[i], p.Output(0)[c*p.Stride()])
			}
		}
		if !slices.Equal(results[0], results[1]) {
			t.Errorf("%d copies: %v, and %v as one row of many", copies, results[0], results[1])
		}
	}
}

// copiesProgram adds up the copies of a row, each scaled in its own way and taken through functions.
func copiesProgram(t *testing.T, copies int, s *graph.CompileSettings) *graph.Program[float64] {
	t.Helper()
	b := graph.NewBuilder[float64](1)
	x, scales := b.Input("x", 3), make([]float64, 3*copies)
	for i := range scales {
		scales[i] = float64(i%7-3) / 5
	}
	scaled := b.Mul(b.TileRows(x, copies), b.BroadcastRows(b.Const(copies, 3, scales), 1))
	y := b.FoldRows(b.Add(b.Tanh(scaled), b.Mul(b.Sigmoid(scaled), b.Exp(scaled))), copies)
	s.Builder = b
	p, err := graph.Compile[float64]([]*G.Node{x}, []*G.Node{y}, s)
	must(t, err)
	return p
}

// TestTilesOfABroadcastRow: every copy has the row, also where no rule has simplified the copies away.
func TestTilesOfABroadcastRow(t *testing.T) {
	row, scales := []float64{1, -2, 3}, []float64{1, 2, 3, 4, 5, 6}
	for _, rows := range []int{1, 4} {
		b := graph.NewBuilder[float64](rows)
		x := b.Input("x", 3)
		tiled := b.Apply(graph.Operation{Kind: ops.TileRows{K: 2}}, b.BroadcastRows(b.Const(1, 3, row), rows))
		scaled := b.Mul(b.TileRows(x, 2), b.BroadcastRows(b.Const(2, 3, scales), rows))
		p, err := graph.Compile[float64]([]*G.Node{x}, []*G.Node{b.FoldRows(b.Tanh(b.Add(scaled, tiled)), 2)}, &graph.CompileSettings{Builder: b})
		must(t, err)
		if !slices.ContainsFunc(p.Bound().Plan.Ir.Values, func(v *ir.Value) bool { return ir.Is[ir.TileRows](v) && ir.Is[ir.BroadcastRows](v.Args[0]) }) {
			t.Fatal("no copies of a row that is broadcast")
		}
		fill(p, 0, 1)
		must(t, p.Run(rows))
		for c := range 3 {
			for r := range rows {
				u := p.Input(0)[c*p.Stride()+r]
				want := math.Tanh(u*scales[c]+row[c]) + math.Tanh(u*scales[3+c]+row[c])
				if got := p.Output(0)[c*p.Stride()+r]; math.Abs(got-want) > 1e-14 {
					t.Errorf("element (%d,%d) of %d rows: %v, want %v", r, c, rows, got, want)
				}
			}
		}
	}
}
