// The backward pass over rows with boundaries of their own.

package integrate

import (
	"context"

	"github.com/gorgoflow/gorgoflow/integrate/internal/forward"
	"github.com/pkg/errors"
)

// back goes back over the segments of all rows.
func (w *rowSegments[T]) back(ctx context.Context) error {
	if err := w.segmentPass.back(ctx, w); err != nil {
		return err
	}
	for _, v := range w.time {
		w.gradient.T0 += v
	}
	return nil
}

func (w *rowSegments[T]) count() (most int) {
	for _, list := range w.boundaries {
		most = max(most, len(list))
	}
	return most
}

func (w *rowSegments[T]) outputAt(row, i int) int {
	if i >= len(w.boundaries[row]) {
		return -1
	}
	return w.boundaries[row][i].Output
}

// rows lists the rows that have a boundary i for which wanted is true.
func (w *rowSegments[T]) rows(i int, wanted func(row int, at *forward.Boundary[T]) bool) (rows []int) {
	for row, list := range w.boundaries {
		if i < len(list) && wanted(row, &list[i]) {
			rows = append(rows, row)
		}
	}
	return rows
}

// pullAt applies pull, the pullback of what happens at the end of segment i, to some rows.
func (w *rowSegments[T]) pullAt(i int, rows []int, pull func(*boundaryState[T]) error) error {
	if len(rows) == 0 {
		return nil
	}
	at := &boundaryState[T]{y: w.states(rows, func(row int) [][]T { return w.boundaries[row][i].Before })}
	for _, row := range rows {
		at.t, at.time = append(at.t, w.boundaries[row][i].T), append(at.time, w.time[row])
	}
	if err := w.through(at, rows, pull); err != nil {
		return err
	}
	for k, row := range rows {
		w.time[row] = at.time[k]
	}
	return nil
}

func (w *rowSegments[T]) pullSegment(ctx context.Context, i int) error {
	rows := w.rows(i, func(int, *forward.Boundary[T]) bool { return true })
	blocks, n := w.solver.system.Blocks, len(w.solver.system.Args)
	g, err := w.pullProblem(ctx, i, rows, givenCotangents[T](gathered[float64](w.bar, blocks, rows), blocks))
	if err != nil {
		return errors.Wrapf(w.placed(err, i, rows), "back over segment %d", i)
	}
	w.collect(g, rows)
	for k, row := range rows {
		start, length := float64(g.Args[n][k]), float64(g.Args[n+1][k])+float64(g.Args[n+2][k])
		w.pullInside(row, i, &start, &length)
		if at := &w.boundaries[row][i]; !at.Sets.Happens() { // if an event sets this time, its cotangent has been used
			w.addTime(row, at.Output, at.T, w.time[row]+length)
		}
		w.time[row] = start - length // the end is fixed
	}
	return nil
}
