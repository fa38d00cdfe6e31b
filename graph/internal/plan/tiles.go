// Tiles in scratch: values between neighbours in one loop over tiles.

package plan

import "github.com/gorgoflow/gorgoflow/graph/internal/ir"

// TileElements is the number of elements of a tile of an element-wise group. A few tiles fit the first-level cache, and
// computing a tile takes long compared with a call.
const TileElements = 4096

// assignScratch gives each value that lives only within one tiled group a tile of scratch instead of a slot in the arena. A
// tile is free behind its last reader.
func (pl *Plan) assignScratch(g *Group, gi int) map[*ir.Value]bool {
	local := make(map[*ir.Value]bool)
	if !g.Tiled || len(g.Steps) < 2 || pl.Ir.Without[ir.PassScratch] {
		return local
	}
	lastStep := make(map[*ir.Value]int)
	for i, st := range g.Steps {
		v := st.V
		if of := pl.Of(v); of.Slot.Storage == StorageNone && of.Last == gi && !of.viewed {
			local[v] = true
			lastStep[v] = i
		}
		for _, r := range Reads(st) {
			if local[r] {
				lastStep[r] = i
			}
		}
	}
	pl.assignTiles(g, local, lastStep)
	return local
}

func (pl *Plan) assignTiles(g *Group, local map[*ir.Value]bool, lastStep map[*ir.Value]int) {
	var free []int
	tiles := 0
	for i, st := range g.Steps {
		released := make(map[*ir.Value]bool)
		for _, r := range Reads(st) { // overwriting an operand is correct: element i is read before it is written
			if local[r] && lastStep[r] == i && !released[r] {
				free = append(free, pl.Of(r).Slot.Offset)
				released[r] = true
			}
		}
		if !local[st.V] {
			continue
		}
		if len(free) == 0 {
			free = append(free, tiles)
			tiles++
		}
		pl.Of(st.V).Slot = Slot{Storage: StorageScratch, Offset: free[len(free)-1]}
		free = free[:len(free)-1]
	}
	pl.Scratch = max(pl.Scratch, tiles)
}
