// Row blocks of a batch: workers share them, and their gradients are added in the order of the rows.

package matching

import (
	"context"
	"runtime"
	"slices"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/internal/parallel"
	"github.com/gorgoflow/gorgoflow/internal/partial"
)

// leastRows is the least number of rows in a row block: each computes a gradient of all weights, which is added up.
const leastRows = 128

// blockRows is the number of rows in a row block of a batch: a quarter of it in whole leastRows, and no more than the
// program has. It depends on nothing but batch and field, so sums over the batch are the same for any number of workers.
func (m *Matcher[T]) blockRows(batch int) int {
	quarter := (batch + 3) / 4
	return min((quarter+leastRows-1)/leastRows*leastRows, m.lanes())
}

// gradients are those of row blocks, the numbers of all parameters one after another.
type gradients[T graph.Float] struct{ blocks [][]T }

// of makes room for so many row blocks. Parameters without a gradient stay 0.
func (g *gradients[T]) of(blocks, numbers int) [][]T {
	for len(g.blocks) < blocks {
		g.blocks = append(g.blocks, make([]T, numbers))
	}
	return g.blocks[:blocks]
}

// rows adds up the gradients of rows lo … hi−1, where lo is the first row of a row block. Those of a few row blocks for each
// worker are held at a time.
func (m *Matcher[T]) rows(ctx context.Context, b *Batch[T], lo, hi int, out *Sums, total *partial.Sums) error {
	workers := m.Workers
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	held := m.held.Get(func() *gradients[T] { return &gradients[T]{} })
	defer m.held.Put(held)
	size, numbers := m.blockRows(b.Rows), total.Numbers()
	for together := size * max(8, 4*workers); lo < hi; lo += together {
		end := min(lo+together, hi)
		blocks := held.of((end-lo+size-1)/size, numbers)
		if err := m.blocks(ctx, workers, b, lo, end, size, out, blocks); err != nil {
			return err
		}
		if err := partial.AddBlocks(ctx, total, blocks); err != nil {
			return err
		}
	}
	return nil
}

// blocks computes the gradients of the row blocks between lo and hi−1.
func (m *Matcher[T]) blocks(ctx context.Context, workers int, b *Batch[T], lo, hi, size int, out *Sums, gradients [][]T) error {
	programs := make([]*graph.Program[T], min(workers, len(gradients)))
	for i := range programs {
		p, err := m.program(ctx)
		if err != nil {
			return err
		}
		defer m.putBack(p)
		programs[i] = p
	}
	return parallel.Do(ctx, "likelihood: matching velocities", workers, len(gradients), func(worker, i int) error {
		from := lo + i*size
		return m.run(programs[worker], b, from, min(from+size, hi), out, gradients[i])
	})
}

// run runs the program on rows lo … hi−1.
func (m *Matcher[T]) run(p *graph.Program[T], b *Batch[T], lo, hi int, out *Sums, gradient []T) error {
	for i, rows := range b.Inputs {
		to, width := p.Input(i), len(rows)/b.Rows
		for c := range width {
			lanes := to[c*p.Stride():][:p.Stride()]
			for k := lo; k < hi; k++ {
				lanes[k-lo] = rows[k*width+c]
			}
			clear(lanes[hi-lo:])
		}
	}
	if err := p.Run(hi - lo); err != nil {
		return err
	}
	for i, values := range out.Values {
		for k := lo; k < hi; k++ {
			values[k] = float64(p.Output(i)[k-lo])
		}
	}
	m.store(p, len(out.Values), gradient)
	return nil
}

// store copies the program's outputs from the first on, which are gradients, to the places of their parameters.
func (m *Matcher[T]) store(p *graph.Program[T], first int, gradient []T) {
	for i, n := range m.lengths() {
		if k, isUsed := slices.BinarySearch(m.used, i); isUsed {
			copy(gradient[:n], p.Output(first+k))
		}
		gradient = gradient[n:]
	}
}
