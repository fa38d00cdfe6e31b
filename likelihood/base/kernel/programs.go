// The compiled programs: squared distances, and sums of kernels.

package kernel

import (
	"github.com/gorgoflow/gorgoflow/graph"
	G "gorgonia.org/gorgonia"
)

// Inputs of the program of squared distances.
const (
	apartRow     = iota // x
	apartSquare         // |x|²
	apartPoints         // p, a tile of points
	apartSquares        // |p|²
)

// compileApart compiles |x|² - 2xᵀp + |p|², with 0 where rounding makes it negative.
func compileApart(dim int) (*graph.Program[float64], error) {
	b := graph.NewBuilder[float64](blockRows)
	x, square := b.Input("x", dim), b.Input("square", 1)
	p, squares := b.Shared("p", tilePoints, dim), b.Shared("squares", 1, tilePoints)
	apart := b.MaxZero(b.Add(b.Add(b.Scale(b.MatMul(x, p, false, true), -2), squares), square))
	return compile(b, apart, x, square, p, squares)
}

// Inputs of the program of sums.
const (
	sumApart = iota // |x-p|²
	sumLeast        // subtracted, so that the nearest point's kernel is 1
	sumHalf         // half a precision
)

// compileSum compiles Σ exp(-½ precision (|x-p|² - least)).
func compileSum() (*graph.Program[float64], error) {
	b := graph.NewBuilder[float64](blockRows)
	apart, least, half := b.Input("apart", tilePoints), b.Input("least", 1), b.Shared("half", 1, 1)
	return compile(b, b.SumCols(b.Exp(b.Mul(b.Sub(least, apart), half))), apart, least, half)
}

func compile(b *graph.Builder, output *G.Node, inputs ...*G.Node) (*graph.Program[float64], error) {
	if b.Err() != nil {
		return nil, b.Err()
	}
	return graph.Compile[float64](inputs, []*G.Node{output}, &graph.CompileSettings{Builder: b})
}
