// The allocator of an arena.

package plan

import "sort"

// arena is a first-fit allocator over offsets; free ranges are kept sorted and merged.
type arena struct {
	free []span
	top  int
}

type span struct{ from, to int }

// Skew separates neighbours by a cache line, so that values of equal size do not use the same sets of the first-level
// cache.
const Skew = 16

func (a *arena) alloc(n int) int {
	n += Skew
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
	if k := len(a.free); k > 0 && a.free[k-1].to == a.top { // extend the last free range
		at = a.free[k-1].from
		a.free = a.free[:k-1]
	}
	a.top = at + n
	return at
}

func (a *arena) release(at, n int) {
	n += Skew
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
