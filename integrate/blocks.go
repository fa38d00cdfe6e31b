// Work on blocks of rows, with sums over the batch.

package integrate

import (
	"context"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/gorgoflow/gorgoflow/integrate/reduce"
	"github.com/gorgoflow/gorgoflow/internal/partial"
	"github.com/gorgoflow/gorgoflow/internal/peers"
)

// blockTask is work on a block of rows lo … hi; what it contributes to the sums over the
// batch goes to e.
type blockTask[T graph.Float] interface {
	block(w *worker[T], lo, hi int, e *partial.Sums) error
}

// eachBlock cuts the batch into blocks of BlockRows rows and lets the workers take
// them as they finish. The sums over the batch end up in j.sum.
func (s *Solver[T]) eachBlock(j *call[T], each blockTask[T]) error {
	j.each = each
	size := s.plan.RowsPerBlock(j.Problem.Rows)
	if team := peers.Of(j.ctx); team != nil {
		return s.eachBlockOfMine(j, team, size)
	}
	j.sum = s.orderedSum(0)
	blocks := j.cut(size)
	err := s.parallel(min(s.plan.Workers, blocks), inBlocks[T]{j})
	j.sum.Total.Fold()
	return s.finish(j, err)
}

// eachBlockOfMine does the blocks of this process, and adds up the sums of all. Results of single rows are those of this process alone.
func (s *Solver[T]) eachBlockOfMine(j *call[T], team *peers.Team, size int) (err error) {
	team.Cut(j.Problem.Rows, size)
	lo, hi := team.Mine()
	j.from.Reset(lo, hi, size)
	j.sum = s.orderedSum(lo)
	j.sum.Total.KeepApart(team)
	if blocks := team.Blocks(team.Rank()); blocks > 0 {
		err = s.parallel(min(s.plan.Workers, blocks), inBlocks[T]{j})
	}
	err = s.finish(j, err)
	for _, others := range [][]ode.Status{j.Out.Status[:lo], j.Out.Status[hi:]} {
		for row := range others {
			others[row] = ode.Done // how they end is theirs to tell
		}
	}
	j.Out.Stats, err = j.sum.Total.Share(j.ctx, j.Out.Stats, err)
	return err
}

// inBlocks is a call that goes block by block.
type inBlocks[T graph.Float] struct{ *call[T] }

func (j inBlocks[T]) work(w *worker[T]) error {
	for {
		lo, hi := j.from.Take()
		if lo == hi {
			return nil
		}
		e := j.sum.Blank()
		err := j.each.block(w, lo, hi, e)
		j.sum.Post(lo, hi, e)
		if err != nil {
			j.from.Drain()
			return err
		}
	}
}

// reduceBlock solves the rows lo … hi and adds their reduced quadratures.
func (w *worker[T]) reduceBlock(ctx context.Context, j *call[T], lo, hi int, e *partial.Sums) error {
	w.runner.Step.Program.Zero()
	if err := w.solveRows(ctx, j, lo, hi); err != nil {
		return err
	}
	return addSums(e.Params, w.runner.Step.Program, w.runner.Step.Reduced.Pack)
}

func (s *Solver[T]) paramLengths() (lengths []int) {
	if s.system.Params == nil {
		return nil
	}
	for _, q := range s.system.Params.List() {
		lengths = append(lengths, q.Len())
	}
	return lengths
}

// orderedSum returns an idle sum, or a new one, that begins with row first. All sums of a solver have the lengths of its
// parameters.
func (s *Solver[T]) orderedSum(first int) *reduce.Ordered[*partial.Sums] {
	sum := s.idle.sums.get(func() *reduce.Ordered[*partial.Sums] {
		return &reduce.Ordered[*partial.Sums]{Fresh: func() *partial.Sums { return partial.New(s.paramLengths()) }}
	})
	sum.Reset(first)
	return sum
}
