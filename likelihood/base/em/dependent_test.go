// Fits to columns that depend on each other.

package em_test

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/gorgoflow/gorgoflow/likelihood/base/em"
	"github.com/pkg/errors"
)

// TestDependentColumnsAreRefused: columns one of which is a sum of the others are refused for whatever rows, and not only
// where rounding makes its variance given the others negative. A millionth of noise is enough for a fit.
func TestDependentColumnsAreRefused(t *testing.T) {
	for seed := range uint64(60) {
		for _, noise := range []float64{0, 1e-6} {
			rng := rand.New(rand.NewPCG(seed, 3))
			x := make([][]float64, 30+100*int(seed))
			for i := range x {
				a, b := rng.NormFloat64(), 3+rng.NormFloat64()
				x[i] = []float64{a, b, 0.3*a - 700*b + noise*rng.NormFloat64()*700}
			}
			_, _, err := em.Fit(t.Context(), x, 1+int(seed%3), &em.Settings{Seed: seed, Iterations: 20})
			if noise > 0 && err != nil {
				t.Errorf("%d rows with noise: %v", len(x), err)
			}
			if noise == 0 && (!errors.Is(err, em.ErrSettings) || !strings.Contains(err.Error(), "depend on each other")) {
				t.Errorf("%d rows: error %v, want ErrSettings for columns that depend on each other", len(x), err)
			}
		}
	}
}
