// Output times and dense output.

package forward

import "github.com/gorgoflow/gorgoflow/integrate/internal/control"

// record writes output times and dense output of the accepted steps.
func (w *observer[T]) record() error {
	out := w.call.Out
	for _, l := range w.accepted {
		step := &w.rows[w.controlOf(l)]
		if out.Dense != nil {
			if err := w.inside.prepare(l); err != nil {
				return err
			}
			out.Dense.Recorded.Add(w.rows[l].Row, l, step.From, step.Next, w.Pack)
		}
		lane := &w.rows[l]
		times := control.OutputTimes(w.call.Problem, lane.Row)
		for ; lane.NextOutput < len(times) && w.call.Span.Sign*(step.Next-times[lane.NextOutput]) >= 0; lane.NextOutput++ {
			θ := fraction(times[lane.NextOutput], step)
			if θ < 1 {
				if err := w.inside.prepare(l); err != nil {
					return err
				}
			}
			w.output(l, lane.NextOutput, θ)
		}
	}
	return nil
}

// fraction is t as a fraction of the step of a control.
func fraction(t float64, control *control.Row) float64 {
	if t == control.Next {
		return 1
	}
	return min(max((t-control.From)/control.Tried, 0), 1)
}

// output writes the state of lane l at θ of its step as output i.
func (w *observer[T]) output(l, i int, θ float64) {
	out, n, row := w.call.Out, w.call.Outputs, w.rows[l].Row
	for b, block := range w.System.Blocks {
		at := (row*n + i) * block.Width
		for c := range block.Width {
			if v := w.StateAt(b, c, l, θ); block.Quadrature {
				out.SavedQuad[b][at+c] = v
			} else {
				out.Saved[b][at+c] = T(v)
			}
		}
	}
}
