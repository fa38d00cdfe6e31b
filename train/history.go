// The records of a run, few enough to be rewritten with every checkpoint.

package train

// historyLimit bounds the records of iterations, and the records of scores, so that checkpoints of long runs stay
// small.
const historyLimit = 1 << 13

// stride is the smallest power of two with at most historyLimit multiples up to n.
func stride(n int) int {
	s := 1
	for n/s > historyLimit {
		s *= 2
	}
	return s
}

// add appends the record of the finished iteration. Beyond historyLimit iterations only every second, fourth, … record
// remains, and the first and the last; the same holds for records of scores. Which records remain depends only on the
// iteration, so a resumed run has the same history as an uninterrupted one.
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
	case n > 0 && !s.keeps(&s.History[n-1], every): // it was kept only as the last one
		s.History = s.History[:n-1]
	}
	s.History = append(s.History, *r)
}

// keeps says whether a record that is not the last remains.
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
