package graph

import "sort"

// place of a value's storage.
type place uint8

const (
	placeNone    place = iota // never stored (broadcasts, views)
	placeRows                 // arena of per-row values, one for each block of rows
	placePassing              // arena of per-row values that a block of rows needs in one section only; blocks share it
	placeFixed                // arena of what is the same for all rows
	placeOwn                  // a buffer of its own: inputs, outputs, constants, the prologue
	placeParam                // the parameter's backing array
	placeScratch              // one tile of an element-wise group
)

// arenas is their number. Values in one of them share memory with those that live at other times.
const arenas = placeFixed + 1

func (p place) isArena() bool { return p >= placeRows && p < arenas }

// slot is where a value is stored.
type slot struct {
	place  place
	offset int // elements, in an arena or the scratch
}

// laneMultiple is the number of elements that storage is padded to, so that kernels may always
// process whole vectors.
const laneMultiple = 16

func roundUp(n int) int { return (n + laneMultiple - 1) / laneMultiple * laneMultiple }

// size is the number of elements that v needs where columns of a block of rows are stride apart.
func (v *value) size(stride int) int {
	if v.batch > 0 {
		return v.cols * v.batch * stride
	}
	return roundUp(v.rows * v.cols)
}

// arena is a first-fit allocator over offsets; free ranges are kept sorted and merged.
type arena struct {
	free []span
	top  int
}

type span struct{ from, to int }

// skew separates neighbours by a cache line, so that equally sized values do not fall on the
// same sets of the first-level cache.
const skew = 16

func (a *arena) alloc(n int) int {
	n += skew
	for i, f := range a.free {
		if f.to-f.from >= n {
			a.free[i].from += n
			if a.free[i].from == f.to {
				a.free = append(a.free[:i], a.free[i+1:]...)
			}
			return f.from
		}
	}
	at := a.top
	if k := len(a.free); k > 0 && a.free[k-1].to == a.top { // grow the last free range
		at = a.free[k-1].from
		a.free = a.free[:k-1]
	}
	a.top = at + n
	return at
}

func (a *arena) release(at, n int) {
	n += skew
	i := sort.Search(len(a.free), func(i int) bool { return a.free[i].from > at })
	a.free = append(a.free, span{})
	copy(a.free[i+1:], a.free[i:])
	a.free[i] = span{at, at + n}
	if i+1 < len(a.free) && a.free[i].to == a.free[i+1].from {
		a.free[i].to = a.free[i+1].to
		a.free = append(a.free[:i+1], a.free[i+2:]...)
	}
	if i > 0 && a.free[i-1].to == a.free[i].from {
		a.free[i-1].to = a.free[i].to
		a.free = append(a.free[:i], a.free[i+1:]...)
	}
}
