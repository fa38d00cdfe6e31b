// The tree by which sums over row blocks are added.

package partial

// The order of additions depends only on the number of row blocks: the eight row blocks of a run are added one after
// another, and runs by a binary tree; at the end of a batch the rest of the tree is added from the end on. A process
// that has all row blocks of a branch sends one sum, so that processes exchange few sums however many row blocks they
// have. Up to eight row blocks, as a batch of up to 1024 rows has by default, are one run.

// run is the number of row blocks in a leaf of the tree.
const run = 8

// What a partial sum covers, other than 2^level runs.
const (
	single = -2 // a row block of a run that another process has begun
	begun  = -1 // the first row blocks of a run
)

// branches are partial sums of consecutive row blocks, with complete branches added up.
type branches struct {
	next   int   // the next row block
	levels []int // of each partial sum
}

func (b *branches) reset(first int) { b.next, b.levels = first, b.levels[:0] }

// take takes the partial sum of the next row blocks. isNew says whether it is a branch of its own or is added to the last
// one; merged is how many times the last branch is then added to the one before.
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

// atOnce is how many of the next row blocks are added one after another to one partial sum.
func (b *branches) atOnce() int {
	last := len(b.levels) - 1
	if b.next%run == 0 || last >= 0 && b.levels[last] == begun {
		return run - b.next%run
	}
	return 1
}

// fold adds the last partial sums one after another to the one before, beginning with top: so many additions.
func fold(top, additions int, plus func(to, from int)) {
	for range additions {
		plus(top-1, top)
		top--
	}
}

// isRight says whether a branch is the right half of a larger one whose left half is present too.
func (b *branches) isRight(i int) bool {
	level := b.levels[i]
	return i > 0 && level >= 0 && b.levels[i-1] == level && (b.next/run)>>level%2 == 0
}

// of sets the branches to those of so many row blocks, from block first on.
func (b *branches) of(first, blocks int) {
	b.reset(first)
	for range blocks {
		b.take(single, 1)
	}
}
