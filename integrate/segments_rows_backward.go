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

// pullSegment goes back over the segments of one number, of every row that has so many.
func (w *rowSegments[T]) pullSegment(ctx context.Context, segment int) error {
	rows := w.rows(segment, func(int, *forward.Boundary[T]) bool { return true })
	problem, n := w.segmentProblem(segment, rows), len(w.solver.system.Args)
	bar := gathered[float64](w.bar, w.solver.system.Blocks, rows)
	g, err := w.relative.Gradient(ctx, problem, givenCotangents[T](bar, w.solver.system.Blocks), w.settings)
	if err != nil {
		return errors.Wrapf(err, "back over segment %d", segment)
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
		w.addTime(row, &w.boundaries[row][segment], length)
		w.time[row] = start - length // the end is fixed
	}
	return nil
}

// addTime adds the cotangent of the time at the end of a segment to that of what sets the time: T1,
// an output time, or a time that nobody differentiates by. The cotangent of the time of an event has
// been used already.
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

// segmentProblem is the problem that the rows solve in relative time.
func (w *rowSegments[T]) segmentProblem(segment int, rows []int) *ode.Problem[T] {
	start, length, span := make([]T, len(rows)), make([]T, len(rows)), make([]T, len(rows))
	for i, row := range rows {
		from, at := w.p.T0, &w.boundaries[row][segment]
		if segment > 0 {
			from = w.boundaries[row][segment-1].Next
		}
		ends := control.Segment{FromJump: segment > 0 && w.boundaries[row][segment-1].Jump == control.AtJumpTime, ToJump: at.Jump == control.AtJumpTime}
		first, last := ends.TimesSeen(from, at.T, w.solver.plan.Single())
		start[i], length[i], span[i] = T(first), T(at.T-from), spanWithin(T(first), T(last))
	}
	p := &ode.Problem[T]{T1: 1, Rows: len(rows), Args: append(w.extras(rows), start, length, span)}
	if segment > 0 {
		p.Y = w.states(rows, func(row int) [][]T { return w.boundaries[row][segment-1].After })
	} else if w.p.Y != nil {
		p.Y = w.states(rows, func(row int) [][]T { return w.startOf(row) })
	}
	return p
}

// spanWithin is the longest span from a time whose rounded end is not beyond the given end.
func spanWithin[T graph.Float](from, end T) T {
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

// givenCotangents is the loss whose derivatives are the cotangents given.
func givenCotangents[T graph.Float](bars [][]float64, blocks []ode.Block) Loss[T] {
	return func(lo, hi int, _ [][]T, _ [][]float64, ybar [][]T, qbar [][]float64) (float64, error) {
		batch.Give(ybar, qbar, bars, blocks, lo, hi)
		return 0, nil
	}
}
