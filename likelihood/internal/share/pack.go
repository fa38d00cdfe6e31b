// Packs: several calls solved as one problem.

package share

import (
	"context"
	"slices"
	"sync/atomic"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/pkg/errors"
)

// together is a pack as one problem.
type together[T graph.Float] struct {
	problem  ode.Problem[T]
	solution *ode.Solution[T]
	ctx      packContext[T]
}

func (c *Call[T]) prepare(ctx context.Context) {
	if c.wake == nil {
		c.wake = make(chan struct{}, 1)
	}
	c.ctx, c.err, c.held, c.led, c.done, c.pack, c.lead = ctx, nil, false, false, false, c.pack[:0], nil
}

// forget drops references to other calls and to the caller's context.
func (c *Call[T]) forget() {
	if c.Lost {
		return
	}
	clear(c.pack[:cap(c.pack)])
	c.ctx, c.pack, c.lead, c.together.ctx.pack = nil, c.pack[:0], nil, nil
}

// lead has a goroutine solve a pack, which goes on for the others if the leader's context ends.
func (s *Solver[T]) lead(ctx context.Context, c *Call[T]) error {
	s.mutex.Lock()
	c.held, c.led = false, true
	for _, m := range c.pack {
		m.lead = c
	}
	s.mutex.Unlock()
	go s.solvePack(c)
	if err := s.wait(ctx, c); err != nil {
		return err
	}
	return c.err
}

// solvePack solves the pack of a leader, gives its turn back, and wakes all calls, even after a panic.
func (s *Solver[T]) solvePack(c *Call[T]) {
	solved := false
	defer func() { c.deal(s.blocks, solved) }()
	defer s.next()
	var err error
	defer graph.Recover("likelihood: calls solved together", &err) // each call then finds its own error
	solved = c.solveTogether(s.Solver)
}

// solveTogether reports whether the solution is valid for each row of the pack.
func (c *Call[T]) solveTogether(s *integrate.Solver[T]) bool {
	all := &c.together
	all.problem.T0, all.problem.T1, all.problem.Rows = c.Problem.T0, c.Problem.T1, 0
	for _, m := range c.pack {
		all.problem.Rows += m.Problem.Rows
	}
	all.problem.Y = c.join(all.problem.Y, func(m *Call[T]) [][]T { return m.Problem.Y })
	all.problem.Args = c.join(all.problem.Args, func(m *Call[T]) [][]T { return m.Problem.Args })
	all.ctx.Context, all.ctx.pack = context.Background(), c.pack
	solution, err := s.SolveInto(&all.ctx, &all.problem, all.solution)
	all.solution = solution
	var step *ode.StepError
	return err == nil || errors.As(err, &step)
}

// join concatenates the rows of all calls, block by block.
func (c *Call[T]) join(dst [][]T, of func(*Call[T]) [][]T) [][]T {
	blocks := of(c)
	dst = resized(dst, len(blocks))
	for b := range blocks {
		dst[b] = dst[b][:0]
		for _, m := range c.pack {
			dst[b] = append(dst[b], of(m)[b]...)
		}
		if blocks[b] == nil {
			dst[b] = nil
		}
	}
	return dst
}

// deal gives each call of the pack its rows, or has each solve itself, and wakes them.
func (c *Call[T]) deal(blocks []ode.Block, solved bool) {
	row := 0
	for _, m := range c.pack {
		if m.done = solved; solved {
			m.err = m.cut(blocks, c.together.solution, row)
		}
		row += m.Problem.Rows
	}
	for _, m := range slices.Backward(c.pack) { // the leader, whose pack this is, comes last
		m.wake <- struct{}{}
	}
}

// cut copies the rows of a call, from row row on, and returns the error of the first that failed.
func (c *Call[T]) cut(blocks []ode.Block, from *ode.Solution[T], row int) error {
	n := c.Problem.Rows
	if c.Solution == nil {
		c.Solution = &ode.Solution[T]{}
	}
	to := c.Solution
	to.Y, to.Quad = resized(to.Y, len(blocks)), resized(to.Quad, len(blocks))
	for b, block := range blocks {
		to.Y[b] = append(to.Y[b][:0], part(from.Y[b], row, n, block.Width)...)
		to.Quad[b] = append(to.Quad[b][:0], part(from.Quad[b], row, n, block.Width)...)
	}
	to.Status = append(to.Status[:0], from.Status[row:row+n]...)
	to.RowStats = append(to.RowStats[:0], from.RowStats[row:row+n]...)
	to.Ends = append(to.Ends[:0], from.Ends[row:row+n]...)
	return finish(to)
}

// finish adds up the statistics, and returns the error of the first row that failed.
func finish[T graph.Float](s *ode.Solution[T]) error {
	s.Stats = ode.Stats{}
	var failed *ode.StepError
	for row, status := range s.Status {
		s.Stats = s.Stats.Plus(s.RowStats[row])
		switch {
		case status == ode.Done:
		case failed != nil:
			failed.Failed++
		default:
			failed = &ode.StepError{Row: row, Failed: 1, T: s.Ends[row].T, H: s.Ends[row].H, Stats: s.RowStats[row], Status: status}
		}
	}
	if failed == nil { // not a nil *StepError
		return nil
	}
	return failed
}

func resized[E any](x [][]E, n int) [][]E {
	for len(x) < n {
		x = append(x, nil)
	}
	return x[:n]
}

// part returns n rows of a block, nil for a nil block.
func part[E any](x []E, row, n, width int) []E {
	if x == nil {
		return nil
	}
	return x[row*width : (row+n)*width]
}

// packContext ends when the contexts of all calls of a pack have ended.
type packContext[T graph.Float] struct {
	context.Context
	pack []*Call[T]
}

// Done returns a new channel, which is closed when all contexts have ended.
func (p *packContext[T]) Done() <-chan struct{} {
	done, left := make(chan struct{}), new(atomic.Int64)
	left.Add(int64(len(p.pack)))
	for _, c := range p.pack {
		context.AfterFunc(c.ctx, func() {
			if left.Add(-1) == 0 {
				close(done)
			}
		})
	}
	return done
}

// Err is nil until all contexts have ended.
func (p *packContext[T]) Err() (err error) {
	for _, c := range p.pack {
		if err = c.ctx.Err(); err == nil {
			return nil
		}
	}
	return err
}
