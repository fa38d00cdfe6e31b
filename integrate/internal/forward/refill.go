// Giving free lanes to rows.

package forward

import (
	"github.com/gorgoflow/gorgoflow/integrate/internal/control"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
)

// fill gives free lanes to waiting rows, as many as a chunk of the queue has, and to deferred rows when none wait. With
// Shared control a pack is filled only when it is empty, since its rows have one step size.
func (r *Runner[T]) fill() error {
	if r.Scheme.Shared && r.n > 0 {
		return nil
	}
	for r.n < min(r.Scheme.Lanes, r.from.size) {
		row, ok, err := r.waiting()
		if err != nil {
			return err
		}
		if !ok {
			r.resume()
			return nil
		}
		r.load(r.n, row)
		r.n++
		if r.Scheme.Shared && r.Start.next == r.Start.hi {
			return nil // one chunk a pack
		}
	}
	return nil
}

// waiting returns the index in the initializer's chunk of the next row to solve. It refuses rows that cannot be
// started.
func (r *Runner[T]) waiting() (index int, ok bool, err error) {
	s := r.Start
	for {
		if s.next == s.hi {
			if ok, err := s.refill(r.call, r.from); err != nil || !ok {
				return 0, false, err
			}
			r.spreadFailure()
		}
		index = s.next - s.lo
		s.next++
		if s.status[index] == ode.Done {
			return index, true, nil
		}
		r.refuse(s.lo+index, s.status[index])
	}
}

// spreadFailure marks all rows of a pack as failed if one has failed: with Shared control a pack needs all its rows.
func (r *Runner[T]) spreadFailure() {
	if !r.Scheme.Shared {
		return
	}
	n := r.Start.hi - r.Start.lo
	worst := ode.Done
	for _, s := range r.Start.status[:n] {
		worst = max(worst, s)
	}
	for i := range n {
		r.Start.status[i] = worst
	}
}

// refuse reports a row that was never stepped.
func (r *Runner[T]) refuse(row int, s ode.Status) {
	out := r.call.Out
	out.Status[row] = s
	out.RowStats[row] = r.Start.Each
	out.Ends[row] = ode.Ending{T: r.call.Problem.T0}
	for b, block := range r.System.Blocks {
		for c := range block.Width {
			v := r.call.Start(b, row, c, r.System)
			if block.Quadrature {
				out.Quad[b][row*block.Width+c] = v
			} else {
				out.Y[b][row*block.Width+c] = T(v)
			}
		}
	}
}

// load puts a row of the initializer's chunk into lane l.
func (r *Runner[T]) load(l, index int) {
	row, p := r.Start.lo+index, r.call.Problem
	r.rows[l] = control.Row{Row: row, T: p.T0, H: r.Start.stepOf(index), First: r.call.Span.First, Record: -1, Stats: r.Start.Each, Tstops: r.call.tstops(row)}
	r.Step.Y.LoadRow(l, p.Y, row)
	r.Step.K1.CopyLane(l, r.Start.k1, index)
	r.Step.Args.LoadRow(l, p.Args, row)
	for b := range r.quad {
		for c := range r.quad[b].Width {
			r.quad[b].Set(l, c, r.call.Start(b, row, c, r.System))
		}
	}
	if r.observer != nil {
		r.observer.begin(l)
	}
}
