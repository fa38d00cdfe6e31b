// Package reduce adds partial sums of row blocks, so that the total does not depend on the number of workers.
package reduce

import "sync"

// Ordered adds partial sums, one from each row block, in the order of the rows, whichever is ready first. Partial sums
// are reused. An Ordered may be used by several goroutines. Call Reset first, and read Total when all partial sums have
// been posted.
type Ordered[P interface {
	Clear() // sets a partial sum to zero
	Add(P)  // adds another one
}] struct {
	// Fresh makes a partial sum that is zero; an Ordered without Fresh adds nothing.
	Fresh func() P
	Total P

	mutex   sync.Mutex
	next    int // first row that Total does not contain
	waiting map[int]rowBlock[P]
	free    []P
}

// rowBlock is the partial sum of a row block that ends before row hi.
type rowBlock[P any] struct {
	sum P
	hi  int
}

// Reset clears the sum, which then begins with row first.
func (s *Ordered[P]) Reset(first int) {
	if s == nil || s.Fresh == nil {
		return
	}
	if s.waiting == nil {
		s.Total, s.waiting = s.Fresh(), map[int]rowBlock[P]{}
	}
	s.Total.Clear()
	s.next = first
	for lo, b := range s.waiting {
		s.free = append(s.free, b.sum)
		delete(s.waiting, lo)
	}
}

// Blank returns a partial sum to be filled in.
func (s *Ordered[P]) Blank() (blank P) {
	if s == nil || s.Fresh == nil {
		return blank
	}
	s.mutex.Lock()
	defer s.mutex.Unlock()
	last := len(s.free) - 1
	if last < 0 {
		return s.Fresh()
	}
	p := s.free[last]
	s.free = s.free[:last]
	p.Clear()
	return p
}

// Post hands in the partial sum of the rows lo … hi−1.
func (s *Ordered[P]) Post(lo, hi int, p P) {
	if s == nil || s.waiting == nil {
		return
	}
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.waiting[lo] = rowBlock[P]{p, hi}
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
