// The gradient of a batch: workers share its row blocks, and their sums are added in the order of the rows.

package matching

import (
	"context"
	"runtime"
	"sync"
	"sync/atomic"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/gorgoflow/gorgoflow/integrate/reduce"
	"github.com/gorgoflow/gorgoflow/internal/parallel"
	"github.com/gorgoflow/gorgoflow/internal/partial"
	"github.com/gorgoflow/gorgoflow/internal/peers"
	"github.com/gorgoflow/gorgoflow/internal/reuse"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/rwlock"
	"golang.org/x/sync/errgroup"
)

// Batch is rows with the program's inputs for each row.
type Batch[T graph.Float] struct {
	Rows   int
	Inputs [][]T // in the order of the program's inputs: time, z, condition and probes if there are any, velocity, weight, penalty
}

// Sums are the results for a batch.
type Sums struct {
	Values [][]float64 // by row: squared distance, then each term
	Params [][]float64 // the gradient, in the order of Field.Params
}

// Matcher differentiates batches. It may be used by several goroutines.
type Matcher[T graph.Float] struct {
	System
	Workers int // 0: one a processor

	making rwlock.Lock // held while the program is looked up or compiled
	made   *graph.Program[T]
	used   []int

	mutex sync.Mutex
	idle  []*graph.Program[T]
	sums  reuse.Pool[reduce.Ordered[*partial.Sums]]
}

// compile compiles the program, unless another call has done so.
func (m *Matcher[T]) compile(ctx context.Context) (err error) {
	if err := m.making.Write(ctx); err != nil {
		return err
	}
	defer m.making.EndWrite()
	if m.made == nil {
		m.made, m.used, err = compile[T](ctx, &m.System)
	}
	return err
}

// program returns an idle program, or a new one.
func (m *Matcher[T]) program(ctx context.Context) (*graph.Program[T], error) {
	if err := m.compile(ctx); err != nil {
		return nil, err
	}
	m.mutex.Lock()
	defer m.mutex.Unlock()
	if last := len(m.idle) - 1; last >= 0 {
		p := m.idle[last]
		m.idle = m.idle[:last]
		return p.Within(ctx), nil
	}
	return m.made.Clone().Within(ctx), nil
}

func (m *Matcher[T]) putBack(p *graph.Program[T]) {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	m.idle = append(m.idle, p.Within(context.Background()))
}

// Gradient is the gradient of a batch, the same to the bit for any number of workers.
func (m *Matcher[T]) Gradient(ctx context.Context, b *Batch[T]) (*Sums, error) {
	out := &Sums{Values: make([][]float64, 1+len(m.Terms))}
	for i := range out.Values {
		out.Values[i] = make([]float64, b.Rows)
	}
	sums := m.sums.Get(func() *reduce.Ordered[*partial.Sums] {
		return &reduce.Ordered[*partial.Sums]{Fresh: func() *partial.Sums { return partial.New(m.lengths()) }}
	})
	defer m.sums.Put(sums)
	team := peers.Of(ctx)
	if team == nil {
		sums.Reset(0)
		err := m.rows(ctx, b, 0, b.Rows, out, sums)
		sums.Total.Fold()
		out.Params = copies(sums.Total.Params)
		return out, err
	}
	team.Cut(b.Rows, m.blockRows(b.Rows))
	lo, hi := team.Mine()
	sums.Reset(lo)
	sums.Total.KeepApart(team)
	_, err := sums.Total.Share(ctx, ode.Stats{}, m.rows(ctx, b, lo, hi, out, sums))
	out.Params = copies(sums.Total.Params)
	return out, out.gather(ctx, team, err)
}

func copies(lists [][]float64) [][]float64 {
	out := make([][]float64, len(lists))
	for i, list := range lists {
		out[i] = make([]float64, len(list))
	}
	_ = parallel.Parts("likelihood: matching velocities", out, func(i, from, to int) error {
		copy(out[i][from:to], lists[i][from:to])
		return nil
	})
	return out
}

// gather gives all processes that share the rows the values of all of them.
func (s *Sums) gather(ctx context.Context, team *peers.Team, failed error) error {
	var columns []peers.Column
	for _, values := range s.Values {
		columns = append(columns, peers.Column{Values: values, Width: 1})
	}
	return team.Gather(ctx, failed, columns...)
}

// leastRows is the least number of rows in a row block: each computes a gradient of all weights, which is added up.
const leastRows = 128

// blockRows is the number of rows in a row block of a batch: a quarter of it in whole leastRows, and no more than the
// program has. It depends on nothing but batch and field, so sums over the batch are the same for any number of workers.
func (m *Matcher[T]) blockRows(batch int) int {
	quarter := (batch + 3) / 4
	return min((quarter+leastRows-1)/leastRows*leastRows, m.lanes())
}

// rows computes rows lo … hi−1, where lo is the first row of a row block.
func (m *Matcher[T]) rows(ctx context.Context, b *Batch[T], lo, hi int, out *Sums, sums *reduce.Ordered[*partial.Sums]) error {
	workers := m.Workers
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	size := m.blockRows(b.Rows)
	rowBlocks := (hi - lo + size - 1) / size
	var next atomic.Int64
	next.Store(int64(lo / size))
	group, ctx := errgroup.WithContext(ctx)
	for range min(workers, rowBlocks) {
		group.Go(func() (err error) {
			defer graph.Recover("likelihood: matching velocities", &err)
			return m.work(ctx, b, hi, size, out, sums, &next)
		})
	}
	return group.Wait()
}

// work takes row blocks of a size up to row end until none are left.
func (m *Matcher[T]) work(ctx context.Context, b *Batch[T], end, size int, out *Sums, sums *reduce.Ordered[*partial.Sums], next *atomic.Int64) error {
	p, err := m.program(ctx)
	if err != nil {
		return err
	}
	defer m.putBack(p)
	for {
		lo := int(next.Add(1)-1) * size
		if lo >= end {
			return nil
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		hi := min(lo+size, end)
		part := sums.Blank()
		if err := m.run(p, b, lo, hi, out, part); err != nil {
			return err
		}
		sums.Post(lo, hi, part)
	}
}

// run runs the program on rows lo … hi−1. part is blank.
func (m *Matcher[T]) run(p *graph.Program[T], b *Batch[T], lo, hi int, out *Sums, part *partial.Sums) error {
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
	for i, which := range m.used {
		to := part.Params[which]
		for k, v := range p.Output(len(out.Values) + i)[:len(to)] {
			to[k] = float64(v)
		}
	}
	return nil
}

// lengths are the numbers of values of the field's parameters.
func (m *Matcher[T]) lengths() (lengths []int) {
	for _, q := range m.Field.Params().List() {
		lengths = append(lengths, q.Len())
	}
	return lengths
}
