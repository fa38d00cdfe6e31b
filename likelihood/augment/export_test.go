// Parts of an augmented flow that tests use.

package augment

import "context"

// Drawn draws extra columns for rows, and returns the rows with them and log q of the draws.
func (f *Flow) Drawn(ctx context.Context, x [][]float64, k int) (joint [][]float64, logq []float64, err error) {
	return f.draw(ctx, x, k, 0, 0)
}
