// This file draws random expressions of stock operations.

package graph_test

import (
	"math"
	"math/rand/v2"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/graph/internal/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// stockStep is one operation of a random expression: in Gorgonia's words, and as plain float64 arithmetic.
type stockStep struct {
	name  string
	args  []int // earlier values
	cols  int
	build func(x []*G.Node) (*G.Node, error)
	eval  func(x []ops.Matrix) ops.Matrix
}

// stockGraph is a random expression of Gorgonia's own operations. Values are leaves first: x and y (R×3), t (R×1), then
// parameters w (3×3), v (3×1) and row (1×3).
type stockGraph struct {
	rows  int
	dtype tensor.Dtype
	steps []stockStep
	wide  map[int][]int // the values of each width
}

const stockLeaves, stockInputs = 6, 3

var stockSizes = [stockLeaves]ops.Dims{
	{Rows: 0, Cols: 3}, {Rows: 0, Cols: 3}, {Rows: 0, Cols: 1}, {Rows: 3, Cols: 3}, {Rows: 3, Cols: 1}, {Rows: 1, Cols: 3}}

// newStockGraph draws an expression.
func newStockGraph(rng *rand.Rand, rows int, dtype tensor.Dtype) *stockGraph {
	s := &stockGraph{rows: rows, dtype: dtype, wide: map[int][]int{3: {0, 1}, 1: {2}}}
	for range 4 + rng.IntN(16) {
		step := stockMakers[rng.IntN(len(stockMakers))](s, rng)
		s.wide[step.cols] = append(s.wide[step.cols], stockLeaves+len(s.steps))
		s.steps = append(s.steps, step)
	}
	return s
}

// pick draws a value of a width, late ones more often.
func (s *stockGraph) pick(rng *rand.Rand, cols int) int {
	list := s.wide[cols]
	return list[max(rng.IntN(len(list)), rng.IntN(len(list)))]
}

func (s *stockGraph) number(c float64) *G.Node {
	if s.dtype == tensor.Float32 {
		return G.NewConstant(float32(c))
	}
	return G.NewConstant(c)
}

// build adds the expression to a graph and returns all values.
func (s *stockGraph) build(b *graph.Builder, leaves []*G.Node) (all []*G.Node, err error) {
	all = append(all, leaves...)
	err = graph.Exclusive(b.Graph(), func() error {
		for _, step := range s.steps {
			x := make([]*G.Node, len(step.args))
			for i, a := range step.args {
				x[i] = all[a]
			}
			n, err := step.build(x)
			if err != nil {
				return err
			}
			all = append(all, n)
		}
		return nil
	})
	return all, err
}

// eval computes all values from the leaves.
func (s *stockGraph) eval(leaves []ops.Matrix) []ops.Matrix {
	all := append([]ops.Matrix(nil), leaves...)
	for _, step := range s.steps {
		x := make([]ops.Matrix, len(step.args))
		for i, a := range step.args {
			x[i] = all[a]
		}
		all = append(all, step.eval(x))
	}
	return all
}

// outputs are the values that nothing reads, and one from the middle.
func (s *stockGraph) outputs() (list []int) {
	read := make(map[int]bool)
	for _, step := range s.steps {
		for _, a := range step.args {
			read[a] = true
		}
	}
	for i := range s.steps {
		if k := stockLeaves + i; !read[k] || i == len(s.steps)/2 {
			list = append(list, k)
		}
	}
	return list
}

// each is a matrix computed element by element.
func each(f func(x ...float64) float64) func(x []ops.Matrix) ops.Matrix {
	return func(x []ops.Matrix) ops.Matrix {
		return ops.NewMatrix(x[0].Rows, x[0].Cols).Fill(func(r, c int) float64 {
			at := make([]float64, len(x))
			for i, m := range x {
				at[i] = m.At(r%m.Rows, c%m.Cols)
			}
			return f(at...)
		})
	}
}

// stockFunction is a function of Gorgonia's, which is applied to numbers in (-1,1)·scale + shift.
type stockFunction struct {
	name         string
	build        func(*G.Node) (*G.Node, error)
	eval         func(float64) float64
	scale, shift float64
}

var stockFunctions = []stockFunction{
	{"tanh", G.Tanh, math.Tanh, 2, 0},
	{"sigmoid", G.Sigmoid, ops.Sigmoid, 3, 0},
	{"softplus", G.Softplus, ops.Softplus, 3, 0},
	{"sin", G.Sin, math.Sin, 3, 0},
	{"cos", G.Cos, math.Cos, 3, 0},
	{"exp", G.Exp, math.Exp, 1, 0},
	{"log", G.Log, math.Log, 1, 2},
	{"log2", G.Log2, math.Log2, 1, 2},
	{"sqrt", G.Sqrt, math.Sqrt, 1, 2},
	{"inverse", G.Inverse, func(x float64) float64 { return 1 / x }, 1, 2},
	{"inverse sqrt", G.InverseSqrt, func(x float64) float64 { return 1 / math.Sqrt(x) }, 1, 2},
	{"square", G.Square, func(x float64) float64 { return x * x }, 1, 0},
	{"cube", G.Cube, func(x float64) float64 { return x * x * x }, 1, 0},
	{"neg", G.Neg, func(x float64) float64 { return -x }, 1, 0},
	{"abs", G.Abs, math.Abs, 1, -2},
	{"log1p", G.Log1p, math.Log1p, 1, 1},
	{"expm1", G.Expm1, math.Expm1, 1, 0},
	{"power", powerOf(-2.625), func(x float64) float64 { return math.Pow(x, -2.625) }, 1, 2},
}

// powerOf is Gorgonia's power by a constant of the number's type.
func powerOf(p float64) func(x *G.Node) (*G.Node, error) {
	return func(x *G.Node) (*G.Node, error) {
		if x.Dtype() == G.Float32 {
			return G.Pow(x, G.NewConstant(float32(p)))
		}
		return G.Pow(x, G.NewConstant(p))
	}
}

// squash keeps values in (-1,1), of which functions are taken.
func squash(n *G.Node, err error) (*G.Node, error) {
	if err != nil {
		return nil, err
	}
	return G.Tanh(n)
}

// compose is f(n), unless n came with an error.
func compose(f func(*G.Node) (*G.Node, error), n *G.Node, err error) (*G.Node, error) {
	if err != nil {
		return nil, err
	}
	return f(n)
}
