// What one step of a row hands to the next.

package batch

import "github.com/gorgoflow/gorgoflow/graph"

// State is what one step of a row hands to the next: y, and k₁ where the method is first same as last.
type State[T graph.Float] struct{ Y, K1 Pack[T] }

// Gather copies lane l to the beginning of data and returns the rest of data.
func (s State[T]) Gather(data []T, l int) []T { return s.K1.Gather(s.Y.Gather(data, l), l) }

// Scatter is the inverse of Gather.
func (s State[T]) Scatter(data []T, l int) []T { return s.K1.Scatter(s.Y.Scatter(data, l), l) }

// Move copies one lane to another.
func (s State[T]) Move(from, to int) {
	s.Y.Move(from, to)
	s.K1.Move(from, to)
}
