// What one block of rows contributes to sums over the batch.

package integrate

import (
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
	sums   [][]float64 // by parameter
}

func newPartial(lengths []int) *partial {
	e := &partial{}
	for _, n := range lengths {
		e.sums = append(e.sums, make([]float64, n))
	}
	return e
}

// Clear implements reduce.Partial.
func (e *partial) Clear() {
	sums := e.sums
	for _, s := range sums {
		clear(s)
	}
	*e = partial{sums: sums}
}

// Add implements reduce.Partial.
func (e *partial) Add(other *partial) {
	e.loss += other.loss
	e.t0 += other.t0
	e.t1 += other.t1
	e.miss = max(e.miss, other.miss)
	e.stats = e.stats.Plus(other.stats)
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
