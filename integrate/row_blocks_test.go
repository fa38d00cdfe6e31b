// The row blocks of a batch.

package integrate_test

import (
	"testing"

	"github.com/gorgoflow/gorgoflow/integrate"
)

// TestBlocksOfABatch: without BlockRows a row block is a quarter of the batch, rounded up to whole packs, and at most four
// packs. The number of workers does not matter, since the bits of sums over the batch depend on the row blocks.
func TestBlocksOfABatch(t *testing.T) {
	for _, c := range []struct{ rows, want int }{{1, 64}, {64, 64}, {256, 64}, {257, 128}, {512, 128}, {1000, 256}, {100000, 256}} {
		for _, workers := range []int{1, 2, 16} {
			if got, err := (&integrate.Settings{Lanes: 64, Workers: workers}).RowsPerBlock(c.rows); err != nil || got != c.want {
				t.Errorf("%d workers: blocks of %d rows for a batch of %d, want %d (%v)", workers, got, c.rows, c.want, err)
			}
		}
	}
	if got, err := (&integrate.Settings{Lanes: 64, BlockRows: 100}).RowsPerBlock(1000); err != nil || got != 100 {
		t.Errorf("blocks of %d rows, asked for 100 (%v)", got, err)
	}
}
