// Candidates of Auto under which held-out rows have no density.

package train

import (
	"math"
	"testing"
)

// scored is a mixture of k components with these log-densities of held-out rows.
func scored(k int, logProb ...float64) *found {
	return &found{Candidate: Candidate{Score: NewScore(logProb)}, components: k, logProb: logProb}
}

// TestAutoFlowsStartFromTheLikeliest: flows start from the likeliest mixture also where a held-out row has no density under
// any, so that all means are -∞.
func TestAutoFlowsStartFromTheLikeliest(t *testing.T) {
	none := math.Inf(-1)
	s := &search{found: []*found{scored(1, -3, -3, none), scored(3, -1, -1.5, none), scored(9, -2, -2, none)}}
	if got := s.below(); got != 3 {
		t.Errorf("flows over mixtures of %d, want 3", got)
	}
	if got := (&search{}).below(); got != 1 {
		t.Errorf("flows over mixtures of %d without any, want 1", got)
	}
}
