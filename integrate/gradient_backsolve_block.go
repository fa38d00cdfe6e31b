// The adjoint equations of one row block.

package integrate

import (
	"context"
	"math"

	"github.com/gorgoflow/gorgoflow/integrate/internal/compiled"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/gorgoflow/gorgoflow/internal/partial"
	"github.com/pkg/errors"
)

// rowBlock solves rows lo … hi−1 forwards and their adjoint equations backwards.
func (g *backsolver[T]) rowBlock(w *worker[T], lo, hi int, e *partial.Sums) error {
	ctx, out := g.forward.ctx, g.forward.gradient
	if err := w.solveRows(ctx, g.forward, lo, hi); err != nil || !allDone(g.forward.Out, lo, hi) {
		return err
	}
	w.prepareEnds(ctx)
	w.cotangents.Begin(g.forward.Problem, g.forward.Span, out.Y0, out.Args, lo, hi)
	var err error
	if e.Loss, err = w.cotangents.CallLoss(w.system(), g.forward.Out, g.forward.loss, g.forward.finite); err != nil {
		return errors.Wrapf(err, "loss of rows %d to %d", lo, hi-1)
	}
	w.cotangents.CopyQuadratures(w.system())
	if e.T1, err = w.power(&g.end, g.back.Span.First, out.Y0, lo, hi); err != nil {
		return err
	}
	g.toUnits(lo, hi)
	v := g.adjoint.worker()
	defer g.adjoint.idle.workers.Put(v)
	if err := v.reduceRowBlock(ctx, g.back, lo, hi, e); err != nil || !allDone(g.back.Out, lo, hi) {
		return err
	}
	e.ReverseError = g.collect(lo, hi)
	g.fromUnits(lo, hi)
	h, err := w.power(g.forward.Problem, g.forward.Span.First, out.Y0, lo, hi)
	e.T0 = -h
	return err
}

// collect copies the cotangents of rows lo … hi−1 at T0, and returns the largest distance between the initial state and
// the state that the backward solve arrives at.
func (g *backsolver[T]) collect(lo, hi int) (reverseError float64) {
	s, back := g.solver.system, g.back.Out
	i := 0
	for b, block := range s.Blocks {
		if block.Quadrature {
			if compiled.Followed(block, g.solver.scheme.Fixed) {
				i++
			}
			continue
		}
		from, to := lo*block.Width, hi*block.Width
		copy(g.forward.gradient.Y0[b][from:to], back.Y[i+1][from:to])
		for k := from; k < to; k++ {
			start := g.forward.Start(b, 0, k, s)
			reverseError = max(reverseError, math.Abs(float64(back.Y[i][k])-start))
		}
		i += 2
	}
	for e, block := range s.Args {
		for k := lo * block.Width; k < hi*block.Width; k++ {
			g.forward.gradient.Args[e][k] = T(back.Quad[i+e][k])
		}
	}
	return reverseError
}

func (w *worker[T]) prepareEnds(ctx context.Context) {
	if w.ends == nil {
		w.ends = w.solver.field.Clone()
	}
	w.ends.Program.Within(ctx)
	w.cotangents.Grow(w.runner.System, w.runner.Scheme.BlockRows)
}

// power returns H = Σ aᵀf + Σ q̄ᵀg over the rows lo … hi−1 at the start of p. H is dL/dt₁ if p starts at the end of the
// forward solve, −dL/dt₀ if it starts at the beginning.
func (w *worker[T]) power(p *ode.Problem[T], start float64, bars [][]T, lo, hi int) (h float64, err error) {
	f, lanes := w.ends, w.runner.Scheme.Lanes
	for ; lo < hi; lo += lanes {
		n := min(lanes, hi-lo)
		f.Load(p, start, lo, n)
		if err := f.Program.Run(n); err != nil {
			return 0, err
		}
		for b, block := range w.system().Blocks {
			if k := f.K.Block(b); k.Exists() {
				h += k.Dot(bars[b][lo*block.Width:], n)
			}
		}
	}
	return h, nil
}
