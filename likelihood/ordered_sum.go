package likelihood

import (
	"sync"

	"github.com/gorgoflow/gorgoflow/integrate/ode"
)

// partial is what some rows add to the sums over a batch.
type partial struct {
	params            [][]float64 // as Stack.Params
	t0, t1, miss      float64
	forward, backward ode.Stats
}

func newPart(s *Stack) *partial {
	p := &partial{}
	for _, q := range s.params {
		p.params = append(p.params, make([]float64, q.Len()))
	}
	return p
}

func (p *partial) clear() {
	params := p.params
	for _, sums := range params {
		clear(sums)
	}
	*p = partial{params: params}
}

func (p *partial) add(other *partial) {
	for i, sums := range other.params {
		addVector(p.params[i], sums)
	}
	p.t0 += other.t0
	p.t1 += other.t1
	p.miss = max(p.miss, other.miss)
	p.forward = p.forward.Plus(other.forward)
	p.backward = p.backward.Plus(other.backward)
}

// orderedSum adds the parts of blocks of rows in the order of the rows, whichever is ready first, so that the sums do not
// depend on the number of workers.
type orderedSum struct {
	mu      sync.Mutex
	stack   *Stack
	total   *partial
	next    int // first row that is not in total
	waiting map[int]finished
	free    []*partial
}

type finished struct {
	*partial
	hi int
}

func newPartSums(s *Stack) *orderedSum {
	return &orderedSum{stack: s, total: newPart(s), waiting: map[int]finished{}}
}

// blank is a part to be filled.
func (s *orderedSum) blank() *partial {
	s.mu.Lock()
	defer s.mu.Unlock()
	last := len(s.free) - 1
	if last < 0 {
		return newPart(s.stack)
	}
	p := s.free[last]
	s.free = s.free[:last]
	p.clear()
	return p
}

// post hands in the part of rows lo … hi.
func (s *orderedSum) post(lo, hi int, p *partial) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.waiting[lo] = finished{p, hi}
	for {
		f, ok := s.waiting[s.next]
		if !ok {
			return
		}
		delete(s.waiting, s.next)
		s.total.add(f.partial)
		s.free = append(s.free, f.partial)
		s.next = f.hi
	}
}
