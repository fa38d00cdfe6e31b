// The backward pass over rows that share their boundaries.

package integrate

import (
	"context"
	"slices"

	"github.com/gorgoflow/gorgoflow/integrate/internal/backward"
	"github.com/gorgoflow/gorgoflow/integrate/internal/control"
	"github.com/pkg/errors"
)

func (a *sharedSegments[T]) count() int { return len(a.parts) }

func (a *sharedSegments[T]) outputAt(_, i int) int { return a.tstops[i].Output }

// pullJumps pulls the cotangents of all rows back through System.Jump.
func (a *sharedSegments[T]) pullJumps(ctx context.Context, i int) error {
	if !a.tstops[i].Jump || i == len(a.parts)-1 {
		return nil
	}
	at := &boundaryState[T]{t: slices.Repeat([]float64{a.tstops[i].T}, a.p.Rows), time: make([]float64, a.p.Rows), y: slices.Clone(a.parts[i].end)}
	for b, block := range a.solver.system.Blocks {
		if block.Quadrature {
			at.y[b] = nil
		}
	}
	if err := a.through(at, a.all, func(at *boundaryState[T]) error { return a.solver.pullJump(ctx, control.AtJumpTime, at) }); err != nil {
		return err
	}
	for _, v := range at.time {
		a.addTimeAt(i, v)
	}
	return nil
}

// pullTimes has nothing to do: no event sets a boundary that rows share.
func (a *sharedSegments[T]) pullTimes(context.Context, int) error { return nil }

func (a *sharedSegments[T]) pullSegment(ctx context.Context, i int) error {
	g, err := a.pullPart(ctx, i, givenCotangents[T](a.bar, a.solver.system.Blocks))
	if err != nil {
		return errors.Wrapf(err, "back from %v to %v", a.parts[i].problem.T1, a.parts[i].problem.T0)
	}
	a.collect(g, a.all)
	a.addTimeAt(i, g.T1)
	a.addTimeAt(i-1, g.T0)
	return nil
}

// pullPart goes back over a segment. Cotangents of output times inside enter through the interpolants of the steps.
func (a *sharedSegments[T]) pullPart(ctx context.Context, i int, end Loss[T]) (*Gradient[T], error) {
	part := a.parts[i]
	if part.solved == nil {
		return a.solver.gradient(ctx, part.problem, end, a.settings, nil, part.ends, false)
	}
	j := part.solved.call
	if j.Observed {
		j.outputs = &backward.Outputs[T]{Bar: a.trajectory.SavedBar, QuadBar: a.trajectory.SavedQuadBar, At: part.at, Own: a.p.RowSaveAt != nil}
		j.times = a.gradient.Times
	}
	g, err := part.solved.pull(a.solver, end)
	if last := len(g.Params) - 1; j.sharesTimes() {
		for k, v := range g.Params[last] {
			a.gradient.Times[part.at[0]+k] += v
		}
		g.Params = g.Params[:last]
	}
	return g, err
}

// addTimeAt adds to the derivative with respect to the time of tstop i, or to T0 for −1.
func (a *sharedSegments[T]) addTimeAt(i int, v float64) {
	if i < 0 {
		a.gradient.T0 += v
		return
	}
	a.addTime(0, a.tstops[i].Output, a.tstops[i].T, v)
}
