// Package ordered adds what blocks of rows contribute, in the order of the rows, so that a sum does not depend on the number of workers.
package ordered

import "sync"

// Addend is what a block contributes. It is reused.
type Addend[A any] interface {
	Add(other A) // adds other to it
	Clear()      // makes it zero
}

// Sum adds the addends of blocks in the order of their rows, whichever block is ready first. Several goroutines may use it.
type Sum[A Addend[A]] struct {
	mu      sync.Mutex
	make    func() A
	total   A
	next    int // first row that is not in total
	pending map[int]block[A]
	free    []A
}

// block is an addend with the row after its last one.
type block[A any] struct {
	addend A
	hi     int
}

// New is a sum of nothing yet. zero makes an addend.
func New[A Addend[A]](zero func() A) *Sum[A] {
	return &Sum[A]{make: zero, total: zero(), pending: map[int]block[A]{}}
}

// Total is the sum so far. It may be added to by one who knows that no block is on its way.
func (s *Sum[A]) Total() A { return s.total }

// Blank is an addend of zero to be filled.
func (s *Sum[A]) Blank() A {
	s.mu.Lock()
	defer s.mu.Unlock()
	last := len(s.free) - 1
	if last < 0 {
		return s.make()
	}
	a := s.free[last]
	s.free = s.free[:last]
	a.Clear()
	return a
}

// Post hands in the addend of rows lo … hi-1, which start at 0 and leave none out; it belongs to the sum from there on.
func (s *Sum[A]) Post(lo, hi int, a A) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.pending[lo] = block[A]{a, hi}
	for {
		b, ready := s.pending[s.next]
		if !ready {
			return
		}
		delete(s.pending, s.next)
		s.total.Add(b.addend)
		s.free = append(s.free, b.addend)
		s.next = b.hi
	}
}
