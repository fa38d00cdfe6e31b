// The queue of rows from which workers take.

package forward

import (
	"math"
	"sync/atomic"
)

// RowQueue hands out rows to workers, a chunk at a time. The result of a row does not depend on the worker.
type RowQueue struct {
	cursor atomic.Int64
	end    int
	size   int
}

// Reset makes the rows lo … hi−1 available in chunks of size.
func (s *RowQueue) Reset(lo, hi, size int) {
	s.cursor.Store(int64(lo))
	s.end, s.size = hi, size
}

// Take returns the next chunk; it is empty when none is left.
func (s *RowQueue) Take() (lo, hi int) {
	lo = int(s.cursor.Add(int64(s.size))) - s.size
	if lo >= s.end {
		return s.end, s.end
	}
	return lo, min(lo+s.size, s.end)
}

// empty reports whether no chunk is left.
func (s *RowQueue) empty() bool { return int(s.cursor.Load()) >= s.end }

// Drain leaves nothing to take.
func (s *RowQueue) Drain() { s.cursor.Store(math.MaxInt64 / 2) }
