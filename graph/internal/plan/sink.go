// Shared computations that no row needs move behind the last row block.

package plan

import (
	"slices"

	"github.com/gorgoflow/gorgoflow/graph/internal/ir"
)

// sinkShared moves the computations of what all rows share, but no row needs, to the end: between the computations of rows they would cut the blocks'
// way in two, and all that lies behind would have to be kept for every block. The loss is the example: its derivative is known without it. Terms of sums
// stay, since their order decides the bits.
func sinkShared(steps []Item) []Item {
	var kept, last []Item
	needed := make(map[*ir.Value]bool)
	for _, st := range slices.Backward(steps) {
		if st.isShared() && st.Term < 0 && !needed[st.V] {
			last = append(last, st)
			continue
		}
		kept = append(kept, st)
		for _, r := range Reads(st) {
			needed[r] = true
		}
	}
	slices.Reverse(kept)
	slices.Reverse(last)
	return append(kept, last...)
}
