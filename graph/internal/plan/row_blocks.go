// How many rows a program takes at once.

package plan

import "github.com/gorgoflow/gorgoflow/graph/internal/ir"

const (
	// blockBytes is what the widest per-row value of a block of rows may take: a quarter of a second-level cache, in which a few such values live
	// at once.
	blockBytes = 256 << 10
	// leastBlock is the fewest rows of a block, and leastSummed that of a program that sums over rows: it goes through the
	// matrices of sums once for each block.
	leastBlock  = 64
	leastSummed = 256
)

// BlockOfRows is the number of rows that a program should take at once, or 0 for all of them.
//
// Where something of the size of a weight is computed for all rows, many rows should share it; but the values of many rows
// do not fit a cache. So a program goes through its rows block by block between any two such computations.
func BlockOfRows(p *ir.Program, elementBytes int) int {
	widest, least := 1, leastBlock
	uses := p.Uses()
	for i, v := range p.Values {
		switch {
		case uses[i] == 0: // an input that nothing reads
		case ir.IsContraction(v):
			least = leastSummed
		case v.Batch > 0 && !v.IsBroadcast():
			widest = max(widest, v.Cols)
		}
	}
	most := max(blockBytes/elementBytes/widest, least)
	blocks := (p.Rows + most - 1) / most
	if blocks < 2 {
		return 0
	}
	return RoundUp((p.Rows + blocks - 1) / blocks)
}

// GoesInBlocks reports whether rows meet nowhere in the program but in sums, and each is there once.
func GoesInBlocks(p *ir.Program) bool {
	if p.Static || p.Rows == 0 {
		return false
	}
	for i := range p.Outputs {
		if p.Deferred[i] {
			return false
		}
	}
	for _, v := range p.Values {
		if v.Batch > 1 {
			return false
		}
	}
	return true
}

// readsRows reports whether v is computed from something per row.
func readsRows(v *ir.Value) bool {
	for _, a := range v.Args {
		if a.Batch > 0 {
			return true
		}
	}
	return false
}

// sharedByRows are the values that are computed from nothing per row.
func sharedByRows(p *ir.Program) map[*ir.Value]bool {
	return ir.Throughout(p, func(v *ir.Value) bool { return v.Batch == 0 && !ir.Is[ir.Sum](v) })
}
