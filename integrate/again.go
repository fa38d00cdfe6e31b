package integrate

import "github.com/gorgoflow/gorgoflow/graph"

// again takes recorded steps once more, to get the states that a tape under a budget did
// not keep: the same compiled step with the recorded t and h, so the same bits.
type again[T graph.Float] struct {
	system *System
	plan   *plan
	step   *stepper[T]
	tape   *tape[T]
	trips  []trip
}

// trip is the way of one row from a state that is kept to the one that is wanted.
type trip struct {
	lane   int     // of the puller
	trail  []int32 // records
	at     int     // place in the trail
	stride int     // of so many states one is kept
}

func newAgain[T graph.Float](s *System, p *plan, step *stepper[T]) *again[T] {
	return &again[T]{system: s, plan: p, step: step, trips: make([]trip, p.Lanes)}
}

// find computes the states of the lanes that are not on the tape.
func (a *again[T]) find(tp *tape[T], u *puller[T], pass *pass[T]) error {
	a.tape = tp
	n := 0
	// A state a lane is set aside: what the step back itself needs.
	share := max(tp.spare()-u.n, 0) / u.n
	for l := range u.n {
		if record := u.lanes[l].record; tp.slot[record] == nowhere {
			a.begin(&a.trips[n], l, record, share)
			a.load(n, u)
			n++
		}
	}
	for n > 0 {
		if err := a.run(n, pass); err != nil {
			return err
		}
		n = a.move(n)
	}
	return nil
}

// begin plans a trip on which share states may be kept besides the last. Where these are
// fewer than its steps they lie at equal distances; the way back then comes for the
// others again.
func (a *again[T]) begin(t *trip, lane int, record int32, share int) {
	t.lane, t.at, t.trail = lane, 0, a.tape.trail(t.trail, record)
	steps := len(t.trail) - 1
	t.stride = (steps + share) / (share + 1)
}

// load puts the beginning of a trip into lane l of the step.
func (a *again[T]) load(l int, u *puller[T]) {
	t := &a.trips[l]
	a.tape.load(t.trail[0], a.system, a.step.y, a.step.k1, a.step.stride, l)
	for e, block := range a.system.Extras {
		for c := range block.Width {
			a.step.extras[e][c*a.step.stride+l] = u.extras[e][c*u.stride+t.lane]
		}
	}
}

// run takes one step of n trips.
func (a *again[T]) run(n int, pass *pass[T]) error {
	for l := range a.plan.controls(n) {
		record := a.trips[l].trail[a.trips[l].at]
		a.step.t[l], a.step.h[l] = T(a.tape.t[record]), T(a.tape.h[record])
	}
	if err := a.step.program.Run(n); err != nil {
		return err
	}
	pass.stats.Evaluations += n * a.plan.Tableau.evaluationsPerStep()
	a.step.run.run(n, &pass.stats)
	for b, block := range a.system.Blocks {
		for c := range block.Width {
			advanceColumn(a.step.y[b], a.step.y1[b], c*a.step.stride, n)
			advanceColumn(a.step.k1[b], a.step.kLast[b], c*a.step.stride, n)
		}
	}
	return nil
}

func advanceColumn[T graph.Float](x, next []T, from, n int) {
	if x != nil && next != nil {
		copy(x[from:][:n], next[from:])
	}
}

// move notes the states arrived at and closes the gaps that finished trips leave. It
// returns how many are left.
func (a *again[T]) move(n int) int {
	for l := 0; l < n; {
		t := &a.trips[l]
		t.at++
		last := t.at == len(t.trail)-1
		if last || t.at%t.stride == 0 {
			a.tape.store(t.trail[t.at], a.system, a.step.y, a.step.k1, a.step.stride, l)
		}
		if !last {
			l++
			continue
		}
		n--
		a.swap(l, n)
	}
	return n
}

// swap puts the trip in lane from, which is not yet moved, into lane l.
func (a *again[T]) swap(l, from int) {
	if l == from {
		return
	}
	a.trips[l], a.trips[from] = a.trips[from], a.trips[l]
	for b, block := range a.system.Blocks {
		moveLane(a.step.y[b], block.Width, a.step.stride, from, l)
		moveLane(a.step.k1[b], block.Width, a.step.stride, from, l)
	}
	for e, block := range a.system.Extras {
		moveLane(a.step.extras[e], block.Width, a.step.stride, from, l)
	}
}
