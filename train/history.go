// This file keeps the records of a run, as many as can be written anew with every checkpoint.

package train

// historyLimit bounds the records of iterations, and those of scores: a checkpoint of a long
// run costs no more than one of a run of so many iterations.
const historyLimit = 1 << 13

// stride is the smallest power of two of which at most historyLimit multiples are up to n.
func stride(n int) int {
	s := 1
	for n/s > historyLimit {
		s *= 2
	}
	return s
}

// add appends the record of the iteration that is done. Beyond historyLimit iterations those of
// every second, fourth, … remain, of scores likewise, beside the first and the last. Which
// depends on the iteration alone, so a run that was resumed has those of one that was not.
func (s *state) add(r *Record, every int) {
	n, was := len(s.History), s.Iteration-1
	switch {
	case stride(s.Iteration) > stride(was) || stride(s.Iteration/every) > stride(was/every):
		kept := s.History[:0]
		for i := range s.History {
			if s.keeps(&s.History[i], every) {
				kept = append(kept, s.History[i])
			}
		}
		s.History = kept
	case n > 0 && !s.keeps(&s.History[n-1], every): // it was there as the last
		s.History = s.History[:n-1]
	}
	s.History = append(s.History, *r)
}

// keeps says whether a record that is not the last stays.
func (s *state) keeps(r *Record, every int) bool {
	i := r.Iteration
	return i == 1 || i%stride(s.Iteration) == 0 || r.Scored() && i/every%stride(s.Iteration/every) == 0
}

// hasHistory says whether the records are those of iterations up to the last, in order.
func (s *state) hasHistory() bool {
	last := 0
	for i := range s.History {
		if r := &s.History[i]; r.Iteration <= last || i == 0 && r.Iteration != 1 {
			return false
		}
		last = s.History[i].Iteration
	}
	return last == s.Iteration
}
