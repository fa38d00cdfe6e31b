// Package partial holds what some rows contribute to the sums of a gradient over a batch, of one solve as of a stack of flows.
package partial

import "github.com/gorgoflow/gorgoflow/integrate/ode"

// Sums is what some rows contribute. It is the element of a reduce.Ordered, whose Total is complete once Fold or Share has been called.
type Sums struct {
	Loss              float64
	T0, T1            float64 // ∂Loss/∂ both ends
	ReverseError      float64 // the largest, of backsolve
	Forward, Backward ode.Stats
	Params            [][]float64 // ∂Loss/∂θ, by parameter

	numbers []float64 // room for all of the above, of which Params are the end
	total   *total    // nil of what is no total
}

// total is what a Sums has beside its numbers to which blocks are added.
type total struct {
	branches
	above []*Sums // those of the branches but the first, which is the total itself
	exchange
}

// New is that of no rows, for parameters of these lengths.
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

// Clear makes it that of no rows.
func (s *Sums) Clear() {
	clear(s.numbers)
	*s = Sums{Params: s.Params, numbers: s.numbers, total: s.total}
	if s.total != nil {
		s.total.branches.reset(0)
		s.total.team = nil
	}
}

// Add adds the next block of rows, by the fixed tree.
func (s *Sums) Add(block *Sums) {
	if s.total == nil {
		s.total = &total{}
	}
	isNew, merged := s.total.take(single, 1)
	top := len(s.total.levels) - 1 + merged
	if isNew && top > 0 {
		s.branch(top).Clear()
	}
	s.branch(top).Plus(block)
	fold(top, merged, s.plus)
}

// plus adds a branch to another one.
func (s *Sums) plus(to, from int) { s.branch(to).Plus(s.branch(from)) }

// branch is the sum of a branch.
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

// Fold completes a total, to which no block is added any more.
func (s *Sums) Fold() {
	if s.total == nil {
		return
	}
	if top := len(s.total.levels) - 1; top > 0 {
		fold(top, top, s.plus)
		s.total.levels = s.total.levels[:1]
	}
}

// Plus adds that of other rows.
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
