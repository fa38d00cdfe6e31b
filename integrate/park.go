package integrate

import "math"

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

// left is the number of steps to the end, of the size proposed.
func (l *lane) left(v *interval) float64 { return math.Abs((v.t1 - l.t) / l.h) }

// mayPark reports whether other rows wait for lanes. What watches a row stays with its lane.
func (r *runner[T]) mayPark() bool {
	return r.parking != nil && r.watch == nil && (r.start.next < r.start.hi || !r.from.empty())
}

// parks reports whether the row of a lane is to give it up.
func (r *runner[T]) parks(l *lane) bool { return r.parking.free() && l.left(&r.job.span) <= nearly }

// park puts the row of lane l aside.
func (r *runner[T]) park(l int) {
	state, quad := r.parking.at(r.parking.add(r.lanes[l]))
	state = gatherState(state, r.system, r.step.y, r.step.k1, r.step.stride, l)
	for e, block := range r.system.Extras {
		state = gatherLane(state, r.step.extras[e], block.Width, r.step.stride, l)
	}
	for b, block := range r.system.Blocks {
		quad = gatherLane(quad, r.quad[b], block.Width, r.plan.Lanes, l)
	}
}

// resume gives the free lanes to rows that were put aside.
func (r *runner[T]) resume() {
	for r.parking != nil && r.n < r.plan.Lanes {
		place, ok := r.parking.next(&r.job.span)
		if !ok {
			return
		}
		r.unpark(r.n, place)
		r.n++
	}
}

// unpark puts a row that was put aside into lane l.
func (r *runner[T]) unpark(l, place int) {
	r.lanes[l] = r.parking.lanes[place]
	state, quad := r.parking.at(place)
	state = spreadState(state, r.system, r.step.y, r.step.k1, r.step.stride, l)
	for e, block := range r.system.Extras {
		state = spreadLane(state, r.step.extras[e], block.Width, r.step.stride, l)
	}
	for b, block := range r.system.Blocks {
		quad = spreadLane(quad, r.quad[b], block.Width, r.plan.Lanes, l)
	}
}
