package forward

import (
	"github.com/gorgoflow/gorgoflow/integrate/internal/batch"
	"github.com/gorgoflow/gorgoflow/integrate/internal/control"
)

// When no rows wait any more, the longest go on in lanes of which fewer and fewer are in use, once for each worker; with a
// quarter of its lanes a program takes half its time. So a row that is nearly there gives up its lane while others wait,
// and comes back when none do: such rows then fill the lanes beside the longest.
//
// Limits from 1.2 to 1.75 steps, and room for 4 packs or more, differ by little: counted in runs of the program for 512 and
// 2048 rows of a trained flow (BenchmarkPeer of package likelihood, toy64), with 1 to 8 workers.
const (
	nearly      = 1.5 // steps left, of the size proposed
	parkedPacks = 4
)

// mayDefer reports whether other rows wait for lanes. What watches a row stays with its lane.
func (r *Runner[T]) mayDefer() bool {
	return r.WaitingRows != nil && r.Observer == nil && (r.Start.next < r.Start.hi || !r.from.empty())
}

// defers reports whether the row of a lane is to give it up.
func (r *Runner[T]) defers(l *control.Row) bool {
	return r.WaitingRows.free() && l.Left(&r.call.Span) <= nearly
}

// deferRow puts the row of lane l aside.
func (r *Runner[T]) deferRow(l int) {
	state, quad := r.WaitingRows.at(r.WaitingRows.add(r.lanes[l]))
	state = batch.GatherState(state, r.System, r.Step.Y, r.Step.K1, r.Step.Stride, l)
	for e, block := range r.System.Args {
		state = batch.GatherLane(state, r.Step.Extras[e], block.Width, r.Step.Stride, l)
	}
	for b, block := range r.System.Blocks {
		quad = batch.GatherLane(quad, r.quad[b], block.Width, r.Plan.Lanes, l)
	}
}

// resume gives the free lanes to rows that were put aside.
func (r *Runner[T]) resume() {
	for r.WaitingRows != nil && r.n < r.Plan.Lanes {
		place, ok := r.WaitingRows.next(&r.call.Span)
		if !ok {
			return
		}
		r.restore(r.n, place)
		r.n++
	}
}

// restore puts a row that was put aside into lane l.
func (r *Runner[T]) restore(l, place int) {
	r.lanes[l] = r.WaitingRows.Lanes[place]
	state, quad := r.WaitingRows.at(place)
	state = batch.SpreadState(state, r.System, r.Step.Y, r.Step.K1, r.Step.Stride, l)
	for e, block := range r.System.Args {
		state = batch.SpreadLane(state, r.Step.Extras[e], block.Width, r.Step.Stride, l)
	}
	for b, block := range r.System.Blocks {
		quad = batch.SpreadLane(quad, r.quad[b], block.Width, r.Plan.Lanes, l)
	}
}
