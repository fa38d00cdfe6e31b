// Draws among weights.

package numeric

import "sort"

// Choices are numbers from 0 on with weights: the running sums of these.
type Choices []float64

// NewChoices makes choices among n numbers.
func NewChoices(n int, weight func(k int) float64) Choices {
	c := make(Choices, 0, n)
	for k := range n {
		c = c.With(weight(k))
	}
	return c
}

// With adds a number.
func (c Choices) With(weight float64) Choices {
	if len(c) > 0 {
		weight += c[len(c)-1]
	}
	return append(c, weight)
}

// At returns the number at which the running sum of weights exceeds u, which is uniform below their sum; the last number if
// rounding leaves none.
func (c Choices) At(u float64) int {
	return min(sort.Search(len(c), func(k int) bool { return c[k] > u }), len(c)-1)
}
