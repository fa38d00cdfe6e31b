package ordered

import (
	"math/rand/v2"
	"sync"
	"testing"
)

// number is a float64, whose sums depend on the order.
type number struct{ value float64 }

func (n *number) Add(other *number) { n.value += other.value }
func (n *number) Clear()            { n.value = 0 }

// The sum has the bits of a loop over the rows, whatever the order in which blocks come, from however many goroutines.
func TestSumHasTheOrderOfTheRows(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	values, want := make([]float64, 200), 0.0
	for i := range values {
		values[i] = rng.NormFloat64() * float64(i%7*i%7*i%7)
		want += values[i]
	}
	for range 20 {
		s := New(func() *number { return &number{} })
		var all sync.WaitGroup
		for _, i := range rng.Perm(len(values)) {
			all.Go(func() {
				n := s.Blank()
				if n.value != 0 {
					t.Errorf("an addend that is blank has %v", n.value)
				}
				n.value = values[i]
				s.Post(2*i, 2*i+2, n)
			})
		}
		all.Wait()
		if got := s.Total().value; got != want {
			t.Errorf("the sum is %v, want %v", got, want)
		}
	}
}
