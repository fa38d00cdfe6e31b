// Output times and dense output.

package forward

import (
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
	inside := times[0] != step.Next
	if inside {
		if err := w.inside.prepare(l); err != nil {
			return err
		}
	}
	for b := range w.System.Blocks {
		if inside {
			w.readCurve(b, l)
		}
		for i, t := range times {
			w.output(b, l, first+i, step.Fraction(t))
		}
	}
	return nil
}

// outputStart writes the state of lane l before its first step as output i.
func (w *observer[T]) outputStart(l, i int) {
	for b := range w.System.Blocks {
		w.output(b, l, i, 0)
	}
}

// output writes block b of lane l at θ of its step as output i: the numbers of StateAt.
func (w *observer[T]) output(b, l, i int, θ float64) {
	block := w.System.Blocks[b]
	w.state = reuse.Resized(w.state, block.Width)
	if 0 < θ && θ < 1 {
		nested.Evaluate(w.state, w.curve, len(w.Step.Dense), block.Width, θ)
	} else {
		for c := range w.state {
			w.state[c] = w.StateAt(b, c, l, θ)
		}
	}
	at := (w.rows[l].Row*w.call.Outputs + i) * block.Width
	if block.Quadrature {
		copy(w.call.Out.SavedQuad[b][at:], w.state)
		return
	}
	saved := w.call.Out.Saved[b][at:]
	for c, v := range w.state {
		saved[c] = T(v)
	}
}

// readCurve reads the interpolant of block b of the step in lane l, since the numbers of a lane are a pack apart in a
// program, and many output times may lie in a step.
func (w *observer[T]) readCurve(b, l int) {
	w.curve = w.curve[:0]
	for c := range w.System.Blocks[b].Width {
		w.curve = append(w.curve, w.StateAt(b, c, l, 0))
	}
	for p := range w.Step.Dense {
		for c := range w.System.Blocks[b].Width {
			w.curve = append(w.curve, w.LevelAt(p, b, c, l))
		}
	}
}
