package graph

// placeScratch finds the values that live inside one tiled group only and gives each a tile
// of scratch instead of a place in the arena. A tile is free again behind its last reader.
func (pl *plan) placeScratch(g *group, gi int) map[*value]bool {
	local := make(map[*value]bool)
	if !g.tiled || len(g.steps) < 2 {
		return local
	}
	lastStep := make(map[*value]int)
	for i, st := range g.steps {
		v := st.v
		if v.slot.place == placeNone && v.last == gi && !v.viewed {
			local[v] = true
			lastStep[v] = i
		}
		for _, r := range reads(st) {
			if local[r] {
				lastStep[r] = i
			}
		}
	}
	pl.assignTiles(g, local, lastStep)
	return local
}

func (pl *plan) assignTiles(g *group, local map[*value]bool, lastStep map[*value]int) {
	var free []int
	tiles := 0
	for i, st := range g.steps {
		released := make(map[*value]bool)
		for _, r := range reads(st) { // in place is fine: element i is read before it is written
			if local[r] && lastStep[r] == i && !released[r] {
				free = append(free, r.slot.offset)
				released[r] = true
			}
		}
		if !local[st.v] {
			continue
		}
		if len(free) == 0 {
			free = append(free, tiles)
			tiles++
		}
		st.v.slot = slot{placeScratch, free[len(free)-1]}
		free = free[:len(free)-1]
	}
	g.scratch = tiles
	pl.scratch = max(pl.scratch, tiles)
}
