// Taking accepted steps.

package forward

import "github.com/gorgoflow/gorgoflow/integrate/internal/batch"

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
	st := r.Step
	st.Y.CopyLanes(st.Y1.Pack, r.accepted, r.n)
	st.K1.CopyLanes(st.KLast.Pack, r.accepted, r.n)
	for b := range r.quad {
		batch.Accumulate(&r.quad[b], st.Increment.Block(b), r.accepted, r.n)
	}
	return nil
}

// reduce adds the batch-reduced quadratures of the accepted lanes.
func (r *Runner[T]) reduce() error {
	mask := r.Step.Mask.Data
	if mask == nil {
		return nil
	}
	clear(mask)
	for _, l := range r.accepted {
		mask[l] = 1
		if units := r.call.Units; units != nil {
			mask[l] = T(units[r.rows[l].Row])
		}
	}
	return r.Step.Program.RunDeferred(r.n)
}

// record appends the steps of the accepted lanes to the tape. The state is still that at the beginning of the step, but
// Row.T is already the end.
func (r *Runner[T]) record() {
	state := r.Step.State()
	for _, l := range r.accepted {
		control, row := &r.rows[r.controlOf(l)], &r.rows[l]
		row.Record = r.Tape.Add(row.Record, control.From, control.Tried, control.Next, state, l)
	}
}
