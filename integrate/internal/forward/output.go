// Output times and dense output.

package forward

import (
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate/internal/control"
	"github.com/gorgoflow/gorgoflow/integrate/internal/nested"
	"github.com/gorgoflow/gorgoflow/internal/reuse"
)

// record writes output times and dense output of the accepted steps.
func (w *observer[T]) record() error {
	for _, l := range w.accepted {
		step := w.rows[w.controlOf(l)].Moment()
		if d := w.call.Out.Dense; d != nil {
			if err := w.inside.prepare(l); err != nil {
				return err
			}
			d.Recorded.Add(w.rows[l].Row, l, step.From, step.Next, w.Pack)
		}
		if err := w.recordOutputs(l, step); err != nil {
			return err
		}
	}
	return nil
}

// recordOutputs writes the output times in the step of lane l.
func (w *observer[T]) recordOutputs(l int, step control.Moment) error {
	lane := &w.rows[l]
	times, first := control.OutputTimes(w.call.Problem, lane.Row), lane.NextOutput
	for lane.NextOutput < len(times) && w.call.Span.Sign*(step.Next-times[lane.NextOutput]) >= 0 {
		lane.NextOutput++
	}
	times = times[first:lane.NextOutput]
	if len(times) == 0 {
		return nil
	}
	if times[0] != step.Next {
		if err := w.inside.prepare(l); err != nil {
			return err
		}
	}
	w.fractions = step.Fractions(w.fractions[:0], times)
	w.outputs(l, first)
	return nil
}

// outputStart writes the state of lane l before its first step as its first n outputs.
func (w *observer[T]) outputStart(l, n int) {
	w.fractions = reuse.Cleared(w.fractions, n)
	w.outputs(l, 0)
}

// outputs writes lane l at the fractions of its step as its outputs from the first on: the numbers of StateAt.
func (w *observer[T]) outputs(l, first int) {
	for b, block := range w.System.Blocks {
		at := (w.rows[l].Row*w.call.Outputs + first) * block.Width
		for c := range block.Width {
			if block.Quadrature {
				writeColumn(w, w.call.Out.SavedQuad[b][at+c:], b, c, l)
			} else {
				writeColumn(w, w.call.Out.Saved[b][at+c:], b, c, l)
			}
		}
	}
}

// writeColumn writes a column of outputs.
func writeColumn[S, T graph.Float](w *observer[T], dst []S, b, c, l int) {
	width, from, to := w.System.Blocks[b].Width, 0, len(w.fractions)
	for ; from < to && w.fractions[from] == 0; from++ {
		dst[from*width] = S(w.StateAt(b, c, l, 0))
	}
	for ; from < to && w.fractions[to-1] == 1; to-- {
		dst[(to-1)*width] = S(w.StateAt(b, c, l, 1))
	}
	if from < to {
		w.readCurve(b, c, l)
		nested.Values(dst[from*width:], width, w.curve, w.fractions[from:to])
	}
}

// readCurve reads the interpolant of a column of the step in lane l, since the numbers of a lane are a pack apart in a
// program, and many output times may lie in a step.
func (w *observer[T]) readCurve(b, c, l int) {
	w.curve = append(w.curve[:0], w.StateAt(b, c, l, 0))
	for p := range w.Step.Dense {
		w.curve = append(w.curve, w.LevelAt(p, b, c, l))
	}
	for len(w.curve) <= nested.Padded(len(w.Step.Dense)) {
		w.curve = append(w.curve, 0)
	}
}
