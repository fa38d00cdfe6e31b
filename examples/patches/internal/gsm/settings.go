// What can be set.

package gsm

import (
	"cmp"
	"runtime"
)

// Settings say how a mixture is fitted. The zero value is useful.
type Settings struct {
	Symmetries []Symmetry // a group; nil means that there are none
	Components int        // 0 means 16
	Scales     int        // of each component; 0 means 8
	Candidates int        // components, each under one symmetry, that a row looks at, at most MostCandidates; 0 means 24
	Batch      int        // rows of a step; 0 means an eighth of them
	Steps      int        // between two splits; 0 means 8
	Last       int        // steps with all components; 0 means 32
	Prior      float64    // rows of the shape before a component's last split, added to its own rows; 0 means 10
	Seed       uint64
	Workers    int // goroutines; 0 means one a core. Results do not depend on it
	// Observe, if set, is called with the mixture before each split, and after as many of the last steps; logProb is
	// the mean of a batch's rows before the step, nats, from below.
	Observe func(m *Mixture, logProb float64) error
}

func (s Settings) resolved() Settings {
	s.Components, s.Scales = cmp.Or(s.Components, 16), cmp.Or(s.Scales, 8)
	s.Candidates = cmp.Or(s.Candidates, 24)
	s.Steps, s.Last = cmp.Or(s.Steps, 8), cmp.Or(s.Last, 32)
	s.Prior, s.Workers = cmp.Or(s.Prior, 10), cmp.Or(s.Workers, runtime.GOMAXPROCS(0))
	return s
}
