package integrate

import (
	"context"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate/internal/batch"
	"github.com/gorgoflow/gorgoflow/integrate/internal/control"
	"github.com/gorgoflow/gorgoflow/integrate/internal/forward"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/pkg/errors"
)

// pullLeg goes back over one leg of every row that has it.
func (w *rowSegments[T]) pullLeg(ctx context.Context, leg int) error {
	rows := w.rows(leg, func(int, *forward.Boundary[T]) bool { return true })
	problem, n := w.leg(leg, rows), len(w.solver.system.Args)
	bar := gathered[float64](w.bar, w.solver.system.Blocks, rows)
	g, err := w.relative.Gradient(ctx, problem, towards[T](bar, w.solver.system.Blocks), w.settings)
	if err != nil {
		return errors.Wrapf(err, "back over leg %d", leg)
	}
	scatter(w.bar, g.Y0, w.solver.system.Blocks, rows)
	w.addExtras(g.Args[:n], rows)
	for q, sum := range g.Params {
		for i, v := range sum {
			w.gradient.Params[q][i] += v
		}
	}
	w.gradient.Backward.Add(g.Forward)
	w.gradient.Backward.Add(g.Backward)
	w.gradient.ReverseError = max(w.gradient.ReverseError, g.ReverseError)
	for i, row := range rows {
		start, length := float64(g.Args[n][i]), float64(g.Args[n+1][i])+float64(g.Args[n+2][i])
		w.addTime(row, &w.passages[row][leg], length)
		w.time[row] = start - length // the end is fixed
	}
	return nil
}

// addTime adds the cotangent of the time at the end of a leg to that of what sets it: T1, an
// output time, or something one cannot differentiate by. At an event it has been used.
func (w *rowSegments[T]) addTime(row int, at *forward.Boundary[T], length float64) {
	if at.Sets.Happens() {
		return
	}
	v := w.time[row] + length
	if at.Output >= 0 {
		w.gradient.Times[at.Output] += v
	}
	if at.T == w.p.T1 {
		w.gradient.T1 += v
	}
}

// leg is the problem that the rows solve in relative time.
func (w *rowSegments[T]) leg(leg int, rows []int) *ode.Problem[T] {
	start, length, span := make([]T, len(rows)), make([]T, len(rows)), make([]T, len(rows))
	for i, row := range rows {
		from, at := w.p.T0, &w.passages[row][leg]
		if leg > 0 {
			from = w.passages[row][leg-1].Next
		}
		segment := control.Segment{FromJump: leg > 0 && w.passages[row][leg-1].Jump == control.AtJumpTime, ToJump: at.Jump == control.AtJumpTime}
		first, last := segment.TimesSeen(from, at.T, w.solver.plan.Single())
		start[i], length[i], span[i] = T(first), T(at.T-from), wayWithin(T(first), T(last))
	}
	p := &ode.Problem[T]{T1: 1, Rows: len(rows), Args: append(w.extras(rows), start, length, span)}
	if leg > 0 {
		p.Y = w.states(rows, func(row int) [][]T { return w.passages[row][leg-1].After })
	} else if w.p.Y != nil {
		p.Y = w.states(rows, func(row int) [][]T { return w.startOf(row) })
	}
	return p
}

// wayWithin is the longest way from a time whose end, as it is rounded, is not beyond the end.
func wayWithin[T graph.Float](from, end T) T {
	span := end - from
	for d := span; d != 0 && (from+span-end)*d > 0; {
		span -= T(control.Spacing[T]()) * d
	}
	return span
}

// startOf is the state of a row at T0.
func (w *rowSegments[T]) startOf(row int) [][]T {
	out := make([][]T, len(w.solver.system.Blocks))
	for b, block := range w.solver.system.Blocks {
		if block.Quadrature {
			continue
		}
		out[b] = make([]T, block.Width)
		if w.p.Y[b] != nil {
			copy(out[b], w.p.Y[b][row*block.Width:])
		}
	}
	return out
}

// towards is the loss whose derivatives are the cotangents given.
func towards[T graph.Float](bars [][]float64, blocks []ode.Block) Loss[T] {
	return func(lo, hi int, _ [][]T, _ [][]float64, ybar [][]T, qbar [][]float64) (float64, error) {
		batch.Give(ybar, qbar, bars, blocks, lo, hi)
		return 0, nil
	}
}
