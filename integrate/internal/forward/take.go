package forward

// take moves the accepted lanes to the end of their step.
func (r *Runner[T]) take() error {
	if len(r.accepted) == 0 {
		return nil
	}
	if r.Tape != nil {
		r.record()
	}
	if err := r.reduce(); err != nil {
		return err
	}
	for b, block := range r.System.Blocks {
		if block.Quadrature {
			r.addIncrements(b, block.Width)
		} else {
			r.copyAccepted(r.Step.Y[b], r.Step.Y1[b], block.Width)
		}
		r.copyAccepted(r.Step.K1[b], r.Step.KLast[b], block.Width)
	}
	return nil
}

// copyAccepted copies the accepted lanes of every column.
func (r *Runner[T]) copyAccepted(dst, src []T, width int) {
	if dst == nil || src == nil {
		return
	}
	for c := range width {
		from, to := src[c*r.Step.Stride:][:r.n], dst[c*r.Step.Stride:][:r.n]
		if len(r.accepted) == r.n {
			copy(to, from)
			continue
		}
		for _, l := range r.accepted {
			to[l] = from[l]
		}
	}
}

func (r *Runner[T]) addIncrements(b, width int) {
	if r.Step.Increment[b] == nil {
		return
	}
	for c := range width {
		d, q := r.Step.Increment[b][c*r.Step.Stride:][:r.n], r.quad[b][c*r.Plan.Lanes:][:r.n]
		for _, l := range r.accepted {
			q[l] += float64(d[l])
		}
	}
}

// reduce adds the batch-reduced quadratures of the accepted lanes.
func (r *Runner[T]) reduce() error {
	if r.Step.Mask == nil {
		return nil
	}
	clear(r.Step.Mask)
	for _, l := range r.accepted {
		r.Step.Mask[l] = 1
	}
	return r.Step.Program.RunDeferred(r.n)
}

// record appends the accepted lanes. Their state is still that at the beginning of
// the step, but lane.t has moved on already.
func (r *Runner[T]) record() {
	for _, l := range r.accepted {
		control, lane := &r.lanes[r.controlOf(l)], &r.lanes[l]
		lane.Record = r.Tape.Add(lane.Record, control.From, control.Tried, control.Next, r.System, r.Step.Y, r.Step.K1, r.Step.Stride, l)
	}
}

// controlOf is the lane that controls lane l.
func (r *Runner[T]) controlOf(l int) int {
	if r.Plan.Shared {
		return 0
	}
	return l
}
