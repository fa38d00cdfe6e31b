// The compiled programs: distances of rows from a component, and second moments of rows.

package gsm

import (
	"github.com/gorgoflow/gorgoflow/graph"
	G "gorgonia.org/gorgonia"
)

// lanes are the rows that a program takes at once.
const lanes = 512

// The inputs of both programs.
const (
	inputRows = iota
	inputWhiten
	inputWeights = inputWhiten
)

// newDistances compiles |Wx|² of rows.
func newDistances[T graph.Float](dim, rows int) (*graph.Program[T], error) {
	b := graph.NewBuilder[T](rows)
	x, w := b.Input("x", dim), b.Shared("whiten", dim, dim)
	square := b.SumCols(b.Square(b.MatMul(x, w, false, true)))
	if b.Err() != nil {
		return nil, b.Err()
	}
	return graph.Compile[T]([]*G.Node{x, w}, []*G.Node{square}, &graph.CompileSettings{Builder: b})
}

// newMoments compiles the sum of u·xxᵀ over rows.
func newMoments(dim int) (*graph.Program[float64], error) {
	b := graph.NewBuilder[float64](lanes)
	x, u := b.Input("x", dim), b.Input("u", 1)
	sum := b.MatMul(b.Mul(x, b.BroadcastCols(u, dim)), x, true, false)
	if b.Err() != nil {
		return nil, b.Err()
	}
	return graph.Compile[float64]([]*G.Node{x, u}, []*G.Node{sum}, &graph.CompileSettings{Builder: b, Accumulate: []*G.Node{sum}})
}

// set stores a component's whitening in a program.
func set[T graph.Float](p *graph.Program[T], c *component) {
	for i, v := range c.whiten {
		p.Input(inputWhiten)[i] = T(v)
	}
}
