// The row blocks of a batch.

package integrate_test

import (
	"testing"

	"github.com/gorgoflow/gorgoflow/integrate"
)

// TestBlocksOfABatch: without BlockRows a row block is a quarter of the batch, rounded up to whole packs, and at most
// four packs; of two packs or fewer it is half of the batch, rounded up to sixteen rows, and at least 32. The number of
// workers does not matter, since the bits of sums over the batch depend on the row blocks.
func TestBlocksOfABatch(t *testing.T) {
	for _, c := range []struct{ rows, want int }{{1, 32}, {33, 32}, {64, 32}, {65, 48}, {96, 48}, {97, 64}, {128, 64}, {129, 64}, {256, 64}, {257, 128}, {512, 128}, {1000, 256}, {100000, 256}} {
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

// TestPartsOfASmallBatch: parts are whole tiles and no more than a pack, n workers have as many as they can share, and
// rows that share a step size are not parted.
func TestPartsOfASmallBatch(t *testing.T) {
	const tile, least, pack = 16, 32, 64
	for _, n := range []int{1, 2, 5} {
		for _, rows := range []int{1, 16, 32, 33, 64, 65, 80, 127, 128, 129, 160, 161, 300, 5000} {
			size, err := (&integrate.Settings{Lanes: pack}).Part(rows, n)
			if err != nil || size%tile != 0 || size < least || size > pack {
				t.Fatalf("%d workers take %d of %d rows at once (%v)", n, size, rows, err)
			}
			if size < pack && size*n < rows || size > least && (size-tile)*n >= rows {
				t.Fatalf("%d workers share %d rows by %d", n, rows, size)
			}
			if size, err := (&integrate.Settings{Lanes: pack, Shared: true}).Part(rows, n); err != nil || size != pack {
				t.Fatalf("packs with one step size are parted (%v)", err)
			}
		}
	}
}
