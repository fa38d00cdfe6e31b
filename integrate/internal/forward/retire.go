// Saving finished rows.

package forward

import (
	"github.com/gorgoflow/gorgoflow/integrate/internal/control"
	"github.com/gorgoflow/gorgoflow/integrate/internal/method"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
)

// retire saves finished rows, defers rows near their end while others wait, and closes the gaps that both leave.
func (r *Runner[T]) retire() {
	if r.Scheme.Shared {
		r.retirePack()
		return
	}
	others := r.mayDefer()
	for l := 0; l < r.n; {
		switch lane := &r.rows[l]; {
		case lane.Finished:
			r.save(l, lane)
		case others && r.defers(lane):
			r.deferRow(l)
		default:
			l++
			continue
		}
		r.n--
		if l != r.n {
			r.move(r.n, l)
		}
	}
}

func (r *Runner[T]) retirePack() {
	if !r.rows[0].Finished {
		return
	}
	for l := range r.n {
		state := r.rows[0]
		state.Row, state.Record = r.rows[l].Row, r.rows[l].Record
		r.save(l, &state)
	}
	r.n = 0
}

// countWork adds the work of the steps of a row to its statistics.
func (r *Runner[T]) countWork(s *ode.Stats) {
	pack := r.Scheme.Lanes // not the rows in use, so that the count of a row does not depend on the others
	if r.Scheme.Shared {
		pack = r.n
	}
	steps := s.Accepted + s.Rejected
	s.Evaluations += steps * method.EvaluationsPerStep(r.Scheme.Tableau)
	r.Step.Run.Times(steps, pack, s)
	r.Step.Deferred.Times(s.Accepted, pack, s)
}

// save writes the row of a lane to the solution.
func (r *Runner[T]) save(l int, from *control.Row) {
	out, row := r.call.Out, from.Row
	r.countWork(&from.Stats)
	out.Status[row], out.RowStats[row] = from.Status, from.Stats
	out.Ends[row] = ode.Ending{T: from.T, H: from.Tried, Largest: from.Largest}
	if r.Tape != nil {
		r.Tape.End(row, from.Record)
	}
	r.Step.Y.StoreRow(l, out.Y, row)
	r.quad.StoreRow(l, out.Quad, row)
}

// move copies one lane to another.
func (r *Runner[T]) move(from, to int) {
	r.rows[to] = r.rows[from]
	r.quad.Move(from, to)
	r.Step.State().Move(from, to)
	r.Step.Args.Move(from, to)
	if r.observer != nil {
		r.observer.move(from, to)
	}
}
