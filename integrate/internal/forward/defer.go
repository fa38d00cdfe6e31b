// Rows that are nearly at their end give up their lanes while others wait.

package forward

import "github.com/gorgoflow/gorgoflow/integrate/internal/control"

// When no rows wait any more, the longest go on in lanes of which fewer and fewer are in use, once for each worker; with a
// quarter of its lanes a program takes half its time. So a row that is nearly there gives up its lane while others wait,
// and comes back when none do: such rows then fill the lanes beside the longest.
//
// Limits from 1.2 to 1.75 steps, and room for 4 packs or more, differ by little: counted in runs of the program for 512 and
// 2048 rows of a trained flow (BenchmarkPeer of package likelihood, toy64), with 1 to 8 workers.
const (
	nearly        = 1.5 // steps left, of the size proposed
	deferredPacks = 4
)

// mayDefer reports whether other rows wait for lanes. An observer of a row stays with its lane.
func (r *Runner[T]) mayDefer() bool {
	return r.WaitingRows != nil && r.observer == nil && (r.Start.next < r.Start.hi || !r.from.empty())
}

// defers reports whether the row of a lane is to give up the lane.
func (r *Runner[T]) defers(l *control.Row) bool {
	return r.WaitingRows.free() && l.Left(&r.call.Span) <= nearly
}

// deferRow puts the row of lane l aside.
func (r *Runner[T]) deferRow(l int) {
	state, quad := r.WaitingRows.at(r.WaitingRows.add(r.rows[l]))
	r.Step.Args.Gather(r.Step.State().Gather(state, l), l)
	r.quad.Gather(quad, l)
}

// resume gives the free lanes to rows that were put aside.
func (r *Runner[T]) resume() {
	for r.WaitingRows != nil && r.n < r.Scheme.Lanes {
		index, ok := r.WaitingRows.next(&r.call.Span)
		if !ok {
			return
		}
		r.restore(r.n, index)
		r.n++
	}
}

// restore puts a row that was put aside into lane l.
func (r *Runner[T]) restore(l, index int) {
	r.rows[l] = r.WaitingRows.Lanes[index]
	state, quad := r.WaitingRows.at(index)
	r.Step.Args.Scatter(r.Step.State().Scatter(state, l), l)
	r.quad.Scatter(quad, l)
}
