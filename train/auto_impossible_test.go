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

// TestAutoGains: a candidate without density where another one has some gains nothing over it, whatever it gains elsewhere,
// and loses against it.
func TestAutoGains(t *testing.T) {
	none := math.Inf(-1)
	for _, c := range []struct {
		f, over []float64
		want    bool
	}{
		{[]float64{-1, -1, -1}, []float64{-2, -3, -2}, true},
		{[]float64{-1, -3, -2}, []float64{-2, -2, -2}, false},
		{[]float64{-1, -1, none}, []float64{-2, -3, -900}, false},
		{[]float64{-2, -3, -900}, []float64{-1, -1, none}, true},
		{[]float64{-1, -1, none}, []float64{-2, -3, none}, true},
		{[]float64{-1, none, -1}, []float64{none, -3, -2}, false},
	} {
		if got := scored(1, c.f...).gains(scored(1, c.over...)); got != c.want {
			t.Errorf("%v gains over %v: %t, want %t", c.f, c.over, got, c.want)
		}
	}
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
