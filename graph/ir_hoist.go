package graph

// hoistShared moves the computations of what all rows share forward, each run of them to where the fewest per-row values
// wait for it: what a block of rows leaves behind there has to be kept for every block. It stays behind the last reader of
// the run before, so that one matrix can have the memory of another.
func hoistShared(steps []scheduled) {
	for from := 0; from < len(steps); from++ {
		if !steps[from].isShared() {
			continue
		}
		to := from + 1
		for to < len(steps) && steps[to].isShared() {
			to++
		}
		moveSteps(steps, from, to, lowest(steps, earliest(steps, from, to), from))
		from = to - 1
	}
}

// isShared reports whether the step computes what all rows share.
func (st scheduled) isShared() bool {
	return !st.v.isView() && !st.v.isBroadcast() && !st.isForRows()
}

// isForRows reports whether the step has to be done for every block of rows.
func (st scheduled) isForRows() bool {
	if st.term < 0 {
		return st.v.batch > 0 || readsRows(st.v)
	}
	term := st.v.args[st.term]
	return inlineTerm(term) && readsRows(term)
}

// earliest is the first place where the steps from … to may stand.
func earliest(steps []scheduled, from, to int) int {
	needed := make(map[*value]bool)
	for _, st := range steps[from:to] {
		for _, a := range st.v.args {
			needed[a] = true
		}
		for _, r := range reads(st) {
			needed[r] = true
		}
	}
	for at := from; at > 0; at-- {
		before := steps[at-1]
		if needed[before.v] || before.isShared() || readsShared(before) {
			return at
		}
	}
	return 0
}

// readsShared reports whether the step reads what is computed for all rows in every run.
func readsShared(st scheduled) bool {
	for _, r := range reads(st) {
		if r.batch == 0 && (r.phase == phaseRun || r.phase == phaseDeferred) {
			return true
		}
	}
	return false
}

// lowest is the place from … to, the last of them, at which the fewest numbers a row are computed and not yet read for the
// last time.
func lowest(steps []scheduled, from, to int) int {
	first, last := make(map[*value]int), make(map[*value]int)
	for i, st := range steps {
		if st.term < 0 {
			first[st.v] = i
		}
		for _, r := range reads(st) {
			last[r] = i
		}
	}
	best, least := to, -1
	for at := to; at >= from; at-- {
		alive := 0
		for v, i := range first {
			if v.batch > 0 && base(v) == v && !v.output && i < at && last[v] >= at {
				alive += v.cols
			}
		}
		if least < 0 || alive < least {
			best, least = at, alive
		}
	}
	return best
}

// moveSteps moves the steps from … to forward to a place before them.
func moveSteps(steps []scheduled, from, to, place int) {
	moved := append([]scheduled(nil), steps[from:to]...)
	copy(steps[to-(from-place):to], steps[place:from])
	copy(steps[place:], moved)
}
