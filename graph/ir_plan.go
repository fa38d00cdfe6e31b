package graph

// group is a run of consecutive steps: a single kernel, or element-wise operations over one
// shape which are executed tile by tile, so that what passes between them stays in cache.
type group struct {
	steps   []scheduled
	first   int // position of the first step
	tiled   bool
	scratch int // tiles of scratch that it needs
}

// plan is everything about a program but its memory.
type plan struct {
	ir       *ir
	stride   int // lanes of storage, a block
	prologue []scheduled
	shared   []scheduled
	final    []scheduled
	groups   []group
	sections []sectionPlan
	run      int         // groups of phaseRun
	blocks   int         // of rows
	arena    [arenas]int // elements
	scratch  int         // tiles
	own      []*value
	leaves   []*value
}

// makePlan assigns storage to every value of the schedule.
func makePlan(p *ir, s *schedule) *plan {
	for _, v := range p.values {
		v.slot = slot{}
	}
	pl := &plan{ir: p, stride: roundUp(max(p.rows, 1)), blocks: 1, prologue: s.prologue, shared: s.shared, final: s.final}
	if p.block > 0 {
		pl.stride, pl.blocks = p.block, (p.rows+p.block-1)/p.block
	}
	pl.cutGroups(s)
	pl.cutSections()
	pl.measureLives(s)
	pl.lengthenFixed()
	pl.placeLeaves(s)
	pl.placeSteps()
	return pl
}

// elements is what the arenas take.
func (pl *plan) elements() int {
	return pl.arena[placeRows]*pl.blocks + pl.arena[placePassing] + pl.arena[placeFixed]
}

// cutGroups joins neighbours that are element-wise over one shape.
func (pl *plan) cutGroups(s *schedule) {
	for i, st := range s.steps {
		if i == s.run {
			pl.run = len(pl.groups)
		}
		if st.v.isBroadcast() || st.v.isView() {
			st.v.position = i
			continue
		}
		if k := len(pl.groups) - 1; k >= 0 && i != s.run && pl.joins(pl.groups[k], st) {
			pl.groups[k].steps = append(pl.groups[k].steps, st)
			continue
		}
		tiled := st.v.isElementwise()
		pl.groups = append(pl.groups, group{steps: []scheduled{st}, first: i, tiled: tiled})
	}
	if s.run == len(s.steps) {
		pl.run = len(pl.groups)
	}
}

func (pl *plan) joins(g group, st scheduled) bool {
	if st.pair {
		return true
	}
	if pl.ir.without[passTiles] {
		return false
	}
	head := g.steps[0].v
	return g.tiled && st.v.isElementwise() && head.batch == st.v.batch && head.cols == st.v.cols &&
		(head.batch > 0 || head.rows == st.v.rows)
}

// measureLives finds the last reader of every stored value, as the index of its group.
func (pl *plan) measureLives(s *schedule) {
	for gi, g := range pl.groups {
		for _, st := range g.steps {
			if st.term < 0 {
				st.v.position, st.v.last = gi, gi
			}
			for _, r := range reads(st) {
				r.last = gi
			}
		}
	}
}

// reads are the stored values that a step reads, seen through views and broadcasts.
func reads(st scheduled) []*value {
	args := st.v.args
	if st.term >= 0 {
		args = args[st.term : st.term+1]
		if inlineTerm(args[0]) {
			args = args[0].args
		}
	}
	found := make([]*value, 0, len(args))
	for _, a := range args {
		found = append(found, base(a))
	}
	return found
}

// base is the value whose storage a reader of v touches.
func base(v *value) *value {
	for v.isView() || v.isBroadcast() {
		v = v.args[0]
	}
	return v
}

// placeLeaves gives inputs, constants, outputs and the prologue buffers of their own.
func (pl *plan) placeLeaves(s *schedule) {
	for _, v := range pl.ir.values {
		switch {
		case v.code == codeParam:
			v.slot.place = placeParam
		case v.isLeaf() && (v.uses > 0 || v.code == codeInput):
			v.slot.place = placeOwn
		case v.uses > 0 && (v.output || v.code == codeSum || v.phase == phasePrologue || v.phase == phaseShared || v.phase == phaseFinal) && !v.isView() && !v.isBroadcast():
			v.slot.place = placeOwn
		default:
			continue
		}
		if v.slot.place == placeOwn {
			pl.own = append(pl.own, v)
		}
		if v.isLeaf() {
			pl.leaves = append(pl.leaves, v)
		}
	}
}

// placeSteps walks the groups and hands out arena and scratch.
func (pl *plan) placeSteps() {
	var memory [arenas]arena
	dying := make(map[int][]*value)
	for gi := range pl.groups {
		g := &pl.groups[gi]
		local := pl.placeScratch(g, gi)
		inherited := make(map[*value]bool)
		for _, st := range g.steps {
			v := st.v
			if st.term >= 0 || v.slot.place != placeNone || local[v] {
				continue
			}
			v.slot.place = pl.arenaOf(v)
			if heir := pl.inPlace(st, g, gi, inherited); heir != nil {
				v.slot.offset = heir.slot.offset
				inherited[heir] = true
			} else {
				v.slot.offset = memory[v.slot.place].alloc(v.size(pl.stride))
			}
			dying[v.last] = append(dying[v.last], v)
		}
		for _, v := range dying[gi] {
			if !inherited[v] {
				memory[v.slot.place].release(v.slot.offset, v.size(pl.stride))
			}
		}
		delete(dying, gi)
	}
	for i := range memory {
		pl.arena[i] = roundUp(memory[i].top)
	}
}
