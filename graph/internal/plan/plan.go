package plan

import "github.com/gorgoflow/gorgoflow/graph/internal/ir"

// Group is a run of consecutive steps: a single kernel, or element-wise operations over one
// shape which are executed tile by tile, so that what passes between them stays in cache.
type Group struct {
	Steps   []Item
	first   int // position of the first step
	Tiled   bool
	scratch int // tiles of scratch that it needs
}

// Plan is everything about a program but its memory.
type Plan struct {
	Ir       *ir.Program
	Stride   int // lanes of storage, a block
	Prologue []Item
	Shared   []Item
	Final    []Item
	Groups   []Group
	Regions  []Region
	Run      int            // groups of PhaseRun
	Blocks   int            // of rows
	Arena    [ir.Arenas]int // elements
	Scratch  int            // tiles
	Own      []*ir.Value
	leaves   []*ir.Value
}

// Make assigns storage to every value of the schedule.
func Make(p *ir.Program, s *Schedule) *Plan {
	for _, v := range p.Values {
		v.Slot = ir.Slot{}
	}
	pl := &Plan{Ir: p, Stride: ir.RoundUp(max(p.Rows, 1)), Blocks: 1, Prologue: s.prologue, Shared: s.shared, Final: s.final}
	if p.Block > 0 {
		pl.Stride, pl.Blocks = p.Block, (p.Rows+p.Block-1)/p.Block
	}
	pl.cutGroups(s)
	pl.cutSections()
	pl.measureLives(s)
	pl.lengthenFixed()
	pl.placeLeaves(s)
	pl.placeSteps()
	return pl
}

// Tile is the number of elements of a tile: at least all rows of one feature.
func (pl *Plan) Tile() int { return max(pl.Ir.Tile, pl.Stride) }

// Elements is what the arenas take.
func (pl *Plan) Elements() int {
	return pl.Arena[ir.PlaceRows]*pl.Blocks + pl.Arena[ir.PlacePassing] + pl.Arena[ir.PlaceFixed]
}

// cutGroups joins neighbours that are element-wise over one shape.
func (pl *Plan) cutGroups(s *Schedule) {
	for i, st := range s.Steps {
		if i == s.run {
			pl.Run = len(pl.Groups)
		}
		if st.V.IsBroadcast() || st.V.IsView() {
			st.V.Position = i
			continue
		}
		if k := len(pl.Groups) - 1; k >= 0 && i != s.run && pl.joins(pl.Groups[k], st) {
			pl.Groups[k].Steps = append(pl.Groups[k].Steps, st)
			continue
		}
		tiled := st.V.IsElementwise()
		pl.Groups = append(pl.Groups, Group{Steps: []Item{st}, first: i, Tiled: tiled})
	}
	if s.run == len(s.Steps) {
		pl.Run = len(pl.Groups)
	}
}

func (pl *Plan) joins(g Group, st Item) bool {
	if st.Pair {
		return true
	}
	if pl.Ir.Without[ir.PassTiles] {
		return false
	}
	head := g.Steps[0].V
	return g.Tiled && st.V.IsElementwise() && head.Batch == st.V.Batch && head.Cols == st.V.Cols &&
		(head.Batch > 0 || head.Rows == st.V.Rows) && !g.readsPart(st)
}

// readsPart reports whether a step reads a value of the group other than element by element: through a view, a column for
// all say. A tile of the value may then come too late.
func (g Group) readsPart(st Item) bool {
	for _, a := range st.V.Args {
		if part := base(a); part != a && g.computes(part) {
			return true
		}
	}
	return false
}

func (g Group) computes(v *ir.Value) bool {
	for _, st := range g.Steps {
		if st.V == v {
			return true
		}
	}
	return false
}

// measureLives finds the last reader of every stored value, as the index of its group.
func (pl *Plan) measureLives(s *Schedule) {
	for gi, g := range pl.Groups {
		for _, st := range g.Steps {
			if st.Term < 0 {
				st.V.Position, st.V.Last = gi, gi
			}
			for _, r := range Reads(st) {
				r.Last = gi
			}
		}
	}
}

// Reads are the stored values that a step reads, seen through views and broadcasts.
func Reads(st Item) []*ir.Value {
	args := st.V.Args
	if st.Term >= 0 {
		args = args[st.Term : st.Term+1]
		if InlineTerm(args[0]) {
			args = args[0].Args
		}
	}
	found := make([]*ir.Value, 0, len(args))
	for _, a := range args {
		found = append(found, base(a))
	}
	return found
}

// base is the value whose storage a reader of v touches.
func base(v *ir.Value) *ir.Value {
	for v.IsView() || v.IsBroadcast() {
		v = v.Args[0]
	}
	return v
}

// placeLeaves gives inputs, constants, outputs and the prologue buffers of their own.
func (pl *Plan) placeLeaves(s *Schedule) {
	for _, v := range pl.Ir.Values {
		switch {
		case v.Code == ir.Param:
			v.Slot.Place = ir.PlaceParam
		case v.IsLeaf() && (v.Uses > 0 || v.Code == ir.Input):
			v.Slot.Place = ir.PlaceOwn
		case v.Uses > 0 && (v.Output || v.Code == ir.Sum || v.Phase == ir.PhasePrologue || v.Phase == ir.PhaseShared || v.Phase == ir.PhaseFinal) && !v.IsView() && !v.IsBroadcast():
			v.Slot.Place = ir.PlaceOwn
		default:
			continue
		}
		if v.Slot.Place == ir.PlaceOwn {
			pl.Own = append(pl.Own, v)
		}
		if v.IsLeaf() {
			pl.leaves = append(pl.leaves, v)
		}
	}
}

// placeSteps walks the groups and hands out arena and scratch.
func (pl *Plan) placeSteps() {
	var memory [ir.Arenas]arena
	dying := make(map[int][]*ir.Value)
	for gi := range pl.Groups {
		g := &pl.Groups[gi]
		local := pl.placeScratch(g, gi)
		inherited := make(map[*ir.Value]bool)
		for _, st := range g.Steps {
			v := st.V
			if st.Term >= 0 || v.Slot.Place != ir.PlaceNone || local[v] {
				continue
			}
			v.Slot.Place = pl.arenaOf(v)
			if heir := pl.inPlace(st, g, gi, inherited); heir != nil {
				v.Slot.Offset = heir.Slot.Offset
				inherited[heir] = true
			} else {
				v.Slot.Offset = memory[v.Slot.Place].alloc(v.Size(pl.Stride))
			}
			dying[v.Last] = append(dying[v.Last], v)
		}
		for _, v := range dying[gi] {
			if !inherited[v] {
				memory[v.Slot.Place].release(v.Slot.Offset, v.Size(pl.Stride))
			}
		}
		delete(dying, gi)
	}
	for i := range memory {
		pl.Arena[i] = ir.RoundUp(memory[i].top)
	}
}
