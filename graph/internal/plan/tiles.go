// Tiles of scratch: values that pass between neighbours of one loop.

package plan

import "github.com/gorgoflow/gorgoflow/graph/internal/ir"

// TileElements is the size of a tile of an element-wise group: a few of them fit the first-level cache, and
// a call takes long enough that it costs little to make.
const TileElements = 4096

// assignScratch finds the values that live inside one tiled group only and gives each a tile
// of scratch instead of a slot in the arena. A tile is free again behind its last reader.
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
		for _, r := range Reads(st) { // in place is fine: element i is read before it is written
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
