// Equations of the benchmark that are stiff, or end on events.

package integrate_test

import (
	"math"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	G "gorgonia.org/gorgonia"
)

// fallingBalls fall with drag until their height is 0.
func fallingBalls() *ode.System {
	s := of(2, func(b *graph.Builder, y *G.Node) *G.Node {
		v := b.SliceCols(y, 1, 2)
		return b.ConcatCols(v, b.Shift(b.Scale(b.Mul(v, b.Abs(v)), -0.1), -9.8))
	})
	s.Events = []ode.Event{{Name: "ground", Terminal: true, Direction: -1, Function: func(b *graph.Builder, _ *G.Node, y, _ []*G.Node) (*G.Node, error) {
		return b.SliceCols(y[0], 0, 1), b.Err()
	}}}
	return s
}

func ballStarts(rows int) (p ode.Problem[float64]) {
	p = starts(rows, 100, 2)
	for i := range rows {
		p.Y[0][2*i], p.Y[0][2*i+1] = 10+0.01*float64(i), 0
	}
	return p
}

// reactions is Robertson's reaction, with rates that are constant for a row.
func reactions() *ode.System {
	return &ode.System{Blocks: []ode.Block{{Name: "y", Width: 3}}, Args: []ode.Block{{Name: "rates", Width: 3}}, Build: func(b *graph.Builder, _ *G.Node, y, args []*G.Node) ([]*G.Node, error) {
		col := func(x *G.Node, i int) *G.Node { return b.SliceCols(x, i, i+1) }
		first := b.Mul(col(args[0], 0), col(y[0], 0))
		second := b.Mul(col(args[0], 1), b.Square(col(y[0], 1)))
		third := b.Mul(col(args[0], 2), b.Mul(col(y[0], 1), col(y[0], 2)))
		gain := b.Sub(third, first)
		return []*G.Node{b.ConcatCols(gain, b.Neg(b.Add(gain, second)), second)}, b.Err()
	}}
}

func reactionStarts(rows int) (p ode.Problem[float64]) {
	p = ode.Problem[float64]{T1: 1e5, Rows: rows, Y: [][]float64{make([]float64, 3*rows)}, Args: [][]float64{nil}}
	for i := range rows {
		factor := 1 + 0.0005*float64(i)
		p.Y[0][3*i] = 1
		p.Args[0] = append(p.Args[0], 0.04*factor, 3e7*factor, 1e4*factor)
	}
	return p
}

// diffusion is the Brusselator with diffusion on n points between fixed ends (Solving ODEs II, IV.1).
func diffusion(n int) *ode.System {
	rate := 0.02 * float64((n+1)*(n+1))
	return of(2*n, func(b *graph.Builder, y *G.Node) *G.Node {
		u, v := b.SliceCols(y, 0, n), b.SliceCols(y, n, 2*n)
		spread := func(x *G.Node, end float64) *G.Node {
			ends := make([]float64, n)
			ends[0], ends[n-1] = end, end
			behind, before := neighbours(b, x, n)
			return b.Scale(b.Add(b.Sub(b.Add(behind, before), b.Scale(x, 2)), b.Const(1, n, ends)), rate)
		}
		product := b.Mul(b.Square(u), v)
		return b.ConcatCols(b.Add(b.Shift(b.Sub(product, b.Scale(u, 4)), 1), spread(u, 1)), b.Add(b.Sub(b.Scale(u, 3), product), spread(v, 3)))
	})
}

func diffusionStart(n int) (p ode.Problem[float64]) {
	p = starts(1, 10, 2*n)
	for i := range n {
		p.Y[0][i], p.Y[0][n+i] = 1+math.Sin(2*math.Pi*float64(i+1)/float64(n+1)), 3
	}
	return p
}
