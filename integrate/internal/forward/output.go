package forward

import "github.com/gorgoflow/gorgoflow/integrate/internal/control"

// record writes output times and dense output of the accepted steps.
func (w *observer[T]) record() error {
	r := w.r
	out := r.call.Out
	times := r.call.Problem.SaveAt
	for _, l := range r.accepted {
		control := &r.lanes[r.controlOf(l)]
		if out.Dense != nil {
			if err := w.prepare(l); err != nil {
				return err
			}
			out.Dense.Add(r.lanes[l].Row, l, control.From, control.Next, r)
		}
		lane := &r.lanes[l]
		for ; lane.NextOutput < len(times) && r.call.Span.Sign*(control.Next-times[lane.NextOutput]) >= 0; lane.NextOutput++ {
			θ := fraction(times[lane.NextOutput], control)
			if θ < 1 {
				if err := w.prepare(l); err != nil {
					return err
				}
			}
			w.output(l, lane.NextOutput, θ)
		}
	}
	return nil
}

// fraction says where t lies in the step of a control.
func fraction(t float64, control *control.Row) float64 {
	if t == control.Next {
		return 1
	}
	return min(max((t-control.From)/control.Tried, 0), 1)
}

// prepare computes the inside of the step tried for lane l.
func (w *observer[T]) prepare(l int) error {
	if c := w.r.controlOf(l); !w.used[c] {
		w.used[c] = true
		w.r.lanes[c].Stats.Evaluations += w.extra
	}
	if w.inside {
		return nil
	}
	w.inside = true
	return w.r.Step.Program.RunDeferred(w.r.n)
}

// output writes the state of lane l at θ of the way through its step as output i.
func (w *observer[T]) output(l, i int, θ float64) {
	r := w.r
	out, n, row := r.call.Out, len(r.call.Problem.SaveAt), r.lanes[l].Row
	for b, block := range r.System.Blocks {
		at := (row*n + i) * block.Width
		for c := range block.Width {
			if v := r.StateAt(b, c, l, θ); block.Quadrature {
				out.SavedQuad[b][at+c] = v
			} else {
				out.Saved[b][at+c] = T(v)
			}
		}
	}
}

// StateAt is one number of lane l at θ of the way through the step tried: exactly what the
// step begins and ends with for 0 and 1.
func (r *Runner[T]) StateAt(b, c, l int, θ float64) float64 {
	at := c*r.Step.Stride + l
	quadrature := r.System.Blocks[b].Quadrature
	var start float64
	if quadrature {
		start = r.quad[b][c*r.Plan.Lanes+l]
	} else {
		start = float64(r.Step.Y[b][at])
	}
	switch {
	case θ == 0:
		return start
	case θ < 1:
		return r.Step.Interpolate(b, c, l, start, θ)
	case !quadrature:
		return float64(r.Step.Y1[b][at])
	case r.Step.Increment[b] == nil:
		return start
	}
	return start + float64(r.Step.Increment[b][at])
}

// LevelAt is a number of a level of the interpolant's nested form.
func (r *Runner[T]) LevelAt(p, b, c, l int) float64 {
	if level := r.Step.Dense[p][b]; level != nil {
		return float64(level[c*r.Step.Stride+l])
	}
	return 0
}
