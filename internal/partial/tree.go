// The tree by which sums over blocks are added up.

package partial

// The order of additions depends on the number of blocks alone: eight blocks, a run, are added one after another, runs by a binary tree, and what is left of
// the tree at the end of a batch from the end on. Who has all blocks of a branch hands on one sum, so that processes exchange few sums however many blocks they have.
// With up to eight blocks, as batches of up to 1024 rows have unless told otherwise, that is their order.

// run is the number of blocks in the leaves of the tree.
const run = 8

// What a partial sum is of, beside 2^level runs.
const (
	single = -2 // a block of a run that another process has begun
	begun  = -1 // the first blocks of a run
)

// branches are partial sums of blocks that follow on each other, of which those that make a larger branch have been added.
type branches struct {
	next   int   // the block that comes next
	levels []int // of each partial sum
}

func (b *branches) reset(first int) { b.next, b.levels = first, b.levels[:0] }

// take takes the partial sum of the next blocks. It is a new one, or goes to the last one; then so many times the last one goes to the one before.
func (b *branches) take(level, blocks int) (isNew bool, merged int) {
	last := len(b.levels) - 1
	if isNew = level != single || last < 0 || b.levels[last] != begun; isNew {
		if level == single && b.next%run == 0 {
			level = begun
		}
		b.levels = append(b.levels, level)
		last++
	}
	if b.next += blocks; b.levels[last] == begun && b.next%run == 0 {
		b.levels[last] = 0
	}
	for ; b.isRight(last); last-- {
		b.levels = b.levels[:last]
		b.levels[last-1]++
		merged++
	}
	return isNew, merged
}

// fold adds the last partial sums, of which top is the last one, one after another to the one before: so many additions.
func fold(top, additions int, plus func(to, from int)) {
	for range additions {
		plus(top-1, top)
		top--
	}
}

// isRight says whether a branch is the right half of a larger one whose left half is there too.
func (b *branches) isRight(i int) bool {
	level := b.levels[i]
	return i > 0 && level >= 0 && b.levels[i-1] == level && (b.next/run)>>level%2 == 0
}

// of makes them those of so many blocks, from a first one on.
func (b *branches) of(first, blocks int) {
	b.reset(first)
	for range blocks {
		b.take(single, 1)
	}
}
