// Linear systems, one in each row.

package ops

import (
	"fmt"
	"math"

	"github.com/gorgoflow/gorgoflow/graph/internal/lu"
)

// FactorRows factorises a square matrix in every row: R×N² → R×N(N+1). Row r of the operand holds an N×N matrix A_r row by
// row. The result holds L and U of P·A_r = L·U with partial pivoting, then the N row exchanges. It has no derivative:
// SolveRows, its only reader, has A itself.
//
// A singular matrix gives a row that is not finite, and does not affect other rows.
type FactorRows struct {
	N int
	ofOne
}

func (o FactorRows) String() string { return fmt.Sprintf("FactorRows{%d}", o.N) }

// HasDerivative implements Kind.
func (FactorRows) HasDerivative(int) bool { return false }

// Identity implements Kind.
func (o FactorRows) Identity() (byte, []uint64) { return kindFactorRows, []uint64{uint64(o.N)} }

// Size implements Kind.
func (o FactorRows) Size(x []Dims) (Dims, string) {
	if o.N < 1 || x[0].Cols != times(o.N, o.N) {
		return Dims{}, fmt.Sprintf("%d columns", o.N*o.N)
	}
	return Dims{x[0].Rows, o.N * (o.N + 1)}, ""
}

// Compute implements Kind.
func (o FactorRows) Compute(x []Matrix) Matrix {
	y := NewMatrix(x[0].Rows, o.N*(o.N+1))
	for r := range y.Rows {
		row := y.Data[r*y.Cols : (r+1)*y.Cols]
		copy(row, x[0].Data[r*x[0].Cols:(r+1)*x[0].Cols])
		lu.Factor(row[:o.N*o.N], row[o.N*o.N:], o.N)
	}
	return y
}

// SolveRows solves a linear system in every row: A_r x_r = b_r, or A_rᵀ x_r = b_r with Trans. Its operands are A (R×N², a
// matrix in each row), FactorRows of A (R×N(N+1)) and b (R×N).
type SolveRows struct {
	N     int
	Trans bool
}

func (o SolveRows) String() string { return fmt.Sprintf("SolveRows{%d, %t}", o.N, o.Trans) }

// Arity implements Kind.
func (SolveRows) Arity() int { return 3 }

// HasDerivative implements Kind: not with respect to the factors.
func (SolveRows) HasDerivative(operand int) bool { return operand != 1 }

// Identity implements Kind.
func (o SolveRows) Identity() (byte, []uint64) {
	return kindSolveRows, []uint64{uint64(o.N), bit(o.Trans)}
}

// Size implements Kind.
func (o SolveRows) Size(x []Dims) (Dims, string) {
	n := o.N
	fits := n >= 1 && x[0].Cols == times(n, n) && x[1].Cols == n*(n+1) && x[2].Cols == n
	if !fits || x[1].Rows != x[0].Rows || x[2].Rows != x[0].Rows {
		return Dims{}, fmt.Sprintf("R×%d, R×%d and R×%d", n*n, n*(n+1), n)
	}
	return x[2], ""
}

// Compute implements Kind: Gauss–Jordan elimination of A anew, with partial pivoting.
func (o SolveRows) Compute(x []Matrix) Matrix {
	y, n := NewMatrix(x[2].Rows, o.N), o.N
	for r := range y.Rows {
		a := NewMatrix(n, n).Fill(func(i, j int) float64 { return x[0].At(r, i*n+j) }).Transposed(o.Trans)
		b := NewMatrix(n, 1).Fill(func(i, _ int) float64 { return x[2].At(r, i) })
		Eliminate(a, b)
		copy(y.Data[r*n:(r+1)*n], b.Data)
	}
	return y
}

// Eliminate overwrites b with a⁻¹b, and a with multiples of the unit vectors, by plain loops.
func Eliminate(a, b Matrix) {
	n := a.Rows
	for k := range n {
		p := k
		for i := k; i < n; i++ {
			if math.Abs(a.At(i, k)) > math.Abs(a.At(p, k)) {
				p = i
			}
		}
		for j := range n {
			a.Data[k*n+j], a.Data[p*n+j] = a.Data[p*n+j], a.Data[k*n+j]
		}
		b.Data[k], b.Data[p] = b.Data[p], b.Data[k]
		for i := range n {
			if i != k {
				subtractRow(a, b, i, k, a.At(i, k)/a.At(k, k))
			}
		}
	}
	for i := range n {
		b.Data[i] /= a.At(i, i)
	}
}

// subtractRow subtracts m times row k from row i.
func subtractRow(a, b Matrix, i, k int, m float64) {
	for j := range a.Cols {
		a.Set(i, j, a.At(i, j)-float64(m*a.At(k, j)))
	}
	b.Data[i] -= float64(m * b.Data[k])
}
