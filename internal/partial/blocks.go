// Gradients of row blocks in the number type of a program.

package partial

import (
	"context"

	"github.com/gorgoflow/gorgoflow/internal/parallel"
)

// Numbers is the number of all parameters' numbers.
func (s *Sums) Numbers() int { return len(s.numbers) - heads }

// AddBlocks adds the gradients of the next row blocks, the numbers of all parameters one after another, by the fixed tree.
// Goroutines share the numbers.
func AddBlocks[T float32 | float64](ctx context.Context, s *Sums, blocks [][]T) error {
	if s.total == nil {
		s.total = &total{}
	}
	for len(blocks) > 0 {
		n := min(s.total.atOnce(), len(blocks))
		if err := s.extend(n, func(to *Sums) error { return plusBlocks(ctx, to, blocks[:n]) }); err != nil {
			return err
		}
		blocks = blocks[n:]
	}
	return nil
}

// plusBlocks adds row blocks one after another.
func plusBlocks[T float32 | float64](ctx context.Context, s *Sums, blocks [][]T) error {
	numbers := s.numbers[heads:]
	return parallel.Ranges(ctx, "sums over row blocks", len(numbers), 1, func(lo, hi int) error {
		to := numbers[lo:hi]
		for _, block := range blocks {
			for i, v := range block[lo:hi] {
				to[i] += float64(v)
			}
		}
		return nil
	})
}
