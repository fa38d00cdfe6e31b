// Rows handed out to workers.

package forward

import (
	"math"
	"sync/atomic"
)

// RowQueue hands out rows to workers, a chunk at a time. Which worker gets a row
// does not matter to the row.
type RowQueue struct {
	cursor atomic.Int64
	end    int
	size   int
}

// Reset makes the rows from lo to hi available in chunks of size.
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

// empty reports whether none is left.
func (s *RowQueue) empty() bool { return int(s.cursor.Load()) >= s.end }

// Drain leaves nothing to be taken.
func (s *RowQueue) Drain() { s.cursor.Store(math.MaxInt64 / 2) }
