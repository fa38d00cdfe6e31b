// The values that a pool keeps.

package reuse

import "testing"

// TestPoolIsBounded: a pool keeps at most Keep values, however many come back. It leaves the others to the garbage
// collector.
func TestPoolIsBounded(t *testing.T) {
	p := Pool[int]{Keep: 2}
	for i := range 5 {
		p.Put(&i)
	}
	if len(p.idle) != 2 {
		t.Errorf("%d values are kept, want 2", len(p.idle))
	}
	fresh := func() *int { return new(int) }
	for range 2 {
		p.Get(fresh)
	}
	if len(p.idle) != 0 {
		t.Errorf("%d kept values are left after two calls of Get, want 0", len(p.idle))
	}
}
