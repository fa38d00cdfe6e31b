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
	out := w.call.Out
	for _, l := range w.accepted {
		step := &w.rows[w.controlOf(l)]
		if out.Dense != nil {
			if err := w.inside.prepare(l); err != nil {
				return err
			}
			out.Dense.Recorded.Add(w.rows[l].Row, l, step.From, step.Next, w.Pack)
		}
		w.curve.lane = -1
		lane := &w.rows[l]
		times := control.OutputTimes(w.call.Problem, lane.Row)
		for ; lane.NextOutput < len(times) && w.call.Span.Sign*(step.Next-times[lane.NextOutput]) >= 0; lane.NextOutput++ {
			θ := step.Moment().Fraction(times[lane.NextOutput])
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

// output writes the state of lane l at θ of its step as output i.
func (w *observer[T]) output(l, i int, θ float64) {
	out, n, row := w.call.Out, w.call.Outputs, w.rows[l].Row
	for b, block := range w.System.Blocks {
		at := (row*n + i) * block.Width
		state := w.stateAt(b, l, θ)
		if block.Quadrature {
			copy(out.SavedQuad[b][at:], state)
			continue
		}
		for c, v := range state {
			out.Saved[b][at+c] = T(v)
		}
	}
}

// stateAt returns block b of lane l at θ of its step: the numbers of StateAt, in an array that the next call writes to.
func (w *observer[T]) stateAt(b, l int, θ float64) []float64 {
	width := w.System.Blocks[b].Width
	w.state = reuse.Resized(w.state, width)
	if 0 < θ && θ < 1 {
		nested.Evaluate(w.state, w.curve.of(w.Pack, l)[b], len(w.Step.Dense), width, θ)
		return w.state
	}
	for c := range w.state {
		w.state[c] = w.StateAt(b, c, l, θ)
	}
	return w.state
}

// curve is the interpolant of a step in one lane, since the numbers of a lane are a pack apart in a program, and many output
// times may lie in a step.
type curve[T graph.Float] struct {
	lane   int         // −1 for none
	blocks [][]float64 // the block at the beginning of the step, then its levels
}

// of returns the interpolant of the step in lane l.
func (v *curve[T]) of(k *Pack[T], l int) [][]float64 {
	if v.lane == l {
		return v.blocks
	}
	v.lane, v.blocks = l, reuse.Resized(v.blocks, len(k.System.Blocks))
	for b, block := range k.System.Blocks {
		data := v.blocks[b][:0]
		for c := range block.Width {
			data = append(data, k.StateAt(b, c, l, 0))
		}
		for p := range k.Step.Dense {
			for c := range block.Width {
				data = append(data, k.LevelAt(p, b, c, l))
			}
		}
		v.blocks[b] = data
	}
	return v.blocks
}
