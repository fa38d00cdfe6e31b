// The problem of a segment of rows with boundaries of their own.

package integrate

import (
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate/internal/control"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
)

// segmentProblem is a segment of some rows as a problem in relative time.
func (w *rowSegments[T]) segmentProblem(segment int, rows []int) *ode.Problem[T] {
	start, length, span := make([]T, len(rows)), make([]T, len(rows)), make([]T, len(rows))
	for i, row := range rows {
		from, size := w.extent(row, segment)
		at := &w.boundaries[row][segment]
		ends := control.Segment{FromJump: segment > 0 && w.boundaries[row][segment-1].Jump == control.AtJumpTime, ToJump: at.Jump == control.AtJumpTime}
		first, last := ends.TimesSeen(from, at.T, w.solver.scheme.Single())
		start[i], length[i], span[i] = T(first), T(size), spanWithin(T(first), T(last))
	}
	p := &ode.Problem[T]{T1: 1, Rows: len(rows), Args: append(w.args(rows), start, length, span)}
	if segment > 0 {
		p.Y = w.states(rows, func(row int) [][]T { return w.boundaries[row][segment-1].After })
	} else if w.p.Y != nil {
		p.Y = w.states(rows, func(row int) [][]T { return w.startOf(row) })
	}
	return p
}

// spanWithin is the longest span for which from plus the span, rounded, is not beyond end.
func spanWithin[T graph.Float](from, end T) T {
	span := end - from
	for d := span; d != 0 && (from+span-end)*d > 0; {
		span -= T(T(control.Spacing[T]()) * d)
	}
	return span
}

// startOf returns the state of a row at T0.
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

// states gathers the states of some rows, which of returns for each row; zeros for quadratures.
func (w *rowSegments[T]) states(rows []int, of func(row int) [][]T) [][]T {
	out := make([][]T, len(w.solver.system.Blocks))
	for b, block := range w.solver.system.Blocks {
		for _, row := range rows {
			if y := of(row); !block.Quadrature && y != nil {
				out[b] = append(out[b], y[b]...)
			}
		}
	}
	return out
}
