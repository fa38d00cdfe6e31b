package graph

const (
	// blockBytes is what the widest per-row value of a block of rows may take: half of a second-level cache.
	blockBytes = 512 << 10
	// leastBlock is the fewest rows of a block, and leastSummed that of a program that sums over rows: it goes through the
	// matrices of sums once for each block.
	leastBlock  = 64
	leastSummed = 256
)

// blockOfRows is the number of rows that a program should take at once, or 0 for all of them.
//
// Where something of the size of a weight is computed for all rows, many rows should share it; but the values of many rows
// do not fit a cache. So a program goes through its rows block by block between any two such computations.
func blockOfRows(p *ir, elementBytes int) int {
	widest, least := 1, leastBlock
	for _, v := range p.values {
		switch {
		case v.uses == 0:
		case isContraction(v):
			least = leastSummed
		case v.batch > 0 && !v.isBroadcast():
			widest = max(widest, v.cols)
		}
	}
	most := max(blockBytes/elementBytes/widest, least)
	blocks := (p.rows + most - 1) / most
	if blocks < 2 {
		return 0
	}
	return roundUp((p.rows + blocks - 1) / blocks)
}

// goesInBlocks reports whether rows meet nowhere in the program but in sums, and each is there once.
func goesInBlocks(p *ir) bool {
	if p.static || p.rows == 0 {
		return false
	}
	for i := range p.outputs {
		if p.deferred[i] {
			return false
		}
	}
	for _, v := range p.values {
		if v.uses > 0 && v.batch > 1 {
			return false
		}
	}
	return true
}

// readsRows reports whether v is computed from something per row.
func readsRows(v *value) bool {
	for _, a := range v.args {
		if a.batch > 0 {
			return true
		}
	}
	return false
}

// sharedByRows are the values that are computed from nothing per row.
func sharedByRows(p *ir) map[*value]bool {
	return throughout(p, func(v *value) bool { return v.batch == 0 })
}
