// Output times inside the segments of rows with boundaries of their own.

package integrate

import (
	"context"
	"math"

	"github.com/gorgoflow/gorgoflow/integrate/internal/backward"
	"github.com/gorgoflow/gorgoflow/integrate/internal/control"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
)

// outputsIn returns the first output time of a row inside a segment, and the one after the last. A time at an end that is
// no output time of itself, as of an event, is inside.
func (w *rowSegments[T]) outputsIn(row, segment int) (first, end int) {
	if w.trajectory == nil || !w.settings.replays() {
		return 0, 0
	}
	from, at, times := w.p.T0, &w.boundaries[row][segment], control.OutputTimes(w.p, row)
	if segment > 0 {
		from = w.boundaries[row][segment-1].T
	}
	sign := math.Copysign(1, w.p.T1-w.p.T0)
	first, end = control.After(times, from, sign), control.After(times, at.T, sign)
	if at.Output >= 0 {
		end = at.Output
	}
	return first, max(first, end)
}

// leaveOutLast removes the last segments of rows that have no output time there, since these have no influence.
func (w *rowSegments[T]) leaveOutLast() {
	for row, list := range w.boundaries {
		for i := len(list) - 1; i >= 0 && list[i].Output < 0; i-- {
			if first, end := w.outputsIn(row, i); first < end {
				break
			}
			list = list[:i]
		}
		w.boundaries[row] = list
	}
}

// pullProblem goes back over a segment of some rows. Cotangents of output times inside enter through the interpolants of
// the steps.
func (w *rowSegments[T]) pullProblem(ctx context.Context, segment int, rows []int, end Loss[T]) (*Gradient[T], error) {
	p := w.segmentProblem(segment, rows)
	places, any := w.placeInside(p, segment, rows)
	if !any {
		return w.relative.gradient(ctx, p, end, w.settings, nil, control.Segment{}, false)
	}
	r, err := w.relative.unrecorded(ctx, p, w.settings, control.Segment{})
	if err != nil {
		return nil, err
	}
	defer r.drop(w.relative)
	if w.inside == nil {
		w.inside = make([]float64, w.p.Rows*w.outputs)
	}
	r.outputs, r.times = &backward.Outputs[T]{Bar: w.trajectory.SavedBar, QuadBar: w.trajectory.SavedQuadBar, At: places, Own: true}, w.inside
	return r.pull(w.relative, end)
}

// placeInside gives the problem of a segment the output times inside. It returns the place of the first of them for each
// row, and whether there are any.
func (w *rowSegments[T]) placeInside(p *ode.Problem[T], segment int, rows []int) (places []int, any bool) {
	for _, row := range rows {
		first, end := w.outputsIn(row, segment)
		var list []float64
		for _, t := range control.OutputTimes(w.p, row)[first:end] {
			list = append(list, w.relativeTime(row, segment, t))
		}
		p.RowSaveAt, places, any = append(p.RowSaveAt, list), append(places, row*w.outputs+first), any || first < end
	}
	if !any {
		p.RowSaveAt = nil
	}
	return places, any
}

// relativeTime is a time in a segment of a row as a fraction of the segment.
func (w *rowSegments[T]) relativeTime(row, segment int, t float64) float64 {
	from, length := w.extent(row, segment)
	return min(max((t-from)/length, 0), 1)
}

// pullInside takes the derivatives by the relative times of the output times inside a segment to these times, and to the
// start and the length of the segment: s = (t − start)/length.
func (w *rowSegments[T]) pullInside(row, segment int, start, length *float64) {
	first, end := w.outputsIn(row, segment)
	_, size := w.extent(row, segment)
	for i := first; i < end; i++ {
		t, v := control.OutputTimes(w.p, row)[i], w.inside[row*w.outputs+i]/size
		w.addTime(row, i, t, v)
		*start -= v
		*length -= float64(w.relativeTime(row, segment, t) * v)
	}
}
