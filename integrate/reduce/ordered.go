// Package reduce adds what blocks of rows contribute to sums over a batch, so that the sums do not
// depend on the number of workers.
package reduce

import "sync"

// Partial is what one block of rows contributes to the sums.
type Partial[P any] interface {
	// Clear makes the partial sum zero.
	Clear()
	// Add adds another one.
	Add(P)
}

// Ordered adds partial sums in the order of the rows, whichever block is ready first. Partial sums
// are reused. It may be used by several goroutines; Total is to be read when all have come in.
type Ordered[P Partial[P]] struct {
	Total P

	mutex   sync.Mutex
	fresh   func() P
	next    int // first row that is not in Total
	waiting map[int]block[P]
	free    []P
}

// block is the partial sum of rows up to hi.
type block[P any] struct {
	sum P
	hi  int
}

// NewOrdered returns an empty sum. Fresh makes a partial sum that is zero; a sum without it, nil or zero adds nothing.
func NewOrdered[P Partial[P]](fresh func() P) *Ordered[P] {
	if fresh == nil {
		return &Ordered[P]{}
	}
	return &Ordered[P]{Total: fresh(), fresh: fresh, waiting: map[int]block[P]{}}
}

// Reset makes a used sum empty, to begin with row first.
func (s *Ordered[P]) Reset(first int) {
	if s == nil || s.fresh == nil {
		return
	}
	s.Total.Clear()
	s.next = first
	for lo, b := range s.waiting {
		s.free = append(s.free, b.sum)
		delete(s.waiting, lo)
	}
}

// Blank returns a partial sum to be filled in.
func (s *Ordered[P]) Blank() P {
	if s == nil || s.fresh == nil {
		var none P
		return none
	}
	s.mutex.Lock()
	defer s.mutex.Unlock()
	last := len(s.free) - 1
	if last < 0 {
		return s.fresh()
	}
	p := s.free[last]
	s.free = s.free[:last]
	p.Clear()
	return p
}

// Post hands in the partial sum of the rows lo … hi.
func (s *Ordered[P]) Post(lo, hi int, p P) {
	if s == nil || s.fresh == nil {
		return
	}
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.waiting[lo] = block[P]{p, hi}
	for {
		b, ok := s.waiting[s.next]
		if !ok {
			return
		}
		delete(s.waiting, s.next)
		s.Total.Add(b.sum)
		s.free = append(s.free, b.sum)
		s.next = b.hi
	}
}
