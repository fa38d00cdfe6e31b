package integrate

// record writes output times and dense output of the accepted steps.
func (w *watcher[T]) record() error {
	r := w.r
	out := r.job.out
	times := r.job.problem.Times
	for _, l := range r.accepted {
		control := &r.lanes[r.controlOf(l)]
		if out.Dense != nil {
			if err := w.prepare(l); err != nil {
				return err
			}
			out.Dense.add(r.lanes[l].row, l, control.from, control.next, r)
		}
		lane := &r.lanes[l]
		for ; lane.output < len(times) && r.job.span.sign*(control.next-times[lane.output]) >= 0; lane.output++ {
			θ := fraction(times[lane.output], control)
			if θ < 1 {
				if err := w.prepare(l); err != nil {
					return err
				}
			}
			w.output(l, lane.output, θ)
		}
	}
	return nil
}

// fraction says where t lies in the step of a control.
func fraction(t float64, control *lane) float64 {
	if t == control.next {
		return 1
	}
	return min(max((t-control.from)/control.tried, 0), 1)
}

// prepare computes the inside of the step tried for lane l.
func (w *watcher[T]) prepare(l int) error {
	if c := w.r.controlOf(l); !w.used[c] {
		w.used[c] = true
		w.r.lanes[c].stats.Evaluations += w.extra
	}
	if w.inside {
		return nil
	}
	w.inside = true
	return w.r.step.program.RunDeferred(w.r.n)
}

// output writes the state of lane l at θ of the way through its step as output i.
func (w *watcher[T]) output(l, i int, θ float64) {
	r := w.r
	out, n, row := r.job.out, len(r.job.problem.Times), r.lanes[l].row
	for b, block := range r.system.Blocks {
		at := (row*n + i) * block.Width
		for c := range block.Width {
			if v := r.stateAt(b, c, l, θ); block.Quadrature {
				out.AtQuad[b][at+c] = v
			} else {
				out.At[b][at+c] = T(v)
			}
		}
	}
}

// stateAt is one number of lane l at θ of the way through the step tried: exactly what the
// step begins and ends with for 0 and 1.
func (r *runner[T]) stateAt(b, c, l int, θ float64) float64 {
	at := c*r.step.stride + l
	quadrature := r.system.Blocks[b].Quadrature
	var start float64
	if quadrature {
		start = r.quad[b][c*r.plan.Lanes+l]
	} else {
		start = float64(r.step.y[b][at])
	}
	switch {
	case θ == 0:
		return start
	case θ < 1:
		return r.step.between(b, c, l, start, θ)
	case !quadrature:
		return float64(r.step.y1[b][at])
	case r.step.increment[b] == nil:
		return start
	}
	return start + float64(r.step.increment[b][at])
}

// levelAt is a number of a level of the interpolant's nested form.
func (r *runner[T]) levelAt(p, b, c, l int) float64 {
	if level := r.step.inside[p][b]; level != nil {
		return float64(level[c*r.step.stride+l])
	}
	return 0
}
