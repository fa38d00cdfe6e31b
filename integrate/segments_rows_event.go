// The pullbacks of jumps and events at the ends of the segments of rows.

package integrate

import (
	"context"

	"github.com/gorgoflow/gorgoflow/integrate/internal/control"
	"github.com/gorgoflow/gorgoflow/integrate/internal/forward"
)

func (w *rowSegments[T]) pullJumps(ctx context.Context, i int) error {
	for _, jump := range control.JumpEvents(len(w.solver.system.Events)) {
		rows := w.rows(i, func(row int, at *forward.Boundary[T]) bool { return at.Jump == jump && i+1 < len(w.boundaries[row]) })
		if err := w.pullAt(i, rows, func(at *boundaryState[T]) error { return w.solver.pullJump(ctx, jump, at) }); err != nil {
			return err
		}
	}
	return nil
}

func (w *rowSegments[T]) pullTimes(ctx context.Context, i int) error {
	for index := range w.solver.system.Events {
		event := control.AtState(index)
		rows := w.rows(i, func(_ int, at *forward.Boundary[T]) bool { return at.Sets == event })
		if err := w.pullAt(i, rows, func(at *boundaryState[T]) error { return w.solver.pullEvent(ctx, event, at) }); err != nil {
			return err
		}
	}
	return nil
}
