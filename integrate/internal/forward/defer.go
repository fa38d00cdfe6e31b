// Rows near their end that give up their lanes while other rows wait.

package forward

import "github.com/gorgoflow/gorgoflow/integrate/internal/control"

// When no rows wait any more, the rows with the most steps go on while fewer and fewer lanes are in use, and this
// happens once for each worker. A program with a quarter of its lanes in use takes half the time. So a row near its end
// gives up its lane while others wait, and resumes when none do: such rows then use the lanes that the longest rows
// leave free.
//
// Limits from 1.2 to 1.75 steps, and room for 4 packs or more, differ by little. This was counted in runs of the
// program for 512 and 2048 rows of a trained flow (BenchmarkPeer of package likelihood, toy64), with 1 to 8 workers.
const (
	nearly        = 1.5 // steps left, of the size proposed
	deferredPacks = 4
)

// mayDefer reports whether other rows wait for lanes. An observer of a row stays with its lane.
func (r *Runner[T]) mayDefer() bool {
	return r.WaitingRows != nil && r.observer == nil && (r.Start.next < r.Start.hi || !r.from.empty())
}

// defers reports whether the row of a lane should give up the lane.
func (r *Runner[T]) defers(l *control.Row) bool {
	return r.WaitingRows.free() && l.Left(&r.call.Span) <= nearly
}

// deferRow stores the row of lane l and frees the lane.
func (r *Runner[T]) deferRow(l int) {
	state, quad := r.WaitingRows.at(r.WaitingRows.add(r.rows[l]))
	r.Step.Args.Gather(r.Step.State().Gather(state, l), l)
	r.quad.Gather(quad, l)
}

// resume gives free lanes to deferred rows.
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

// restore copies a deferred row into lane l.
func (r *Runner[T]) restore(l, index int) {
	r.rows[l] = r.WaitingRows.Lanes[index]
	state, quad := r.WaitingRows.at(index)
	r.Step.Args.Scatter(r.Step.State().Scatter(state, l), l)
	r.quad.Scatter(quad, l)
}
