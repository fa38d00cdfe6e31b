// Work on row blocks, and the sums over the batch that it adds up.

package integrate

import (
	"context"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate/internal/control"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/gorgoflow/gorgoflow/integrate/reduce"
	"github.com/gorgoflow/gorgoflow/internal/parallel"
	"github.com/gorgoflow/gorgoflow/internal/partial"
	"github.com/gorgoflow/gorgoflow/internal/peers"
)

// maxRowBlocks is the most packs in a row block, and the least number of row blocks in a large batch, if the settings
// do not give BlockRows.
const maxRowBlocks = 4

// rowsPerBlock is the number of rows in a row block of a batch. It depends on nothing but the batch and the settings,
// so sums over the batch are the same for any number of workers.
func rowsPerBlock(p *control.Scheme, rows int) int {
	if !p.CutBatch {
		return p.BlockRows
	}
	if rows <= 2*p.Lanes {
		return part(p, rows, 2)
	}
	quarter := (rows + maxRowBlocks - 1) / maxRowBlocks
	packs := (quarter + p.Lanes - 1) / p.Lanes
	return min(packs*p.Lanes, p.BlockRows)
}

// rowBlockTask is work on the rows lo … hi−1. What it contributes to the sums over the batch goes to e.
type rowBlockTask[T graph.Float] interface {
	rowBlock(w *worker[T], lo, hi int, e *partial.Sums) error
}

// eachRowBlock cuts the batch into row blocks of BlockRows rows. The workers take a new one whenever they have finished
// one. The sums over the batch end up in j.sum.
func (s *Solver[T]) eachRowBlock(j *call[T], each rowBlockTask[T]) error {
	j.each = each
	size := rowsPerBlock(s.scheme, j.Problem.Rows)
	if team := peers.Of(j.ctx); team != nil {
		return s.eachRowBlockOfMine(j, team, size)
	}
	j.sum = s.orderedSum(j, 0)
	workers := min(s.scheme.Workers, j.cut(size))
	if parallel.IsAlone(j.ctx) {
		workers = 1
	}
	err := s.parallel(workers, inRowBlocks[T]{j})
	j.sum.Total.Fold()
	return s.finish(j, err)
}

// eachRowBlockOfMine does the row blocks of this process, and adds up the sums of all processes. Results of single rows
// are only those of this process.
func (s *Solver[T]) eachRowBlockOfMine(j *call[T], team *peers.Team, size int) (err error) {
	team.Cut(j.Problem.Rows, size)
	lo, hi := team.Mine()
	j.from.Reset(lo, hi, size)
	j.sum = s.orderedSum(j, lo)
	j.sum.Total.KeepApart(team)
	if blocks := team.Blocks(team.Rank()); blocks > 0 {
		err = s.parallel(min(s.scheme.Workers, blocks), inRowBlocks[T]{j})
	}
	err = s.finish(j, err)
	for _, others := range [][]ode.Status{j.Out.Status[:lo], j.Out.Status[hi:]} {
		for row := range others {
			others[row] = ode.Done // their own process reports how they end
		}
	}
	j.Out.Stats, err = j.sum.Total.Share(j.ctx, j.Out.Stats, err)
	return err
}

// inRowBlocks is a call that is solved row block by row block.
type inRowBlocks[T graph.Float] struct{ *call[T] }

func (j inRowBlocks[T]) work(w *worker[T]) error {
	return j.eachTaken(func(lo, hi int) error {
		e := j.sum.Blank()
		err := j.each.rowBlock(w, lo, hi, e)
		j.sum.Post(lo, hi, e)
		return err
	})
}

// eachTaken takes row blocks and calls do for each, until there are none left, or an error stops all workers.
func (j *call[T]) eachTaken(do func(lo, hi int) error) error {
	for {
		lo, hi := j.from.Take()
		if lo == hi {
			return nil
		}
		if err := do(lo, hi); err != nil {
			j.from.Drain()
			return err
		}
	}
}

// reduceRowBlock solves the rows lo … hi−1 and adds their reduced quadratures.
func (w *worker[T]) reduceRowBlock(ctx context.Context, j *call[T], lo, hi int, e *partial.Sums) error {
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

// orderedSum returns an idle or a new sum that begins with row first. Idle sums have the lengths of the solver's
// parameters.
func (s *Solver[T]) orderedSum(j *call[T], first int) *reduce.Ordered[*partial.Sums] {
	if j.sharesTimes() {
		return s.sumWithTimes(j.Outputs, first)
	}
	sum := s.idle.sums.Get(func() *reduce.Ordered[*partial.Sums] {
		return &reduce.Ordered[*partial.Sums]{Fresh: func() *partial.Sums { return partial.New(s.paramLengths()) }}
	})
	sum.Reset(first)
	return sum
}

// sumWithTimes returns a sum with a further list, for n output times that rows share.
func (s *Solver[T]) sumWithTimes(n, first int) *reduce.Ordered[*partial.Sums] {
	sum := &reduce.Ordered[*partial.Sums]{Fresh: func() *partial.Sums { return partial.New(append(s.paramLengths(), n)) }}
	sum.Reset(first)
	return sum
}

// dropSum makes the sum of a call idle.
func (s *Solver[T]) dropSum(j *call[T]) {
	if !j.sharesTimes() {
		s.idle.sums.Put(j.sum)
	}
}

// sharesTimes says whether the rows of a call share output times that a loss depends on.
func (j *call[T]) sharesTimes() bool { return j.outputs != nil && !j.outputs.Own }

// timesIn returns where the derivatives with respect to output times are added up.
func (j *call[T]) timesIn(e *partial.Sums) []float64 {
	if j.sharesTimes() {
		return e.Params[len(e.Params)-1]
	}
	return j.times
}
