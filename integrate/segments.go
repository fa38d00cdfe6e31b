// The backward pass over a solve that boundaries cut into segments.

package integrate

import (
	"context"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate/internal/batch"
	"github.com/gorgoflow/gorgoflow/integrate/internal/control"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
)

// segmentPass goes back over a solve that boundaries cut into segments: one segment after the other, for all rows at
// once.
type segmentPass[T graph.Float] struct {
	solver     *Solver[T]
	p          *ode.Problem[T]
	settings   *GradientSettings
	gradient   *Gradient[T]
	trajectory *Trajectory[T] // nil without output times
	outputs    int            // the largest number of output times of a row
	bar        [][]float64    // cotangents of the state, by block
}

// segmentSource gives the segments: those of rows that share their boundaries, or of rows with boundaries of their own.
type segmentSource[T graph.Float] interface {
	// count is the largest number of segments of a row.
	count() int
	// outputAt is the index of the output time at the end of segment i of a row, or −1.
	outputAt(row, i int) int
	// pullJumps takes the cotangents at the end of segment i from after its jumps to before them.
	pullJumps(ctx context.Context, i int) error
	// pullTimes takes the cotangents at the end of segment i from event times, which depend on the state, to fixed
	// times.
	pullTimes(ctx context.Context, i int) error
	// pullSegment takes the cotangents from the end of segment i to its beginning.
	pullSegment(ctx context.Context, i int) error
}

// fit makes room for the derivatives of a forward solution.
func (w *segmentPass[T]) fit(out *ode.Solution[T]) {
	s, rows := w.solver, w.p.Rows
	w.gradient, w.outputs = &Gradient[T]{}, control.Outputs(w.p)
	w.gradient.fit(s.system, rows, out)
	for _, n := range s.paramLengths() {
		w.gradient.Params = append(w.gradient.Params, make([]float64, n))
	}
	for _, block := range s.system.Blocks {
		w.bar = append(w.bar, make([]float64, rows*block.Width))
	}
}

// back goes back over all segments, from the last to the first.
func (w *segmentPass[T]) back(ctx context.Context, from segmentSource[T]) error {
	for i := from.count() - 1; i >= 0; i-- {
		if err := from.pullJumps(ctx, i); err != nil {
			return err
		}
		for row := range w.p.Rows {
			w.inject(row, from.outputAt(row, i))
		}
		if err := from.pullTimes(ctx, i); err != nil {
			return err
		}
		if err := from.pullSegment(ctx, i); err != nil {
			return err
		}
	}
	for row := range w.p.Rows {
		if times := control.OutputTimes(w.p, row); w.trajectory != nil && len(times) > 0 && times[0] == w.p.T0 {
			w.inject(row, 0)
		}
	}
	for b, bar := range w.bar {
		copyAs(w.gradient.Y0[b], bar)
	}
	return nil
}

// inject adds the cotangents of a row at an output time and at the output times equal to it; nothing for −1.
func (w *segmentPass[T]) inject(row, first int) {
	for output := first; first >= 0 && output < control.EqualTimes(control.OutputTimes(w.p, row), first); output++ {
		w.injectOne(row, output)
	}
}

func (w *segmentPass[T]) injectOne(row, output int) {
	n := w.outputs
	for b, block := range w.solver.system.Blocks {
		for c := range block.Width {
			from, to := (row*n+output)*block.Width+c, row*block.Width+c
			if block.Quadrature {
				w.bar[b][to] += w.trajectory.SavedQuadBar[b][from]
			} else {
				w.bar[b][to] += float64(w.trajectory.SavedBar[b][from])
			}
		}
	}
}

// collect adds the gradient of a segment, solved for some rows, to that of the whole. The first constant inputs of the
// segment's problem are those of the system.
func (w *segmentPass[T]) collect(g *Gradient[T], rows []int) {
	scatter(w.bar, g.Y0, w.solver.system.Blocks, rows)
	w.addArgs(g.Args, rows)
	for q, sum := range g.Params {
		for k, v := range sum {
			w.gradient.Params[q][k] += v
		}
	}
	w.gradient.Backward = w.gradient.Backward.Plus(g.Forward)
	w.gradient.Backward = w.gradient.Backward.Plus(g.Backward)
	w.gradient.ReverseError = max(w.gradient.ReverseError, g.ReverseError)
}

// addTime adds the cotangent of the time at the end of a segment to the derivative with respect to what sets that time:
// an output time or T1. It drops the cotangent of other times.
func (w *segmentPass[T]) addTime(row, output int, t, v float64) {
	if output >= 0 {
		w.gradient.Times[w.timeOf(row, output)] += v
	}
	if t == w.p.T1 {
		w.gradient.T1 += v
	}
}

// times is the number of output times that have a derivative.
func (w *segmentPass[T]) times() int {
	if w.p.RowSaveAt == nil {
		return w.outputs
	}
	return w.p.Rows * w.outputs
}

// timeOf is the index in Gradient.Times of an output time of a row.
func (w *segmentPass[T]) timeOf(row, output int) int {
	if w.p.RowSaveAt == nil {
		return output
	}
	return row*w.outputs + output
}

// givenCotangents is a loss whose derivatives are the given cotangents.
func givenCotangents[T graph.Float](bars [][]float64, blocks []ode.Block) Loss[T] {
	return func(lo, hi int, _ [][]T, _ [][]float64, ybar [][]T, qbar [][]float64) (float64, error) {
		batch.Give(ybar, qbar, bars, blocks, lo, hi)
		return 0, nil
	}
}
