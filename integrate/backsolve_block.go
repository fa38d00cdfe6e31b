package integrate

import (
	"math"

	"github.com/pkg/errors"

	"github.com/gorgoflow/gorgoflow/graph"
)

// block solves rows lo … hi forwards and their adjoint equations backwards.
func (g *backsolver[T]) block(w *worker[T], lo, hi int, e *entry) error {
	ctx, out := g.forward.ctx, g.forward.gradient
	if err := w.solveRows(ctx, g.forward, lo, hi); err != nil || !allDone(g.forward.out, lo, hi) {
		return err
	}
	w.prepareEnds()
	w.pass.begin(g.forward.problem, out.Y0, out.Extras, lo, hi)
	var err error
	if e.loss, err = w.pass.callLoss(w.system(), g.forward.out, g.forward.loss); err != nil {
		return errors.Wrapf(err, "loss of rows %d to %d", lo, hi-1)
	}
	w.pass.copyQuadratures(w.system())
	if e.t1, err = w.power(&g.end, out.Y0, lo, hi); err != nil {
		return err
	}
	v := g.adjoint.worker()
	defer g.adjoint.release(v)
	if err := v.reduceBlock(ctx, g.back, lo, hi, e); err != nil || !allDone(g.back.out, lo, hi) {
		return err
	}
	e.miss = g.collect(lo, hi)
	h, err := w.power(g.forward.problem, out.Y0, lo, hi)
	e.t0 = -h
	return err
}

// collect copies the cotangents at the start of rows lo … hi, and returns the
// largest distance of the state from where it should be.
func (g *backsolver[T]) collect(lo, hi int) (miss float64) {
	s, back := g.solver.system, g.back.out
	i := 0
	for b, block := range s.Blocks {
		if block.Quadrature {
			continue
		}
		from, to := lo*block.Width, hi*block.Width
		copy(g.forward.gradient.Y0[b][from:to], back.Y[i+1][from:to])
		for k := from; k < to; k++ {
			start := g.forward.start(b, 0, k, s)
			miss = max(miss, math.Abs(float64(back.Y[i][k])-start))
		}
		i += 2
	}
	for e, block := range s.Extras {
		for k := lo * block.Width; k < hi*block.Width; k++ {
			g.forward.gradient.Extras[e][k] = T(back.Quad[i+e][k])
		}
	}
	return miss
}

func (w *worker[T]) prepareEnds() {
	if w.ends == nil {
		w.ends = w.solver.field.field()
	}
	w.pass.grow(w.runner.system, w.runner.plan.BlockRows)
}

// power returns H = Σ aᵀf + Σ q̄ᵀg over the rows lo … hi at the beginning of p:
// dL/dt₁ at the end, −dL/dt₀ at the start.
func (w *worker[T]) power(p *Problem[T], bars [][]T, lo, hi int) (h float64, err error) {
	f, lanes := w.ends, w.runner.plan.Lanes
	for ; lo < hi; lo += lanes {
		n := min(lanes, hi-lo)
		f.load(p, w.system(), p.T0, lo, n)
		if err := f.program.Run(n); err != nil {
			return 0, err
		}
		for b, block := range w.system().Blocks {
			if f.k[b] != nil {
				h += dotLanes(f.k[b], bars[b][lo*block.Width:], block.Width, f.stride, n)
			}
		}
	}
	return h, nil
}

// dotLanes is the inner product of n lanes with row-major rows.
func dotLanes[T graph.Float](lanes, rows []T, width, stride, n int) (sum float64) {
	for i := range n {
		for c := range width {
			sum += float64(lanes[c*stride+i]) * float64(rows[i*width+c])
		}
	}
	return sum
}
