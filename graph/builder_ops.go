package graph

import (
	"math"

	"github.com/gorgoflow/gorgoflow/graph/internal/kernel"
	"github.com/pkg/errors"
	G "gorgonia.org/gorgonia"
)

// Apply adds any operation as it stands, one of this package or a user's own gorgonia.Op.
func (b *Builder) Apply(op G.Op, children ...*G.Node) *G.Node {
	if b.failed() {
		return nil
	}
	for i, c := range children {
		if c == nil {
			return b.Fail(errors.Wrapf(ErrNilNode, "operand %d of %v", i, op))
		}
	}
	n, err := Apply(op, children...)
	if err != nil {
		return b.Fail(err)
	}
	return n
}

// add applies one of our ops after simplification.
func (b *Builder) add(op operation, x ...*G.Node) *G.Node {
	if b.failed() {
		return nil
	}
	if err := b.check(op, x); err != nil {
		return b.Fail(err)
	}
	if n := b.simplify(op, x); n != nil || b.err != nil {
		return n
	}
	return b.Apply(op, x...)
}

// check looks at the operands before a simplification may drop one of them.
func (b *Builder) check(op operation, x []*G.Node) error {
	if err := sameGraph(op, x); err != nil {
		return err
	}
	sizes := make([]dims, len(x))
	for i, n := range x {
		sizes[i] = b.dims(n)
	}
	if b.failed() {
		return b.err
	}
	size, err := op.shape(sizes)
	if err != nil {
		return err
	}
	return checkSize(op, size.rows, size.cols)
}

// matMulOp is op(a)·op(c), transposing where the flags say so.
func (b *Builder) MatMul(a, c *G.Node, transA, transB bool) *G.Node {
	return b.add(matMulOp{TransA: transA, TransB: transB}, a, c)
}

// unary applies f to every element.
func (b *Builder) unary(f kernel.UnaryFunc, x *G.Node) *G.Node { return b.add(unaryOp{Func: f}, x) }

// Neg is -x.
func (b *Builder) Neg(x *G.Node) *G.Node { return b.unary(kernel.Neg, x) }

// Tanh is tanh x.
func (b *Builder) Tanh(x *G.Node) *G.Node { return b.unary(kernel.Tanh, x) }

// Sigmoid is 1/(1+e⁻ˣ).
func (b *Builder) Sigmoid(x *G.Node) *G.Node { return b.unary(kernel.Sigmoid, x) }

// Softplus is log(1+eˣ), accurate for every x.
func (b *Builder) Softplus(x *G.Node) *G.Node { return b.unary(kernel.Softplus, x) }

// Exp is eˣ.
func (b *Builder) Exp(x *G.Node) *G.Node { return b.unary(kernel.Exp, x) }

// Log is the natural logarithm.
func (b *Builder) Log(x *G.Node) *G.Node { return b.unary(kernel.Log, x) }

// Sqrt is √x.
func (b *Builder) Sqrt(x *G.Node) *G.Node { return b.unary(kernel.Sqrt, x) }

// Sin is sin x.
func (b *Builder) Sin(x *G.Node) *G.Node { return b.unary(kernel.Sin, x) }

// Cos is cos x.
func (b *Builder) Cos(x *G.Node) *G.Node { return b.unary(kernel.Cos, x) }

// Square is x².
func (b *Builder) Square(x *G.Node) *G.Node { return b.unary(kernel.Square, x) }

// Inverse is 1/x.
func (b *Builder) Inverse(x *G.Node) *G.Node { return b.unary(kernel.Inverse, x) }

// Abs is |x|.
func (b *Builder) Abs(x *G.Node) *G.Node { return b.unary(kernel.Abs, x) }

// kernel.NormCDF is Φ(x), the standard normal distribution function, element by element.
func (b *Builder) NormCDF(x *G.Node) *G.Node { return b.unary(kernel.NormCDF, x) }

// kernel.MinZero is min(x, 0) element by element; its derivative at 0 is 1.
func (b *Builder) MinZero(x *G.Node) *G.Node { return b.unary(kernel.MinZero, x) }

// kernel.MaxZero is max(x, 0) element by element; its derivative at 0 is 0.
func (b *Builder) MaxZero(x *G.Node) *G.Node { return b.unary(kernel.MaxZero, x) }

// Step is 1 where x > 0 and 0 elsewhere.
func (b *Builder) Step(x *G.Node) *G.Node { return b.unary(kernel.Step, x) }

// kernel.OneMinusSquare is 1-x², the derivative of tanh as a function of its value.
func (b *Builder) OneMinusSquare(x *G.Node) *G.Node { return b.unary(kernel.OneMinusSquare, x) }

// kernel.LogisticPrime is x(1-x), the derivative of the sigmoid as a function of its value.
func (b *Builder) LogisticPrime(x *G.Node) *G.Node { return b.unary(kernel.LogisticPrime, x) }

// Scale is c·x.
func (b *Builder) Scale(x *G.Node, c float64) *G.Node { return b.affine(x, c, 0) }

// Shift is x + c.
func (b *Builder) Shift(x *G.Node, c float64) *G.Node { return b.affine(x, 1, c) }

func (b *Builder) affine(x *G.Node, scale, shift float64) *G.Node {
	return b.add(affineOp{Scale: scale, Shift: shift}, x)
}

// broadcastRowsOp repeats each of K fixed rows for the r rows of a batch: K×C → K·r×C.
func (b *Builder) BroadcastRows(x *G.Node, r int) *G.Node { return b.add(broadcastRowsOp{R: r}, x) }

// sumRowsOp adds the rows of each of k blocks: k·R×C → k×C.
func (b *Builder) SumRows(x *G.Node, k int) *G.Node { return b.add(sumRowsOp{K: k}, x) }

// broadcastColsOp repeats a column c times: R×1 → R×c.
func (b *Builder) BroadcastCols(x *G.Node, c int) *G.Node { return b.add(broadcastColsOp{C: c}, x) }

// sumColsOp adds the elements of each row: R×C → R×1.
func (b *Builder) SumCols(x *G.Node) *G.Node { return b.add(sumColsOp{}, x) }

// tileRowsOp puts k copies one under another: R×C → k·R×C.
func (b *Builder) TileRows(x *G.Node, k int) *G.Node { return b.add(tileRowsOp{K: k}, x) }

// foldRowsOp adds k blocks of rows: k·R×C → R×C.
func (b *Builder) FoldRows(x *G.Node, k int) *G.Node { return b.add(foldRowsOp{K: k}, x) }

// sliceColsOp takes the columns from ≤ c < to.
func (b *Builder) SliceCols(x *G.Node, from, to int) *G.Node {
	return b.add(sliceColsOp{From: from, To: to}, x)
}

// padColsOp puts columns of zeros before and after.
func (b *Builder) PadCols(x *G.Node, before, after int) *G.Node {
	return b.add(padColsOp{Before: before, After: after}, x)
}

// Transpose exchanges rows and columns. Avoid it for per-row nodes: matMulOp has flags.
func (b *Builder) Transpose(x *G.Node) *G.Node { return b.add(transposeOp{}, x) }

// factorRowsOp factors the N×N matrix in every row of a, R×N², for solveRowsOp.
func (b *Builder) FactorRows(a *G.Node) *G.Node {
	if b.failed() {
		return nil
	}
	return b.add(factorRowsOp{N: int(math.Sqrt(float64(b.dims(a).cols)))}, a)
}

// solveRowsOp solves A_r x_r = y_r in every row r, or A_rᵀ x_r = y_r with trans: a is R×N², f is
// factorRowsOp(a), y and the result are R×N. Cotangents reach a and y.
func (b *Builder) SolveRows(a, f, y *G.Node, trans bool) *G.Node {
	if b.failed() {
		return nil
	}
	return b.add(solveRowsOp{N: b.dims(y).cols, Trans: trans}, a, f, y)
}
