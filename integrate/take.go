package integrate

// take moves the accepted lanes to the end of their step.
func (r *runner[T]) take() error {
	if len(r.accepted) == 0 {
		return nil
	}
	if r.tape != nil {
		r.record()
	}
	if err := r.reduce(); err != nil {
		return err
	}
	for b, block := range r.system.Blocks {
		if block.Quadrature {
			r.addIncrements(b, block.Width)
		} else {
			r.copyAccepted(r.step.y[b], r.step.y1[b], block.Width)
		}
		r.copyAccepted(r.step.k1[b], r.step.kLast[b], block.Width)
	}
	return nil
}

// copyAccepted copies the accepted lanes of every column.
func (r *runner[T]) copyAccepted(dst, src []T, width int) {
	if dst == nil || src == nil {
		return
	}
	for c := range width {
		from, to := src[c*r.step.stride:][:r.n], dst[c*r.step.stride:][:r.n]
		if len(r.accepted) == r.n {
			copy(to, from)
			continue
		}
		for _, l := range r.accepted {
			to[l] = from[l]
		}
	}
}

func (r *runner[T]) addIncrements(b, width int) {
	if r.step.increment[b] == nil {
		return
	}
	for c := range width {
		d, q := r.step.increment[b][c*r.step.stride:][:r.n], r.quad[b][c*r.plan.Lanes:][:r.n]
		for _, l := range r.accepted {
			q[l] += float64(d[l])
		}
	}
}

// reduce adds the batch-reduced quadratures of the accepted lanes.
func (r *runner[T]) reduce() error {
	if r.step.mask == nil {
		return nil
	}
	clear(r.step.mask)
	for _, l := range r.accepted {
		r.step.mask[l] = 1
	}
	return r.step.program.RunDeferred(r.n)
}

// record appends the accepted lanes. Their state is still that at the beginning of
// the step, but lane.t has moved on already.
func (r *runner[T]) record() {
	for _, l := range r.accepted {
		control, lane := &r.lanes[r.controlOf(l)], &r.lanes[l]
		lane.record = r.tape.add(lane.record, control.from, control.tried, r.system, r.step.y, r.step.k1, r.step.stride, l)
	}
}

// controlOf is the lane that controls lane l.
func (r *runner[T]) controlOf(l int) int {
	if r.plan.shared {
		return 0
	}
	return l
}
