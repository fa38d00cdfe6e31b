// An example of the package's documentation.

package reduce_test

import (
	"fmt"
	"sync"

	"github.com/gorgoflow/gorgoflow/integrate/reduce"
)

// total is a partial sum.
type total struct{ v float64 }

func (s *total) Clear()       { s.v = 0 }
func (s *total) Add(o *total) { s.v += o.v }

// Workers post the partial sums of their rows in any order, and the total has the same bits each time.
func ExampleOrdered() {
	sum := reduce.Ordered[*total]{Fresh: func() *total { return &total{} }}
	var found [2]float64
	for try := range found {
		sum.Reset(0)
		var workers sync.WaitGroup
		for row := 0; row < 1000; row += 10 {
			workers.Go(func() {
				part := sum.Blank()
				for i := row; i < row+10; i++ {
					part.v += 1 / float64(1+i)
				}
				sum.Post(row, row+10, part)
			})
		}
		workers.Wait()
		found[try] = sum.Total.v
	}
	fmt.Printf("%.10f, the same bits: %t\n", found[0], found[0] == found[1])
	// Output: 7.4854708606, the same bits: true
}
