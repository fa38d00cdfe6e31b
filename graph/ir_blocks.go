package graph

// blockBytes is what the widest per-row value of a block of rows may take: half of a second-level cache.
const blockBytes = 512 << 10

// leastBlock is the fewest rows of a block: with fewer the products are no longer at full speed.
const leastBlock = 64

// blockOfRows is the number of rows that a program should compute at once, or 0 for all of them.
//
// A program of many rows and wide values goes through its rows block by block, so that what it computes for a block
// stays in cache, and what is the same for all rows is computed once before them. That takes a program in which rows
// meet nowhere and which leaves nothing behind but its outputs.
func blockOfRows(p *ir, elementBytes int) int {
	if p.static || p.rows == 0 {
		return 0
	}
	widest := 0
	for i, v := range p.outputs {
		if p.deferred[i] || p.sums[i] || v.batch > 1 {
			return 0
		}
	}
	for _, v := range p.values {
		if v.uses == 0 {
			continue
		}
		if v.code == codeInput && v.batch > 1 || v.code == codeForeign || v.code == codeSum || v.batch == 0 && readsRows(v) {
			return 0
		}
		if v.batch > 0 && !v.isBroadcast() {
			widest = max(widest, v.cols*v.batch)
		}
	}
	block := max(blockBytes/elementBytes/max(widest, 1)/laneMultiple*laneMultiple, leastBlock)
	if block >= p.rows {
		return 0
	}
	return block
}

func readsRows(v *value) bool {
	for _, a := range v.args {
		if a.batch > 0 {
			return true
		}
	}
	return false
}
