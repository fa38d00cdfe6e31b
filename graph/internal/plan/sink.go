// Shared computations that no row needs move behind the last row block.

package plan

import (
	"slices"

	"github.com/gorgoflow/gorgoflow/graph/internal/ir"
)

// sinkShared moves the computations that all rows share, and that no row needs, to the end. Between computations for
// rows they would start a new region, and values that cross its boundary would have to be kept for every row block. An
// example is the loss, which its derivative does not need. Terms of sums stay, since their order decides the bits.
func sinkShared(steps []Step) []Step {
	var kept, last []Step
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
