package graph

import "github.com/gorgoflow/gorgoflow/graph/internal/kernel"

// rowSolver factors the matrix in every lane, or solves with it. It computes in float64
// whatever T is: a stiff system's matrix is ill-conditioned by nature.
type rowSolver[T kernel.Float] struct {
	x, rhs, dst        []T
	ldx, ldRight, ld   int
	n, blocks          int
	trans              bool
	work, pivot, right []float64
}

// placeRowSolver keeps matrices and right sides in lanes; without a batch there is no kernel.
func (c *classifier) placeRowSolver(v *value) {
	c.placeAlike(v)
	if v.batch == 0 {
		v.code = codeForeign
	}
}

func (b *binder[T]) rowSolver(v *value) instruction {
	s := &rowSolver[T]{dst: b.data(v), ld: b.ld(v), n: v.n, blocks: v.batch, trans: v.flagA,
		work: make([]float64, v.n*v.n), pivot: make([]float64, v.n), right: make([]float64, v.n)}
	matrix := v.args[0]
	if v.code == codeSolveRows {
		matrix = v.args[1] // the factors
		s.rhs, s.ldRight = b.data(v.args[2]), b.ld(v.args[2])
	}
	s.x, s.ldx = b.data(matrix), b.ld(matrix)
	return s
}

func (s *rowSolver[T]) run(n, lanes int) {
	for k := range s.blocks {
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
	factor(s.work, s.pivot, s.n)
	scatter(s.dst, s.work, s.ld, r)
	scatter(s.dst[s.n*s.n*s.ld:], s.pivot, s.ld, r)
}

func (s *rowSolver[T]) solve(r int) {
	gather(s.pivot, s.x[s.n*s.n*s.ldx:], s.ldx, r)
	gather(s.right, s.rhs, s.ldRight, r)
	if s.trans {
		solveFactoredTransposed(s.work, s.pivot, s.right, s.n)
	} else {
		solveFactored(s.work, s.pivot, s.right, s.n)
	}
	scatter(s.dst, s.right, s.ld, r)
}

func gather[T kernel.Float](dst []float64, x []T, ld, lane int) {
	for i := range dst {
		dst[i] = float64(x[i*ld+lane])
	}
}

func scatter[T kernel.Float](dst []T, x []float64, ld, lane int) {
	for i, v := range x {
		dst[i*ld+lane] = T(v)
	}
}
