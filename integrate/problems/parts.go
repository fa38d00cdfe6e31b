// Pieces of right-hand sides.

package problems

import (
	"github.com/gorgoflow/gorgoflow/graph"
	G "gorgonia.org/gorgonia"
)

// columns cuts y into its columns.
func columns(b *graph.Builder, y *G.Node, n int) []*G.Node {
	out := make([]*G.Node, n)
	for i := range out {
		out[i] = b.SliceCols(y, i, i+1)
	}
	return out
}

// cubedLength is |x|³ of each row of x.
func cubedLength(b *graph.Builder, x *G.Node) *G.Node {
	square := b.SumCols(b.Square(x))
	return b.Mul(square, b.Sqrt(square))
}

// linearSystem fills in y' = A y; a holds A row by row.
func linearSystem(p *Problem, a []float64) *Problem {
	n := len(p.Y0)
	p.F = func(_ float64, y, dy []float64) {
		for i := range dy {
			dy[i] = 0
			for j, v := range y {
				dy[i] += a[i*n+j] * v
			}
		}
	}
	p.Graph = func(b *graph.Builder, _, y *G.Node) *G.Node {
		return b.MatMul(y, b.Const(n, n, a), false, true)
	}
	return p
}

// unit is the first unit vector.
func unit(n int) []float64 {
	y := make([]float64, n)
	y[0] = 1
	return y
}

// total is the sum of all numbers, an invariant of chains of reactions.
func total(y []float64) []float64 {
	s := 0.0
	for _, v := range y {
		s += v
	}
	return []float64{s}
}
