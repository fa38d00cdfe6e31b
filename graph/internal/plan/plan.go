// The plan: steps in groups, and storage for every value.

package plan

import (
	"slices"

	"github.com/gorgoflow/gorgoflow/graph/internal/ir"
)

// Group is a run of consecutive steps: a single kernel, or element-wise operations over one shape that are executed tile by
// tile, so that values between them stay in cache.
type Group struct {
	Steps []Step
	Tiled bool
}

// Plan is a program's groups and storage, without memory.
type Plan struct {
	Ir       *ir.Program
	Schedule *Schedule
	Stride   int // lanes of a row block's storage
	Blocks   int // number of row blocks
	Groups   []Group
	Regions  []Region
	Run      int         // number of groups of PhaseRun
	Arena    [Arenas]int // by arena: number of elements
	Scratch  int         // number of tiles
	Own      []*ir.Value // values with buffers of their own
	values   assignments
}

// Make assigns storage to every value of the schedule.
func Make(p *ir.Program, s *Schedule) *Plan {
	pl := &Plan{Ir: p, Schedule: s, Stride: wholeVectors(max(p.Rows, LaneMultiple), p.Pad), Blocks: 1, values: slices.Clone(s.phases)}
	pl.values.markViewed(p)
	if p.Single {
		pl.Stride = 1
	}
	if p.Block > 0 {
		pl.Stride, pl.Blocks = p.Block, (p.Rows+p.Block-1)/p.Block
	}
	pl.cutGroups(s)
	pl.cutRegions()
	pl.measureLives()
	pl.lengthenFixed()
	pl.assignOwn()
	pl.assignSteps()
	return pl
}

// Of returns the assignment of a value.
func (pl *Plan) Of(v *ir.Value) *Assignment { return pl.values.of(v) }

// size is the number of elements of a value in an arena.
func (pl *Plan) size(v *ir.Value) int { return Size(v, pl.Stride) }

// Whole is the number of lanes of an input or an output in a buffer of its own: the lanes of all row blocks, so that a
// feature's lanes are contiguous for the caller. It is an odd number of cache lines for many rows, since the features would
// otherwise use the same few sets of a cache.
func (pl *Plan) Whole() int {
	if pl.Blocks == 1 {
		return pl.Stride
	}
	lanes := RoundUp(pl.Ir.Rows)
	if lanes/LaneMultiple%2 == 0 {
		lanes += LaneMultiple
	}
	return lanes
}

// Tile is the number of elements of a tile: at least all rows of one feature, and whole vectors, since kernels write whole
// vectors. If a tile ended within a vector, and a result took its operand's memory, the next tile would find its operand
// overwritten.
func (pl *Plan) Tile() int { return RoundUp(max(pl.Ir.Tile, pl.Stride)) }

// Elements is the number of elements of the arenas.
func (pl *Plan) Elements() int {
	return pl.Arena[StorageRows]*pl.Blocks + pl.Arena[StoragePassing] + pl.Arena[StorageFixed]
}

// cutGroups joins neighbouring element-wise steps over one shape and of one phase.
func (pl *Plan) cutGroups(s *Schedule) {
	for i, st := range s.Steps {
		if i == s.run {
			pl.Run = len(pl.Groups)
		}
		if st.V.IsBroadcast() || st.V.IsView() {
			continue
		}
		// The first steps of a phase may be views and broadcasts, which are in no group.
		if k := len(pl.Groups) - 1; k >= pl.Run && pl.joins(pl.Groups[k], st) {
			pl.Groups[k].Steps = append(pl.Groups[k].Steps, st)
			continue
		}
		pl.Groups = append(pl.Groups, Group{Steps: []Step{st}, Tiled: st.V.IsElementwise()})
	}
	if s.run == len(s.Steps) {
		pl.Run = len(pl.Groups)
	}
}

func (pl *Plan) joins(g Group, st Step) bool {
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

// readsPart reports whether a step reads a value of the group other than element by element, for example a column for all
// others. A tile of that value may then be computed too late.
func (g Group) readsPart(st Step) bool {
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

// measureLives finds the group of the last reader of every stored value.
func (pl *Plan) measureLives() {
	for gi, g := range pl.Groups {
		for _, st := range g.Steps {
			if st.Term < 0 {
				of := pl.Of(st.V)
				of.Position, of.Last = gi, gi
			}
			for _, r := range Reads(st) {
				pl.Of(r).Last = gi
			}
		}
	}
}

// Reads returns the stored values that a step reads, through views and broadcasts.
func Reads(st Step) []*ir.Value {
	args := st.V.Args
	if st.Term >= 0 {
		args = args[st.Term : st.Term+1]
		if st.Inline {
			args = args[0].Args
		}
	}
	found := make([]*ir.Value, 0, len(args))
	for _, a := range args {
		found = append(found, base(a))
	}
	return found
}

// base returns the value whose storage a reader of v reads.
func base(v *ir.Value) *ir.Value {
	for v.IsView() || v.IsBroadcast() {
		v = v.Args[0]
	}
	return v
}

// assignOwn gives inputs, constants, outputs and the prologue buffers of their own.
func (pl *Plan) assignOwn() {
	for _, v := range pl.Ir.Values {
		switch storage := &pl.Of(v).Slot.Storage; {
		case ir.Is[ir.Param](v):
			*storage = StorageParam
		case v.IsLeaf() || pl.isKept(v):
			*storage = StorageOwn
			pl.Own = append(pl.Own, v)
		}
	}
}

// isKept reports whether a computed value outlives a row block.
func (pl *Plan) isKept(v *ir.Value) bool {
	if v.IsView() || v.IsBroadcast() {
		return false
	}
	switch pl.Of(v).Phase {
	case PhasePrologue, PhaseShared, PhaseFinal:
		return true
	}
	return v.Output || ir.Is[ir.Sum](v)
}

// assignSteps assigns arena and scratch, group by group.
func (pl *Plan) assignSteps() {
	var memory [Arenas]arena
	dying := make(map[int][]*ir.Value)
	for gi := range pl.Groups {
		g := &pl.Groups[gi]
		local := pl.assignScratch(g, gi)
		inherited := make(map[*ir.Value]bool)
		for _, st := range g.Steps {
			v, of := st.V, pl.Of(st.V)
			if st.Term >= 0 || of.Slot.Storage != StorageNone || local[v] {
				continue
			}
			of.Slot.Storage = pl.arenaOf(v)
			if heir := pl.inPlace(st, g, gi, inherited); heir != nil {
				of.Slot.Offset = pl.Of(heir).Slot.Offset
				inherited[heir] = true
			} else {
				of.Slot.Offset = memory[of.Slot.Storage].alloc(pl.size(v))
			}
			dying[of.Last] = append(dying[of.Last], v)
		}
		for _, v := range dying[gi] {
			if !inherited[v] {
				slot := pl.Of(v).Slot
				memory[slot.Storage].release(slot.Offset, pl.size(v))
			}
		}
		delete(dying, gi)
	}
	for i := range memory {
		pl.Arena[i] = RoundUp(memory[i].top)
	}
}
