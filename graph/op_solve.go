package graph

import (
	"fmt"
	"hash"
	"math"

	"github.com/chewxy/hm"
	"github.com/gorgoflow/gorgoflow/graph/internal/lu"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// factorRowsOp factors a square matrix in every row: R×N² → R×N(N+1). Row r of the operand holds
// an N×N matrix A_r row by row; the result holds L and U of P·A_r = L·U with partial pivoting,
// then the N row exchanges. It has no derivative: solveRowsOp, its only reader, knows A itself.
//
// A singular matrix gives a row that is not finite, and leaves the others alone.
type factorRowsOp struct {
	N int
	plain
}

// Arity implements gorgonia.Op.
func (factorRowsOp) Arity() int { return 1 }

// Type implements gorgonia.Op.
func (factorRowsOp) Type() hm.Type { return typeOf(1) }

// InferShape implements gorgonia.Op.
func (o factorRowsOp) InferShape(x ...G.DimSizer) (tensor.Shape, error) { return inferShape(o, x) }

// Do implements gorgonia.Op.
func (o factorRowsOp) Do(x ...G.Value) (G.Value, error) { return do(o, x) }

// WriteHash implements gorgonia.Op.
func (o factorRowsOp) WriteHash(h hash.Hash) { writeHash(h, kindFactorRows, uint64(o.N)) }

// Hashcode implements gorgonia.Op.
func (o factorRowsOp) Hashcode() uint32 { return hashcode(o) }

// DiffWRT implements gorgonia.SDOp.
func (factorRowsOp) DiffWRT(inputs int) []bool { return make([]bool, inputs) }

// SymDiff implements gorgonia.SDOp.
func (o factorRowsOp) SymDiff(x G.Nodes, y, grad *G.Node) (G.Nodes, error) {
	return symDiff(o, x, y, grad)
}

func (o factorRowsOp) String() string { return fmt.Sprintf("FactorRows{%d}", o.N) }

func (o factorRowsOp) shape(x []dims) (dims, error) {
	if o.N < 1 || x[0].cols != o.N*o.N {
		return dims{}, mismatch(o, x, fmt.Sprintf("%d columns", o.N*o.N))
	}
	return dims{x[0].rows, o.N * (o.N + 1)}, nil
}

func (o factorRowsOp) compute(x []matrix) matrix {
	y := newMatrix(x[0].rows, o.N*(o.N+1))
	for r := range y.rows {
		row := y.data[r*y.cols : (r+1)*y.cols]
		copy(row, x[0].data[r*x[0].cols:(r+1)*x[0].cols])
		lu.Factor(row[:o.N*o.N], row[o.N*o.N:], o.N)
	}
	return y
}

func (o factorRowsOp) pullback(*Builder, []*G.Node, *G.Node, *G.Node, []bool) []*G.Node {
	return []*G.Node{nil}
}

func (o factorRowsOp) pushforward(*Builder, []*G.Node, *G.Node, []*G.Node, int) *G.Node { return nil }

// solveRowsOp solves a linear system in every row: A_r x_r = b_r, or A_rᵀ x_r = b_r with Trans.
// Its operands are A (R×N², a matrix a row), its factorRowsOp (R×N(N+1)) and b (R×N).
type solveRowsOp struct {
	N     int
	Trans bool
	plain
}

// Arity implements gorgonia.Op.
func (solveRowsOp) Arity() int { return 3 }

// Type implements gorgonia.Op.
func (solveRowsOp) Type() hm.Type { return typeOf(3) }

// InferShape implements gorgonia.Op.
func (o solveRowsOp) InferShape(x ...G.DimSizer) (tensor.Shape, error) { return inferShape(o, x) }

// Do implements gorgonia.Op: the plain reference, which eliminates A anew.
func (o solveRowsOp) Do(x ...G.Value) (G.Value, error) { return do(o, x) }

// WriteHash implements gorgonia.Op.
func (o solveRowsOp) WriteHash(h hash.Hash) {
	writeHash(h, kindSolveRows, uint64(o.N), bit(o.Trans))
}

// Hashcode implements gorgonia.Op.
func (o solveRowsOp) Hashcode() uint32 { return hashcode(o) }

// DiffWRT implements gorgonia.SDOp.
func (solveRowsOp) DiffWRT(int) []bool { return []bool{true, false, true} }

// SymDiff implements gorgonia.SDOp.
func (o solveRowsOp) SymDiff(x G.Nodes, y, grad *G.Node) (G.Nodes, error) {
	return symDiff(o, x, y, grad)
}

func (o solveRowsOp) String() string { return fmt.Sprintf("SolveRows{%d, %t}", o.N, o.Trans) }

func (o solveRowsOp) shape(x []dims) (dims, error) {
	n := o.N
	fits := n >= 1 && x[0].cols == n*n && x[1].cols == n*(n+1) && x[2].cols == n
	if !fits || x[1].rows != x[0].rows || x[2].rows != x[0].rows {
		return dims{}, mismatch(o, x, fmt.Sprintf("R×%d, R×%d and R×%d", n*n, n*(n+1), n))
	}
	return x[2], nil
}

// compute is Gauss–Jordan elimination with partial pivoting.
func (o solveRowsOp) compute(x []matrix) matrix {
	y, n := newMatrix(x[2].rows, o.N), o.N
	for r := range y.rows {
		a := newMatrix(n, n).fill(func(i, j int) float64 { return x[0].at(r, i*n+j) }).transposed(o.Trans)
		b := newMatrix(n, 1).fill(func(i, _ int) float64 { return x[2].at(r, i) })
		eliminate(a, b)
		copy(y.data[r*n:(r+1)*n], b.data)
	}
	return y
}

// pullback: with z = A⁻ᵀg, b̄ = z and Ā = −z xᵀ (with Trans: z = A⁻¹g and Ā = −x zᵀ).
func (o solveRowsOp) pullback(b *Builder, x []*G.Node, y, g *G.Node, need []bool) []*G.Node {
	z := b.add(solveRowsOp{N: o.N, Trans: !o.Trans}, x[0], x[1], g)
	dx := []*G.Node{nil, nil, z}
	if !need[0] {
		return dx
	}
	if o.Trans {
		dx[0] = o.outer(b, b.Neg(y), z)
	} else {
		dx[0] = o.outer(b, b.Neg(z), y)
	}
	return dx
}

// outer is u_r v_rᵀ for every row, stored like A.
func (o solveRowsOp) outer(b *Builder, u, v *G.Node) *G.Node {
	rows := make([]*G.Node, o.N)
	for i := range rows {
		rows[i] = b.Mul(b.BroadcastCols(b.SliceCols(u, i, i+1), o.N), v)
	}
	return b.ConcatCols(rows...)
}

// pushforward: A ẋ = ḃ − Ȧ x.
func (o solveRowsOp) pushforward(b *Builder, x []*G.Node, y *G.Node, dx []*G.Node, k int) *G.Node {
	right := dx[2]
	if dx[0] != nil {
		moved := b.Neg(o.apply(b, dx[0], b.tile(y, k)))
		right = b.sum(right, moved)
	}
	if right == nil {
		return nil
	}
	return b.add(o, b.tile(x[0], k), b.tile(x[1], k), right)
}

// apply is op(A_r) v_r for every row.
func (o solveRowsOp) apply(b *Builder, a, v *G.Node) *G.Node {
	terms := make([]*G.Node, o.N)
	var sum *G.Node
	for i := range terms {
		row := b.SliceCols(a, i*o.N, (i+1)*o.N)
		if o.Trans {
			sum = b.sum(sum, b.Mul(row, b.BroadcastCols(b.SliceCols(v, i, i+1), o.N)))
		} else {
			terms[i] = b.SumCols(b.Mul(row, v))
		}
	}
	if o.Trans {
		return sum
	}
	return b.ConcatCols(terms...)
}

// eliminate overwrites b with a⁻¹b, and a with multiples of the unit vectors: the plain way.
func eliminate(a, b matrix) {
	n := a.rows
	for k := range n {
		p := k
		for i := k; i < n; i++ {
			if math.Abs(a.at(i, k)) > math.Abs(a.at(p, k)) {
				p = i
			}
		}
		for j := range n {
			a.data[k*n+j], a.data[p*n+j] = a.data[p*n+j], a.data[k*n+j]
		}
		b.data[k], b.data[p] = b.data[p], b.data[k]
		for i := range n {
			if i != k {
				subtractRow(a, b, i, k, a.at(i, k)/a.at(k, k))
			}
		}
	}
	for i := range n {
		b.data[i] /= a.at(i, i)
	}
}

// subtractRow subtracts m times row k from row i.
func subtractRow(a, b matrix, i, k int, m float64) {
	for j := range a.cols {
		a.set(i, j, a.at(i, j)-m*a.at(k, j))
	}
	b.data[i] -= m * b.data[k]
}
