// What pools keep.

package reuse

import "testing"

// TestPoolIsBounded: a pool keeps as many values as it is told to, however many come back. The rest is for the garbage
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
		t.Error("kept values are not the first to be used again")
	}
}
