package integrate

import "context"

// eachBlock cuts the batch into blocks of BlockRows rows and lets the workers take
// them as they finish.
func (s *Solver[T]) eachBlock(rows int, do func(w *worker[T], block, lo, hi int) error) error {
	size := s.plan.BlockRows
	from := &source{}
	from.reset(0, rows, size)
	blocks := (rows + size - 1) / size
	return s.parallel(min(s.plan.Workers, blocks), func(w *worker[T]) error {
		for {
			lo, hi := from.take()
			if lo == hi {
				return nil
			}
			if err := do(w, lo/size, lo, hi); err != nil {
				from.drain()
				return err
			}
		}
	})
}

// solveBlocks solves a system with batch-reduced quadratures.
func (s *Solver[T]) solveBlocks(ctx context.Context, j *job[T]) error {
	l := s.ledger(s.reducedLengths())
	defer s.releaseLedger(l)
	err := s.eachBlock(j.problem.Rows, func(w *worker[T], block, lo, hi int) error {
		e := l.blank()
		defer l.post(block, e)
		return w.reduceBlock(ctx, j, lo, hi, e)
	})
	j.out.Reduced = copySums(l.total.sums)
	return err
}

// reduceBlock solves the rows lo … hi and adds their reduced quadratures.
func (w *worker[T]) reduceBlock(ctx context.Context, j *job[T], lo, hi int, e *entry) error {
	w.runner.step.program.Zero()
	if err := w.solveRows(ctx, j, lo, hi); err != nil {
		return err
	}
	addTo(e.sums, w.runner.step.reduced)
	return nil
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
func (s *Solver[T]) ledger(lengths []int) *ledger {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if last := len(s.ledgers) - 1; last >= 0 {
		l := s.ledgers[last]
		s.ledgers = s.ledgers[:last]
		l.reset()
		return l
	}
	return newLedger(lengths)
}

func (s *Solver[T]) releaseLedger(l *ledger) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.ledgers = append(s.ledgers, l)
}
