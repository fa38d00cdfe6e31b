// The operations as methods of a Builder.

package graph

import (
	"math"

	"github.com/gorgoflow/gorgoflow/graph/internal/kernel/scalar"
	"github.com/gorgoflow/gorgoflow/graph/internal/ops"
	"github.com/pkg/errors"
	G "gorgonia.org/gorgonia"
)

// Apply adds any operation without simplification: one of this package or a user's own gorgonia.Op.
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

// add simplifies and applies one of this package's ops.
func (b *Builder) add(kind ops.Kind, x ...*G.Node) *G.Node {
	if b.failed() {
		return nil
	}
	if err := b.check(kind, x); err != nil {
		return b.Fail(err)
	}
	if n := b.simplify(kind, x); n != nil || b.err != nil {
		return n
	}
	return b.Apply(operation{kind}, x...)
}

// check checks the operands before a simplification may drop one of them.
func (b *Builder) check(kind ops.Kind, x []*G.Node) error {
	if err := sameGraph(operation{kind}, x); err != nil {
		return err
	}
	sizes := make([]ops.Dims, len(x))
	for i, n := range x {
		sizes[i] = b.dims(n)
	}
	if b.failed() {
		return b.err
	}
	size, err := sizeOf(kind, sizes)
	if err != nil {
		return err
	}
	return checkSize(kind, size.Rows, size.Cols)
}

// MatMul is op(a)·op(c), where op transposes the operand whose flag is set.
func (b *Builder) MatMul(a, c *G.Node, transA, transB bool) *G.Node {
	return b.add(ops.MatMul{TransA: transA, TransB: transB}, a, c)
}

// unary applies f to every element.
func (b *Builder) unary(f scalar.UnaryFunc, x *G.Node) *G.Node { return b.add(ops.Unary{Func: f}, x) }

// Neg is -x.
func (b *Builder) Neg(x *G.Node) *G.Node { return b.unary(scalar.Neg, x) }

// Tanh is tanh x.
func (b *Builder) Tanh(x *G.Node) *G.Node { return b.unary(scalar.Tanh, x) }

// Sigmoid is 1/(1+e⁻ˣ).
func (b *Builder) Sigmoid(x *G.Node) *G.Node { return b.unary(scalar.Sigmoid, x) }

// Softplus is log(1+eˣ), accurate for every x.
func (b *Builder) Softplus(x *G.Node) *G.Node { return b.unary(scalar.Softplus, x) }

// Exp is eˣ.
func (b *Builder) Exp(x *G.Node) *G.Node { return b.unary(scalar.Exp, x) }

// Log is the natural logarithm.
func (b *Builder) Log(x *G.Node) *G.Node { return b.unary(scalar.Log, x) }

// Sqrt is √x.
func (b *Builder) Sqrt(x *G.Node) *G.Node { return b.unary(scalar.Sqrt, x) }

// Sin is sin x.
func (b *Builder) Sin(x *G.Node) *G.Node { return b.unary(scalar.Sin, x) }

// Cos is cos x.
func (b *Builder) Cos(x *G.Node) *G.Node { return b.unary(scalar.Cos, x) }

// Square is x².
func (b *Builder) Square(x *G.Node) *G.Node { return b.unary(scalar.Square, x) }

// Inverse is 1/x.
func (b *Builder) Inverse(x *G.Node) *G.Node { return b.unary(scalar.Inverse, x) }

// Abs is |x|.
func (b *Builder) Abs(x *G.Node) *G.Node { return b.unary(scalar.Abs, x) }

// NormCDF is Φ(x), the standard normal distribution function, element by element.
func (b *Builder) NormCDF(x *G.Node) *G.Node { return b.unary(scalar.NormCDF, x) }

// MinZero is min(x, 0) element by element; its derivative at 0 is 1.
func (b *Builder) MinZero(x *G.Node) *G.Node { return b.unary(scalar.MinZero, x) }

// MaxZero is max(x, 0) element by element; its derivative at 0 is 0.
func (b *Builder) MaxZero(x *G.Node) *G.Node { return b.unary(scalar.MaxZero, x) }

// Step is 1 where x > 0 and 0 elsewhere.
func (b *Builder) Step(x *G.Node) *G.Node { return b.unary(scalar.Step, x) }

// OneMinusSquare is 1-x², the derivative of tanh as a function of its value.
func (b *Builder) OneMinusSquare(x *G.Node) *G.Node { return b.unary(scalar.OneMinusSquare, x) }

// LogisticPrime is x(1-x), the derivative of the sigmoid as a function of its value.
func (b *Builder) LogisticPrime(x *G.Node) *G.Node { return b.unary(scalar.LogisticPrime, x) }

// Scale is c·x for a number c.
func (b *Builder) Scale(x *G.Node, c float64) *G.Node { return b.affine(x, c, 0) }

// Shift is x + c for a number c.
func (b *Builder) Shift(x *G.Node, c float64) *G.Node { return b.affine(x, 1, c) }

func (b *Builder) affine(x *G.Node, scale, shift float64) *G.Node {
	return b.add(ops.Affine{Scale: scale, Shift: shift}, x)
}

// BroadcastRows repeats each of K fixed rows r times: K×C → K·r×C. The result is per row if r is the size of the batch, and
// fixed otherwise: TileRows makes copies of the former.
func (b *Builder) BroadcastRows(x *G.Node, r int) *G.Node { return b.add(ops.BroadcastRows{R: r}, x) }

// SumRows adds the rows of each of k copies of the batch, or of k equal parts of a matrix: k·R×C → k×C.
func (b *Builder) SumRows(x *G.Node, k int) *G.Node { return b.add(ops.SumRows{K: k}, x) }

// BroadcastCols repeats a column c times: R×1 → R×c.
func (b *Builder) BroadcastCols(x *G.Node, c int) *G.Node { return b.add(ops.BroadcastCols{C: c}, x) }

// SumCols adds the elements of each row: R×C → R×1.
func (b *Builder) SumCols(x *G.Node) *G.Node { return b.add(ops.SumCols{}, x) }

// TileRows makes k copies of a matrix, one under another: R×C → k·R×C.
func (b *Builder) TileRows(x *G.Node, k int) *G.Node { return b.add(ops.TileRows{K: k}, x) }

// FoldRows adds k copies of the batch: k·R×C → R×C.
func (b *Builder) FoldRows(x *G.Node, k int) *G.Node { return b.add(ops.FoldRows{K: k}, x) }

// SliceCols takes the columns from ≤ c < to.
func (b *Builder) SliceCols(x *G.Node, from, to int) *G.Node {
	return b.add(ops.SliceCols{From: from, To: to}, x)
}

// PadCols adds columns of zeros before and after x: R×C → R×(before+C+after).
func (b *Builder) PadCols(x *G.Node, before, after int) *G.Node {
	return b.add(ops.PadCols{Before: before, After: after}, x)
}

// Transpose exchanges rows and columns. Avoid it for per-row nodes: MatMul has flags.
func (b *Builder) Transpose(x *G.Node) *G.Node { return b.add(ops.Transpose{}, x) }

// FactorRows factors the N×N matrix in every row of a, R×N², for SolveRows. A matrix is stored row by row.
func (b *Builder) FactorRows(a *G.Node) *G.Node {
	if b.failed() {
		return nil
	}
	return b.add(ops.FactorRows{N: int(math.Sqrt(float64(b.dims(a).Cols)))}, a)
}

// SolveRows solves A_r x_r = y_r for every row r, or A_rᵀ x_r = y_r if trans is set. a is R×N², f is FactorRows(a), y
// and the result are R×N. Derivatives exist with respect to a and y.
func (b *Builder) SolveRows(a, f, y *G.Node, trans bool) *G.Node {
	if b.failed() {
		return nil
	}
	return b.add(ops.SolveRows{N: b.dims(y).Cols, Trans: trans}, a, f, y)
}
