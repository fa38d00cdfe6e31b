// Sums do not depend on the order in which row blocks come in.

package reduce_test

import (
	"math/rand/v2"
	"testing"

	"github.com/gorgoflow/gorgoflow/integrate/reduce"
)

type sum struct{ v float64 }

func (s *sum) Clear()     { s.v = 0 }
func (s *sum) Add(o *sum) { s.v += o.v }
func newSum() *sum        { return &sum{} }
func term(i int) float64  { return 1 / float64(3*i+1) }

// TestOrderDoesNotMatter: row blocks that come in any order give the bits of the sum in row order. That also holds after a
// sum in which row blocks were missing.
func TestOrderDoesNotMatter(t *testing.T) {
	const blocks, rows = 50, 7
	want := 0.0
	for i := range blocks {
		want += term(i)
	}
	rng := rand.New(rand.NewPCG(1, 2))
	s := &reduce.Ordered[*sum]{Fresh: newSum}
	s.Reset(0)
	for range 20 {
		for _, i := range rng.Perm(blocks) {
			p := s.Blank()
			if p.v != 0 {
				t.Fatalf("a blank sum is %g, want 0", p.v)
			}
			p.v = term(i)
			s.Post(i*rows, (i+1)*rows, p)
		}
		if s.Total.v != want {
			t.Errorf("%v, want %v", s.Total.v, want)
		}
		s.Reset(0)
		p := s.Blank()
		p.v = 1
		s.Post(3*rows, 4*rows, p) // waits for the row blocks before it
		s.Reset(0)
	}
}
