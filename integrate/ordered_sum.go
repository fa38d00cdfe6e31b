package integrate

import (
	"sync"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate/internal/batch"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/pkg/errors"
)

// partial is what one block of rows contributes to the sums over the batch.
type partial struct {
	loss   float64
	t0, t1 float64
	miss   float64
	stats  ode.Stats
	sums   [][]float64 // by parameter, or by reduced quadrature
}

func newPartial(lengths []int) *partial {
	e := &partial{}
	for _, n := range lengths {
		e.sums = append(e.sums, make([]float64, n))
	}
	return e
}

func (e *partial) clear() {
	sums := e.sums
	for _, s := range sums {
		clear(s)
	}
	*e = partial{sums: sums}
}

func (e *partial) add(other *partial) {
	e.loss += other.loss
	e.t0 += other.t0
	e.t1 += other.t1
	e.miss = max(e.miss, other.miss)
	e.stats.Add(other.stats)
	for i, s := range other.sums {
		for k, v := range s {
			e.sums[i][k] += v
		}
	}
}

// addSums adds what a program has accumulated in its outputs.
func addSums[T graph.Float](sums [][]float64, program *graph.Program[T], outputs batch.Pack[T]) error {
	if err := program.Finish(); err != nil {
		return errors.Wrap(err, "completing the sums over rows")
	}
	for i := range outputs {
		for k, v := range outputs[i].Data {
			sums[i][k] += float64(v)
		}
	}
	return nil
}

// orderedSum adds the partial sums of blocks in the order of the blocks, whichever worker is first, so
// that the total does not depend on the number of workers. Partial sums are reused.
type orderedSum struct {
	mutex   sync.Mutex
	lengths []int
	total   *partial
	next    int
	pending map[int]*partial
	free    []*partial
}

func newOrderedSum(lengths []int) *orderedSum {
	return &orderedSum{lengths: lengths, total: newPartial(lengths), pending: map[int]*partial{}}
}

// reset makes a used sum new.
func (l *orderedSum) reset() {
	l.total.clear()
	l.next = 0
	for block, e := range l.pending {
		l.free = append(l.free, e)
		delete(l.pending, block)
	}
}

// blank returns a partial sum to be filled in.
func (l *orderedSum) blank() *partial {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	if last := len(l.free) - 1; last >= 0 {
		e := l.free[last]
		l.free = l.free[:last]
		e.clear()
		return e
	}
	return newPartial(l.lengths)
}

// post hands in the partial sum of a block.
func (l *orderedSum) post(block int, e *partial) {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	l.pending[block] = e
	for {
		e, ok := l.pending[l.next]
		if !ok {
			return
		}
		l.total.add(e)
		delete(l.pending, l.next)
		l.free = append(l.free, e)
		l.next++
	}
}
