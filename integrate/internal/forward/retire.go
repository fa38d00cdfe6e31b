package forward

import (
	"github.com/gorgoflow/gorgoflow/integrate/internal/batch"
	"github.com/gorgoflow/gorgoflow/integrate/internal/control"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
)

// retire saves finished rows, puts those aside that are nearly there while others wait, and closes the gaps they leave.
func (r *Runner[T]) retire() {
	if r.Plan.Shared {
		r.retirePack()
		return
	}
	mayPark := r.mayDefer()
	for l := 0; l < r.n; {
		switch lane := &r.lanes[l]; {
		case lane.Finished:
			r.save(l, lane)
		case mayPark && r.defers(lane):
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
	if !r.lanes[0].Finished {
		return
	}
	for l := range r.n {
		state := r.lanes[0]
		state.Row, state.Record = r.lanes[l].Row, r.lanes[l].Record
		r.save(l, &state)
	}
	r.n = 0
}

// countWork adds what the steps of a row took.
func (r *Runner[T]) countWork(s *ode.Stats) {
	pack := r.Plan.Lanes // of any n rows, so that a row's count does not depend on the others
	if r.Plan.Shared {
		pack = r.n
	}
	steps := s.Accepted + s.Rejected
	s.Evaluations += steps * r.Plan.Tableau.EvaluationsPerStep()
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
	for b, block := range r.System.Blocks {
		for c := range block.Width {
			if block.Quadrature {
				out.Quad[b][row*block.Width+c] = r.quad[b][c*r.Plan.Lanes+l]
			} else {
				out.Y[b][row*block.Width+c] = r.Step.Y[b][c*r.Step.Stride+l]
			}
		}
	}
}

// move copies everything of one lane to another.
func (r *Runner[T]) move(from, to int) {
	r.lanes[to] = r.lanes[from]
	for b, block := range r.System.Blocks {
		if block.Quadrature {
			batch.MoveLane(r.quad[b], block.Width, r.Plan.Lanes, from, to)
		}
		batch.MoveLane(r.Step.Y[b], block.Width, r.Step.Stride, from, to)
		batch.MoveLane(r.Step.K1[b], block.Width, r.Step.Stride, from, to)
	}
	for e, block := range r.System.Args {
		batch.MoveLane(r.Step.Extras[e], block.Width, r.Step.Stride, from, to)
	}
	if r.Observer != nil {
		r.Observer.move(from, to)
	}
}
