package integrate

import (
	"context"

	"github.com/gorgoflow/gorgoflow/graph"
)

// blockwork is work on a block of rows lo … hi; what it contributes to the sums over the
// batch goes to e.
type blockwork[T graph.Float] interface {
	block(w *worker[T], lo, hi int, e *entry) error
}

// eachBlock cuts the batch into blocks of BlockRows rows and lets the workers take
// them as they finish. The sums over the batch end up in j.ledger.
func (s *Solver[T]) eachBlock(j *job[T], each blockwork[T]) error {
	rows := j.problem.Rows
	j.each, j.size, j.ledger = each, s.plan.blockRows(rows), s.ledger()
	j.from.reset(0, rows, j.size)
	return s.parallel(min(s.plan.Workers, (rows+j.size-1)/j.size), j)
}

func (j *job[T]) workBlocks(w *worker[T]) error {
	for {
		lo, hi := j.from.take()
		if lo == hi {
			return nil
		}
		e := j.ledger.blank()
		err := j.each.block(w, lo, hi, e)
		j.ledger.post(lo/j.size, e)
		if err != nil {
			j.from.drain()
			return err
		}
	}
}

// reduction solves a system with batch-reduced quadratures.
type reduction[T graph.Float] struct{ *job[T] }

func (s *Solver[T]) solveBlocks(j *job[T]) error {
	err := s.eachBlock(j, reduction[T]{j})
	j.out.Reduced = copySums(j.ledger.total.sums)
	s.releaseLedger(j.ledger)
	return err
}

func (r reduction[T]) block(w *worker[T], lo, hi int, e *entry) error {
	return w.reduceBlock(r.ctx, r.job, lo, hi, e)
}

// reduceBlock solves the rows lo … hi and adds their reduced quadratures.
func (w *worker[T]) reduceBlock(ctx context.Context, j *job[T], lo, hi int, e *entry) error {
	w.runner.step.program.Zero()
	if err := w.solveRows(ctx, j, lo, hi); err != nil {
		return err
	}
	return addSums(e.sums, w.runner.step.program, w.runner.step.reduced)
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

// ledger returns an idle ledger, or a new one. All ledgers of a solver have the
// same lengths: those of its parameters, or of its reduced quadratures.
func (s *Solver[T]) ledger() *ledger {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if last := len(s.ledgers) - 1; last >= 0 {
		l := s.ledgers[last]
		s.ledgers = s.ledgers[:last]
		l.reset()
		return l
	}
	if s.system.Reduce != nil {
		return newLedger(s.reducedLengths())
	}
	return newLedger(s.paramLengths())
}

func (s *Solver[T]) releaseLedger(l *ledger) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.ledgers = append(s.ledgers, l)
}
