package backward

import (
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
)

// Cotangents is the way back of one block of rows: the cotangents it starts from and
// arrives at.
type Cotangents[T graph.Float] struct {
	problem *ode.Problem[T]
	Lo, Hi  int
	y       [][]T       // by block, all rows of the batch
	extras  [][]T       // by extra input, all rows of the batch
	q       [][]float64 // by quadrature, rows of this block
	k       [][]T       // of the first k₁, by block, rows of this block
	T0, T1  float64
	Stats   ode.Stats

	yView, barView [][]T
	quadView       [][]float64
	qBarView       [][]float64
}

// Grow makes room for blocks of that many rows.
func (p *Cotangents[T]) Grow(s *ode.System, rows int) {
	if p.k != nil {
		return
	}
	n := len(s.Blocks)
	p.q, p.k = make([][]float64, n), make([][]T, n)
	p.yView, p.barView, p.quadView, p.qBarView = make([][]T, n), make([][]T, n), make([][]float64, n), make([][]float64, n)
	for b, block := range s.Blocks {
		p.k[b] = make([]T, rows*block.Width)
		if block.Quadrature {
			p.q[b] = make([]float64, rows*block.Width)
		}
	}
}

func (p *Cotangents[T]) Begin(problem *ode.Problem[T], y, extras [][]T, lo, hi int) {
	p.problem, p.Lo, p.Hi = problem, lo, hi
	p.y, p.extras = y, extras
	p.T0, p.T1, p.Stats = 0, 0, ode.Stats{}
	for b := range p.k {
		clear(p.k[b])
		clear(p.q[b])
	}
}

// CallLoss lets the loss see the rows of the block and write their cotangents.
func (p *Cotangents[T]) CallLoss(s *ode.System, out *ode.Solution[T], loss func(lo, hi int, y [][]T, quad [][]float64, yBar [][]T, quadBar [][]float64) (float64, error)) (float64, error) {
	for b, block := range s.Blocks {
		from, to := p.Lo*block.Width, p.Hi*block.Width
		if block.Quadrature {
			p.quadView[b], p.qBarView[b] = out.Quad[b][from:to], p.q[b][:to-from]
		} else {
			p.yView[b], p.barView[b] = out.Y[b][from:to], p.y[b][from:to]
		}
	}
	var value float64
	err := graph.Guard("integrate: the loss", func() (err error) {
		value, err = loss(p.Lo, p.Hi, p.yView, p.quadView, p.barView, p.qBarView)
		return err
	})
	return value, err
}

// CopyQuadratures: the derivative with respect to the initial value of a quadrature
// is that with respect to its final one.
func (p *Cotangents[T]) CopyQuadratures(s *ode.System) {
	for b, block := range s.Blocks {
		if !block.Quadrature {
			continue
		}
		for i, v := range p.q[b][:(p.Hi-p.Lo)*block.Width] {
			p.y[b][p.Lo*block.Width+i] = T(v)
		}
	}
}
