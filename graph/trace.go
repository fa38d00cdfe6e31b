// Exact traces of Jacobians, row by row.

package graph

import (
	"github.com/gorgoflow/gorgoflow/graph/internal/kernel/scalar"
	"github.com/gorgoflow/gorgoflow/graph/internal/ops"
	"github.com/pkg/errors"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// traceJVP is tr ∂f/∂z of every row, R×1, for f and z of R×D. It takes D tangents as one batch of D·R rows. Every node
// between z and f must act on each row alone, by one of this package's ops (else *NotRowwiseError). A linear first or
// last layer costs little, since the tangents start as unit vectors and only the diagonal is needed.
func (b *Builder) traceJVP(f, z *G.Node) *G.Node {
	if !b.checkTrace(f, z) {
		return nil
	}
	return b.traceTiled(f, z)
}

// Trace is tr ∂f/∂z of every row, R×1, for f and z of R×D. It is exact and takes D tangents at once. If an op that is
// not this package's lies between z and f, it takes D separate sweeps, since the op may mix rows.
func (b *Builder) Trace(f, z *G.Node) *G.Node {
	n := b.traceJVP(f, z)
	if b.forgive() {
		return b.traceOneByOne(f, z)
	}
	return n
}

// forgive clears a *NotRowwiseError, and reports whether there was one.
func (b *Builder) forgive() bool {
	var mixing *NotRowwiseError
	if b == nil || !errors.As(b.err, &mixing) {
		return false
	}
	b.err = nil
	return true
}

func (b *Builder) first(nodes []*G.Node) *G.Node {
	if b.failed() {
		return nil
	}
	return nodes[0]
}

// checkTrace checks that f and z are per row and have one shape.
func (b *Builder) checkTrace(f, z *G.Node) bool {
	if b.failed() {
		return false
	}
	if f == nil || z == nil {
		b.Fail(errors.Wrap(ErrNilNode, "trace"))
		return false
	}
	if p, q := b.dims(f), b.dims(z); b.err == nil && p != q {
		b.Fail(&ShapeError{Op: "trace of a Jacobian",
			Got: []tensor.Shape{{p.Rows, p.Cols}, {q.Rows, q.Cols}}, Want: "a function of the shape of its argument"})
	}
	return b.err == nil
}

// zeros returns a per-row node of zeros.
func (b *Builder) zeros(rows, cols int) *G.Node { return b.BroadcastRows(b.filled(1, cols, 0), rows) }

// traceTiled adds up the diagonal of J times the unit vectors, which stand one under another: row d·R+r of the products
// belongs to row r and unit vector d.
func (b *Builder) traceTiled(f, z *G.Node) *G.Node {
	size := b.dims(f)
	seed := b.BroadcastRows(b.Identity(size.Cols), size.Rows)
	p := b.first(b.JVP([]*G.Node{f}, []*G.Node{z}, []*G.Node{seed}))
	switch {
	case b.err != nil:
		return nil
	case p == nil:
		return b.zeros(size.Rows, 1)
	}
	return b.FoldRows(b.rowDot(p, seed), size.Cols)
}

// rowDot is Σ_c x∘m for each row, where m is repeated fixed rows. Factors of x move to m while m stays repeated fixed
// rows: Σ_c (a·W)∘m is Σ_c a∘(m·Wᵀ), whose right factor is computed once, not for each row.
func (b *Builder) rowDot(x, m *G.Node) *G.Node {
	for b.err == nil {
		children := childrenOf(x)
		switch op := kindOf(x).(type) {
		case ops.MatMul:
			if op.TransA || b.IsPerRow(children[1]) {
				return b.SumCols(b.binary(scalar.Mul, x, m))
			}
			x, m = children[0], b.MatMul(m, children[1], false, !op.TransB)
			continue
		case ops.Binary:
			if u, v, ok := b.splitRepeated(op, children); ok {
				x, m = u, b.binary(scalar.Mul, m, v)
				continue
			}
		}
		break
	}
	return b.SumCols(b.binary(scalar.Mul, x, m))
}

// splitRepeated finds the factor of a product that is repeated fixed rows.
func (b *Builder) splitRepeated(op ops.Binary, x []*G.Node) (rest, repeated *G.Node, ok bool) {
	if op.Func != scalar.Mul {
		return nil, nil, false
	}
	for i, n := range x {
		if _, ok := kindOf(n).(ops.BroadcastRows); ok {
			return x[1-i], n, true
		}
	}
	return nil, nil, false
}

// traceOneByOne takes D sweeps of R rows each.
func (b *Builder) traceOneByOne(f, z *G.Node) *G.Node {
	size := b.dims(f)
	var trace *G.Node
	for d := range size.Cols {
		unit := make([]float64, size.Cols)
		unit[d] = 1
		seed := b.BroadcastRows(b.Const(1, size.Cols, unit), size.Rows)
		if row := b.first(b.VJP([]*G.Node{f}, []*G.Node{seed}, []*G.Node{z})); row != nil {
			trace = b.sum(trace, b.SliceCols(row, d, d+1))
		}
	}
	if trace == nil {
		return b.zeros(size.Rows, 1)
	}
	return trace
}
