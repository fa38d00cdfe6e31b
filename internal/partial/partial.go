// Package partial holds the contributions of rows to the sums of a gradient over a batch, for one solve and for a stack of
// flows.
package partial

import "github.com/gorgoflow/gorgoflow/integrate/ode"

// Sums is the contribution of some rows. It is the element of a reduce.Ordered, whose Total is complete only after Fold or
// Share.
type Sums struct {
	Loss              float64
	T0, T1            float64 // ∂Loss/∂T0 and ∂Loss/∂T1
	ReverseError      float64 // the largest, with backsolve
	Forward, Backward ode.Stats
	Params            [][]float64 // ∂Loss/∂θ, by parameter

	numbers []float64 // memory for all of the above, Params last
	total   *total    // nil for a Sums that is no total
}

// total is what a Sums needs to be a total.
type total struct {
	branches
	above []*Sums // by branch, without the first, which is the Sums itself
	exchange
}

// New returns the Sums of no rows, for parameters of these lengths.
func New(lengths []int) *Sums {
	n := heads
	for _, k := range lengths {
		n += k
	}
	s := &Sums{numbers: make([]float64, n)}
	rest := s.numbers[heads:]
	for _, k := range lengths {
		s.Params, rest = append(s.Params, rest[:k:k]), rest[k:]
	}
	return s
}

// Clear sets the Sums to that of no rows.
func (s *Sums) Clear() {
	clear(s.numbers)
	*s = Sums{Params: s.Params, numbers: s.numbers, total: s.total}
	if s.total != nil {
		s.total.branches.reset(0)
		s.total.team = nil
	}
}

// Add adds the next row block, by the fixed tree.
func (s *Sums) Add(block *Sums) {
	if s.total == nil {
		s.total = &total{}
	}
	_ = s.extend(1, func(to *Sums) error {
		to.Plus(block)
		return nil
	})
}

// extend has the next row blocks, which belong to one branch, added to it, and adds up the branches that are complete then.
func (s *Sums) extend(blocks int, add func(to *Sums) error) error {
	isNew, merged := s.total.take(single, 1)
	top := len(s.total.levels) - 1 + merged
	for range blocks - 1 {
		_, merged = s.total.take(single, 1)
	}
	if isNew && top > 0 {
		s.branch(top).Clear()
	}
	if err := add(s.branch(top)); err != nil {
		return err
	}
	fold(top, merged, s.plus)
	return nil
}

// plus adds a branch to another one.
func (s *Sums) plus(to, from int) { s.branch(to).Plus(s.branch(from)) }

// branch returns the Sums of a branch.
func (s *Sums) branch(i int) *Sums {
	if i == 0 {
		return s
	}
	for len(s.total.above) < i {
		s.total.above = append(s.total.above, New(s.lengths()))
	}
	return s.total.above[i-1]
}

func (s *Sums) lengths() (lengths []int) {
	for _, p := range s.Params {
		lengths = append(lengths, len(p))
	}
	return lengths
}

// Fold completes a total, to which no row block may be added any more.
func (s *Sums) Fold() {
	if s.total == nil {
		return
	}
	if top := len(s.total.levels) - 1; top > 0 {
		fold(top, top, s.plus)
		s.total.levels = s.total.levels[:1]
	}
}

// Plus adds the Sums of other rows.
func (s *Sums) Plus(other *Sums) {
	s.Loss += other.Loss
	s.T0 += other.T0
	s.T1 += other.T1
	s.ReverseError = max(s.ReverseError, other.ReverseError)
	s.Forward = s.Forward.Plus(other.Forward)
	s.Backward = s.Backward.Plus(other.Backward)
	to := s.numbers[heads:]
	for i, v := range other.numbers[heads:] {
		to[i] += v
	}
}
