package integrate

import (
	"context"

	"github.com/gorgoflow/gorgoflow/graph"
)

// blockTask is work on a block of rows lo … hi; what it contributes to the sums over the
// batch goes to e.
type blockTask[T graph.Float] interface {
	block(w *worker[T], lo, hi int, e *partial) error
}

// eachBlock cuts the batch into blocks of BlockRows rows and lets the workers take
// them as they finish. The sums over the batch end up in j.ledger.
func (s *Solver[T]) eachBlock(j *call[T], each blockTask[T]) error {
	rows := j.Problem.Rows
	j.each, j.size, j.sum = each, s.Plan.RowsPerBlock(rows), s.newOrderedSum()
	j.from.Reset(0, rows, j.size)
	return s.parallel(min(s.Plan.Workers, (rows+j.size-1)/j.size), j)
}

func (j *call[T]) workBlocks(w *worker[T]) error {
	for {
		lo, hi := j.from.Take()
		if lo == hi {
			return nil
		}
		e := j.sum.blank()
		err := j.each.block(w, lo, hi, e)
		j.sum.post(lo/j.size, e)
		if err != nil {
			j.from.Drain()
			return err
		}
	}
}

// reduction solves a system with batch-reduced quadratures.
type reduction[T graph.Float] struct{ *call[T] }

func (s *Solver[T]) solveBlocks(j *call[T]) error {
	err := s.eachBlock(j, reduction[T]{j})
	j.Out.Reduced = copySums(j.sum.total.sums)
	s.releaseSum(j.sum)
	return err
}

func (r reduction[T]) block(w *worker[T], lo, hi int, e *partial) error {
	return w.reduceBlock(r.ctx, r.call, lo, hi, e)
}

// reduceBlock solves the rows lo … hi and adds their reduced quadratures.
func (w *worker[T]) reduceBlock(ctx context.Context, j *call[T], lo, hi int, e *partial) error {
	w.runner.Step.Program.Zero()
	if err := w.solveRows(ctx, j, lo, hi); err != nil {
		return err
	}
	return addSums(e.sums, w.runner.Step.Program, w.runner.Step.Reduced.Pack)
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

func (s *Solver[T]) reducedLengths() (lengths []int) {
	for _, m := range s.system.Reduced {
		lengths = append(lengths, m.Rows*m.Cols)
	}
	return lengths
}

// newOrderedSum returns an idle ledger, or a new one. All ledgers of a solver have the
// same lengths: those of its parameters, or of its reduced quadratures.
func (s *Solver[T]) newOrderedSum() *orderedSum {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if last := len(s.sums) - 1; last >= 0 {
		l := s.sums[last]
		s.sums = s.sums[:last]
		l.reset()
		return l
	}
	if s.system.Reduce != nil {
		return newLedger(s.reducedLengths())
	}
	return newLedger(s.paramLengths())
}

func (s *Solver[T]) releaseSum(l *orderedSum) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.sums = append(s.sums, l)
}
