// Factorisation and solution of one matrix for each row.

package exec

import (
	"github.com/gorgoflow/gorgoflow/graph/internal/ir"
	"github.com/gorgoflow/gorgoflow/graph/internal/kernel/scalar"
	"github.com/gorgoflow/gorgoflow/graph/internal/lu"
)

// rowSolver factorises the matrix in every lane, or solves with it. It computes in float64 for any T, since the matrix of a
// stiff system is ill-conditioned.
type rowSolver[T scalar.Float] struct {
	x, rhs, dst        []T
	ldx, ldRight, ld   int
	n, copies          int
	trans              bool
	work, pivot, right []float64
}

func (b *binder[T]) factorRows(v *ir.Value, n int) instruction {
	s := &rowSolver[T]{dst: b.data(v), ld: b.ld(v), n: n, copies: v.Batch, work: make([]float64, n*n), pivot: make([]float64, n)}
	s.x, s.ldx = b.data(v.Args[0]), b.ld(v.Args[0])
	return s
}

func (b *binder[T]) solveRows(v *ir.Value, o ir.SolveRows) instruction {
	s := &rowSolver[T]{dst: b.data(v), ld: b.ld(v), n: o.N, copies: v.Batch, trans: o.Trans,
		work: make([]float64, o.N*o.N), pivot: make([]float64, o.N), right: make([]float64, o.N)}
	factors := v.Args[1]
	s.x, s.ldx = b.data(factors), b.ld(factors)
	s.rhs, s.ldRight = b.data(v.Args[2]), b.ld(v.Args[2])
	return s
}

func (s *rowSolver[T]) run(n, lanes int) {
	for k := range s.copies {
		for r := k * lanes; r < k*lanes+n; r++ {
			gather(s.work, s.x, s.ldx, r)
			if s.rhs == nil {
				s.factor(r)
			} else {
				s.solve(r)
			}
		}
	}
}

func (s *rowSolver[T]) factor(r int) {
	lu.Factor(s.work, s.pivot, s.n)
	scatter(s.dst, s.work, s.ld, r)
	scatter(s.dst[s.n*s.n*s.ld:], s.pivot, s.ld, r)
}

func (s *rowSolver[T]) solve(r int) {
	gather(s.pivot, s.x[s.n*s.n*s.ldx:], s.ldx, r)
	gather(s.right, s.rhs, s.ldRight, r)
	if s.trans {
		lu.SolveFactoredTransposed(s.work, s.pivot, s.right, s.n)
	} else {
		lu.SolveFactored(s.work, s.pivot, s.right, s.n)
	}
	scatter(s.dst, s.right, s.ld, r)
}

func gather[T scalar.Float](dst []float64, x []T, ld, lane int) {
	for i := range dst {
		dst[i] = float64(x[i*ld+lane])
	}
}

func scatter[T scalar.Float](dst []T, x []float64, ld, lane int) {
	for i, v := range x {
		dst[i*ld+lane] = T(v)
	}
}
