// Row blocks: how many rows a program computes at a time.

package plan

import "github.com/gorgoflow/gorgoflow/graph/internal/ir"

const (
	// blockBytes is the largest size of the widest per-row value of a row block: a quarter of a second-level cache, since a
	// few such values are alive at once.
	blockBytes = 256 << 10
	// leastBlock is the least number of rows in a row block, and leastSummed that in a program with sums over rows, which
	// reads and writes the matrices of sums once for each row block.
	leastBlock  = 64
	leastSummed = 256
)

// BlockOfRows is the number of rows in a row block, or 0 for all rows at once.
//
// If a value of the size of a weight is computed for all rows, many rows should share it; but the values of many rows
// do not fit a cache. So between two such computations a program computes one row block after another.
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

// GoesInBlocks reports whether rows meet only in sums, with each row in a sum once.
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

// readsRows reports whether v depends on a per-row value.
func readsRows(v *ir.Value) bool {
	for _, a := range v.Args {
		if a.Batch > 0 {
			return true
		}
	}
	return false
}

// sharedByRows returns the values that depend on no per-row value.
func sharedByRows(p *ir.Program) map[*ir.Value]bool {
	return ir.Throughout(p, func(v *ir.Value) bool { return v.Batch == 0 && !ir.Is[ir.Sum](v) })
}
