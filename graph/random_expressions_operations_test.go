// This file has the operations that random expressions are made of.

package graph_test

import (
	"math"
	"math/rand/v2"
	"slices"

	"github.com/gorgoflow/gorgoflow/graph/internal/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// stockMakers draw one step each.
var stockMakers = []func(s *stockGraph, rng *rand.Rand) stockStep{
	makeFunction, makeFunction, makeFunction, makePair, makePair, makeBinary, makeBinary, makeScalar, makeProduct, makeProduct,
	makeTransposed, makeConcat, makeTurned, makeColumns, makeSoftmax, makeOneColumn, makeSumCols, makeRowSum, makeRowBroadcast, makeRowOfRows,
}

func anyWidth(rng *rand.Rand) int { return []int{3, 3, 1}[rng.IntN(3)] }

// makeFunction applies a function where it is smooth.
func makeFunction(s *stockGraph, rng *rand.Rand) stockStep {
	f, cols := stockFunctions[rng.IntN(len(stockFunctions))], anyWidth(rng)
	return stockStep{f.name, []int{s.pick(rng, cols)}, cols, func(x []*G.Node) (*G.Node, error) {
		n, err := G.Tanh(x[0])
		if err == nil {
			n, err = G.Mul(n, s.number(f.scale))
		}
		if err == nil {
			n, err = G.Add(n, s.number(f.shift))
		}
		return compose(f.build, n, err)
	}, each(func(x ...float64) float64 { return f.eval(math.Tanh(x[0])*f.scale + f.shift) })}
}

// makePair applies a function that may complete a pair, straight to a value to which other functions of pairs may be
// applied.
func makePair(s *stockGraph, rng *rand.Rand) stockStep {
	f, cols := stockFunctions[1+rng.IntN(4)], anyWidth(rng)
	at := s.wide[cols][len(s.wide[cols])/2]
	return stockStep{f.name, []int{at}, cols, func(x []*G.Node) (*G.Node, error) { return f.build(x[0]) },
		each(func(x ...float64) float64 { return f.eval(x[0]) })}
}

func makeBinary(s *stockGraph, rng *rand.Rand) stockStep {
	cols := anyWidth(rng)
	args := []int{s.pick(rng, cols), s.pick(rng, cols)}
	switch rng.IntN(4) {
	case 0:
		return stockStep{"add", args, cols, func(x []*G.Node) (*G.Node, error) { return G.Add(x[0], x[1]) },
			each(func(x ...float64) float64 { return x[0] + x[1] })}
	case 1:
		return stockStep{"sub", args, cols, func(x []*G.Node) (*G.Node, error) { return G.Sub(x[0], x[1]) },
			each(func(x ...float64) float64 { return x[0] - x[1] })}
	case 2:
		return stockStep{"mul", args, cols, func(x []*G.Node) (*G.Node, error) { return squash(G.HadamardProd(x[0], x[1])) },
			each(func(x ...float64) float64 { return math.Tanh(x[0] * x[1]) })}
	}
	return stockStep{"div", args, cols, func(x []*G.Node) (*G.Node, error) {
		n, err := G.Sigmoid(x[1])
		if err == nil {
			n, err = G.Add(n, s.number(1))
		}
		if err != nil {
			return nil, err
		}
		return G.HadamardDiv(x[0], n)
	}, each(func(x ...float64) float64 { return x[0] / (ops.Sigmoid(x[1]) + 1) })}
}

// makeScalar combines with a number, on either side.
func makeScalar(s *stockGraph, rng *rand.Rand) stockStep {
	const c = 0.75
	cols := anyWidth(rng)
	args := []int{s.pick(rng, cols)}
	switch rng.IntN(4) {
	case 0:
		return stockStep{"c-x", args, cols, func(x []*G.Node) (*G.Node, error) { return G.Sub(s.number(c), x[0]) },
			each(func(x ...float64) float64 { return c - x[0] })}
	case 1:
		return stockStep{"x-c", args, cols, func(x []*G.Node) (*G.Node, error) { return G.Sub(x[0], s.number(c)) },
			each(func(x ...float64) float64 { return x[0] - c })}
	case 2:
		return stockStep{"x·c", args, cols, func(x []*G.Node) (*G.Node, error) { return G.Mul(x[0], s.number(c)) },
			each(func(x ...float64) float64 { return x[0] * c })}
	}
	return stockStep{"x/c", args, cols, func(x []*G.Node) (*G.Node, error) { return G.HadamardDiv(x[0], s.number(c)) },
		each(func(x ...float64) float64 { return x[0] / c })}
}

func makeProduct(s *stockGraph, rng *rand.Rand) stockStep {
	if rng.IntN(3) == 0 {
		return stockStep{"x·v", []int{s.pick(rng, 3), 4}, 1, func(x []*G.Node) (*G.Node, error) { return G.Mul(x[0], x[1]) }, product}
	}
	return stockStep{"x·w", []int{s.pick(rng, 3), 3}, 3, func(x []*G.Node) (*G.Node, error) { return G.Mul(x[0], x[1]) }, product}
}

func product(x []ops.Matrix) ops.Matrix {
	return ops.NewMatrix(x[0].Rows, x[1].Cols).Fill(func(r, c int) float64 {
		sum := 0.0
		for k := range x[0].Cols {
			sum += x[0].At(r, k) * x[1].At(k, c)
		}
		return sum
	})
}

func turn(m ops.Matrix) ops.Matrix {
	return ops.NewMatrix(m.Cols, m.Rows).Fill(func(r, c int) float64 { return m.At(c, r) })
}

// makeTransposed multiplies with a function of transposed weights, which depends on parameters alone.
func makeTransposed(s *stockGraph, rng *rand.Rand) stockStep {
	return stockStep{"x·tanh wᵀ", []int{s.pick(rng, 3), 3}, 3, func(x []*G.Node) (*G.Node, error) {
		n, err := squash(G.Transpose(x[1]))
		if err != nil {
			return nil, err
		}
		return G.Mul(x[0], n)
	}, func(x []ops.Matrix) ops.Matrix { return product([]ops.Matrix{x[0], turn(each1(math.Tanh, x[1]))}) }}
}

func each1(f func(float64) float64, m ops.Matrix) ops.Matrix {
	return each(func(x ...float64) float64 { return f(x[0]) })([]ops.Matrix{m})
}

// makeConcat puts three columns side by side.
func makeConcat(s *stockGraph, rng *rand.Rand) stockStep {
	args := []int{s.pick(rng, 1), s.pick(rng, 1), s.pick(rng, 1)}
	return stockStep{"concat", args, 3, func(x []*G.Node) (*G.Node, error) { return G.Concat(1, x...) },
		func(x []ops.Matrix) ops.Matrix {
			return ops.NewMatrix(x[0].Rows, 3).Fill(func(r, c int) float64 { return x[c].At(r, 0) })
		}}
}

const turned = "(sin xᵀ)ᵀ"

// makeTurned works on the transposed batch, which is no batch any more.
func makeTurned(s *stockGraph, rng *rand.Rand) stockStep {
	if rng.IntN(4) > 0 { // seldom: with a transposed batch a program computes all rows in every run
		return makeProduct(s, rng)
	}
	return stockStep{turned, []int{s.pick(rng, 3)}, 3, func(x []*G.Node) (*G.Node, error) {
		n, err := G.Transpose(x[0])
		n, err = compose(G.Sin, n, err)
		if err != nil {
			return nil, err
		}
		return G.Transpose(n)
	}, each(func(x ...float64) float64 { return math.Sin(x[0]) })}
}

// turns reports whether the batch is transposed somewhere: what comes back from there is not known to be a row each.
func (s *stockGraph) turns() bool {
	return slices.ContainsFunc(s.steps, func(step stockStep) bool { return step.name == turned })
}

// makeSumCols multiplies by a sum over columns.
func makeSumCols(s *stockGraph, rng *rand.Rand) stockStep {
	return stockStep{"x·Σx", []int{s.pick(rng, 3), s.pick(rng, 3)}, 3, func(x []*G.Node) (*G.Node, error) {
		sum, err := G.Sum(x[1], 1)
		if err != nil {
			return nil, err
		}
		return squash(G.BroadcastHadamardProd(x[0], sum, nil, []byte{1}))
	}, func(x []ops.Matrix) ops.Matrix {
		return ops.NewMatrix(x[0].Rows, 3).Fill(func(r, c int) float64 {
			return math.Tanh(x[0].At(r, c) * (x[1].At(r, 0) + x[1].At(r, 1) + x[1].At(r, 2)))
		})
	}}
}

// makeRowSum makes a sum over columns a column, by a reshape.
func makeRowSum(s *stockGraph, rng *rand.Rand) stockStep {
	return stockStep{"Σ as a column", []int{s.pick(rng, 3)}, 1, func(x []*G.Node) (*G.Node, error) {
		sum, err := G.Sum(x[0], 1)
		if err != nil {
			return nil, err
		}
		return G.Reshape(sum, tensor.Shape{s.rows, 1})
	}, func(x []ops.Matrix) ops.Matrix {
		return ops.NewMatrix(x[0].Rows, 1).Fill(func(r, _ int) float64 { return x[0].At(r, 0) + x[0].At(r, 1) + x[0].At(r, 2) })
	}}
}

// makeRowBroadcast adds one row to all rows, or multiplies all rows by it.
func makeRowBroadcast(s *stockGraph, rng *rand.Rand) stockStep {
	args := []int{s.pick(rng, 3), 5}
	if rng.IntN(2) == 0 {
		return stockStep{"x+row", args, 3, func(x []*G.Node) (*G.Node, error) { return G.BroadcastAdd(x[0], x[1], nil, []byte{0}) },
			each(func(x ...float64) float64 { return x[0] + x[1] })}
	}
	return stockStep{"x·row", args, 3, func(x []*G.Node) (*G.Node, error) { return G.BroadcastHadamardProd(x[0], x[1], nil, []byte{0}) },
		each(func(x ...float64) float64 { return x[0] * x[1] })}
}

// makeRowOfRows multiplies by a product of rows of weights, one of which Gorgonia repeats once for the other.
func makeRowOfRows(s *stockGraph, rng *rand.Rand) stockStep {
	return stockStep{"t·(row∘row)", []int{s.pick(rng, 1), 5}, 3, func(x []*G.Node) (*G.Node, error) {
		n, err := G.BroadcastHadamardProd(x[1], x[1], nil, []byte{0})
		if err != nil {
			return nil, err
		}
		return G.Mul(x[0], n)
	}, func(x []ops.Matrix) ops.Matrix {
		return ops.NewMatrix(x[0].Rows, 3).Fill(func(r, c int) float64 { return x[0].At(r, 0) * x[1].At(0, c) * x[1].At(0, c) })
	}}
}

// makeColumns takes two columns, and a third of another value.
func makeColumns(s *stockGraph, rng *rand.Rand) stockStep {
	from := rng.IntN(2)
	return stockStep{"x[from:from+2] | t", []int{s.pick(rng, 3), s.pick(rng, 1)}, 3, func(x []*G.Node) (*G.Node, error) {
		n, err := G.Slice(x[0], nil, G.S(from, from+2))
		if err != nil {
			return nil, err
		}
		return G.Concat(1, n, x[1])
	}, func(x []ops.Matrix) ops.Matrix {
		return ops.NewMatrix(x[0].Rows, 3).Fill(func(r, c int) float64 {
			if c == 2 {
				return x[1].At(r, 0)
			}
			return x[0].At(r, from+c)
		})
	}}
}

// makeOneColumn takes a column, which Gorgonia makes a vector, and a function of it.
func makeOneColumn(s *stockGraph, rng *rand.Rand) stockStep {
	k := rng.IntN(3)
	return stockStep{"sin x[k] - x[k]", []int{s.pick(rng, 3)}, 1, func(x []*G.Node) (*G.Node, error) {
		n, err := G.Slice(x[0], nil, G.S(k))
		if err != nil {
			return nil, err
		}
		sin, err := G.Sin(n)
		if err != nil {
			return nil, err
		}
		if n, err = G.Sub(sin, n); err != nil {
			return nil, err
		}
		return G.Reshape(n, tensor.Shape{s.rows, 1})
	}, func(x []ops.Matrix) ops.Matrix {
		return ops.NewMatrix(x[0].Rows, 1).Fill(func(r, _ int) float64 { return math.Sin(x[0].At(r, k)) - x[0].At(r, k) })
	}}
}

// makeSoftmax takes the softmax over columns, or its logarithm.
func makeSoftmax(s *stockGraph, rng *rand.Rand) stockStep {
	log := rng.IntN(2) == 0
	return stockStep{"softmax", []int{s.pick(rng, 3)}, 3, func(x []*G.Node) (*G.Node, error) {
		if log {
			return G.LogSoftMax(x[0], 1)
		}
		return G.SoftMax(x[0])
	}, func(x []ops.Matrix) ops.Matrix {
		return ops.NewMatrix(x[0].Rows, 3).Fill(func(r, c int) float64 {
			largest := max(x[0].At(r, 0), x[0].At(r, 1), x[0].At(r, 2))
			sum := 0.0
			for k := range 3 {
				sum += math.Exp(x[0].At(r, k) - largest)
			}
			y := x[0].At(r, c) - largest - math.Log(sum)
			if log {
				return y
			}
			return math.Exp(y)
		})
	}}
}
