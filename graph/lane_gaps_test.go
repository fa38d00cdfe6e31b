// Functions that are computed for lanes without rows too.

package graph_test

import (
	"math"
	"testing"

	"github.com/gorgoflow/gorgoflow/graph"
	G "gorgonia.org/gorgonia"
)

// TestGapsBetweenLanes: a row has the same bits whether all lanes have rows or only some, also in copies of the batch. What
// an output holds beyond the last vector of rows is left alone.
func TestGapsBetweenLanes(t *testing.T) {
	checkGaps[float32](t, 48)
	checkGaps[float64](t, 24)
}

func checkGaps[T graph.Float](t *testing.T, rows int) {
	t.Helper()
	b := graph.NewBuilder[T](rows)
	x := b.Input("x", 5)
	y := b.Exp(b.Tanh(b.Exp(b.Scale(x, 0.5))))
	scaled := b.Mul(b.TileRows(b.Exp(x), 2), b.BroadcastRows(b.Const(2, 1, []float64{1, -2}), rows)) // the two copies differ
	copies := b.FoldRows(b.Sigmoid(b.Tanh(scaled)), 2)
	outputs := []*G.Node{b.Tanh(b.ConcatCols(y, x)), copies}
	must(t, b.Err())
	p, err := graph.Compile[T]([]*G.Node{x}, outputs, graph.CompileSettings{Builder: b}.Without(map[string]bool{"scratch": true, "tiles": true}))
	must(t, err)
	fill(p, 0, 1)
	must(t, p.Run(rows))
	var want [2][]T
	for i := range want {
		want[i] = append(want[i], p.Output(i)...)
	}
	for k, x := range p.Input(0) {
		sum := 0.0
		for _, scale := range []float64{1, -2} {
			sum += 1 / (1 + math.Exp(-math.Tanh(scale*math.Exp(float64(x)))))
		}
		if got := float64(want[1][k]); k%p.Stride() < rows && math.Abs(got-sum) > 1e-5 {
			t.Fatalf("the copies of %v add up to %v, want %v", x, got, sum)
		}
	}
	for _, n := range []int{1, 16, rows - 10} {
		for i := range want {
			for k := range p.Output(i) {
				p.Output(i)[k] = 7
			}
		}
		must(t, p.Run(n))
		for i := range want {
			for k, v := range p.Output(i) {
				r := k % p.Stride()
				if r < n && v != want[i][k] || r >= (n+15)/16*16 && v != 7 {
					t.Fatalf("%d rows, output %d: row %d of column %d is %v, among all %v", n, i, r, k/p.Stride(), v, want[i][k])
				}
			}
		}
	}
}
