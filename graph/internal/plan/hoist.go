// Shared computations move to where few per-row values are alive.

package plan

import "github.com/gorgoflow/gorgoflow/graph/internal/ir"

// hoistShared moves the computations that all rows share to earlier positions, each run of them to where the fewest
// per-row values are alive: values that a row block leaves there must be kept for every row block. A run stays behind
// the last reader of the run before, so that one matrix can reuse the memory of another.
func (s *Schedule) hoistShared(steps []Step) {
	for from := 0; from < len(steps); from++ {
		if !steps[from].isShared() {
			continue
		}
		to := from + 1
		for to < len(steps) && steps[to].isShared() {
			to++
		}
		moveSteps(steps, from, to, lowest(steps, s.earliest(steps, from, to), from))
		from = to - 1
	}
}

// isShared reports whether the step computes a value that all rows share.
func (st Step) isShared() bool {
	return !st.V.IsView() && !st.V.IsBroadcast() && !st.isForRows()
}

// isForRows reports whether the step runs for every row block.
func (st Step) isForRows() bool {
	if st.Term < 0 {
		return st.V.Batch > 0 || readsRows(st.V)
	}
	return st.Inline && readsRows(st.V.Args[st.Term])
}

// earliest is the first position to which the steps from … to may move.
func (s *Schedule) earliest(steps []Step, from, to int) int {
	needed := make(map[*ir.Value]bool)
	for _, st := range steps[from:to] {
		for _, a := range st.V.Args {
			needed[a] = true
		}
		for _, r := range Reads(st) {
			needed[r] = true
		}
	}
	for at := from; at > 0; at-- {
		before := steps[at-1]
		if needed[before.V] || before.isShared() || s.readsShared(before) {
			return at
		}
	}
	return 0
}

// readsShared reports whether the step reads a value that is computed for all rows in every run.
func (s *Schedule) readsShared(st Step) bool {
	for _, r := range Reads(st) {
		if phase := s.phases.of(r).Phase; r.Batch == 0 && (phase == PhaseRun || phase == PhaseDeferred) {
			return true
		}
	}
	return false
}

// lowest is the position in from … to, the last of several, at which the fewest numbers a row are alive.
func lowest(steps []Step, from, to int) int {
	first, last := make(map[*ir.Value]int), make(map[*ir.Value]int)
	for i, st := range steps {
		if st.Term < 0 {
			first[st.V] = i
		}
		for _, r := range Reads(st) {
			last[r] = i
		}
	}
	best, least := to, -1
	for at := to; at >= from; at-- {
		alive := 0
		for v, i := range first {
			if v.Batch > 0 && base(v) == v && !v.Output && i < at && last[v] >= at {
				alive += v.Cols
			}
		}
		if least < 0 || alive < least {
			best, least = at, alive
		}
	}
	return best
}

// moveSteps moves the steps from … to to an earlier position.
func moveSteps(steps []Step, from, to, first int) {
	moved := append([]Step(nil), steps[from:to]...)
	copy(steps[to-(from-first):to], steps[first:from])
	copy(steps[first:], moved)
}
