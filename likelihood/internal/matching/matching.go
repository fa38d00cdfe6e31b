// The gradient of a batch.

package matching

import (
	"context"
	"sync"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/gorgoflow/gorgoflow/internal/partial"
	"github.com/gorgoflow/gorgoflow/internal/peers"
	"github.com/gorgoflow/gorgoflow/internal/reuse"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/rwlock"
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
	used   []int // parameters with a gradient

	mutex sync.Mutex
	idle  []*graph.Program[T]
	held  reuse.Pool[gradients[T]]
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
	total := partial.New(m.lengths())
	out.Params = total.Params
	team := peers.Of(ctx)
	if team == nil {
		err := m.rows(ctx, b, 0, b.Rows, out, total)
		total.Fold()
		return out, err
	}
	team.Cut(b.Rows, m.blockRows(b.Rows))
	lo, hi := team.Mine()
	total.KeepApart(team)
	_, err := total.Share(ctx, ode.Stats{}, m.rows(ctx, b, lo, hi, out, total))
	return out, out.gather(ctx, team, err)
}

// gather gives all processes that share the rows the values of all of them.
func (s *Sums) gather(ctx context.Context, team *peers.Team, failed error) error {
	var columns []peers.Column
	for _, values := range s.Values {
		columns = append(columns, peers.Column{Values: values, Width: 1})
	}
	return team.Gather(ctx, failed, columns...)
}

// lengths are the numbers of values of the field's parameters.
func (m *Matcher[T]) lengths() (lengths []int) {
	for _, q := range m.Field.Params().List() {
		lengths = append(lengths, q.Len())
	}
	return lengths
}
