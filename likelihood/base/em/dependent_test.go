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

// TestFewRowsAreRefusedAsSuch: rows that are no more than columns, and columns that depend on each other, are refused with what
// is right: a larger prior, which is the rows' covariance, is of no use. It was advised.
func TestFewRowsAreRefusedAsSuch(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 4))
	for _, c := range []struct {
		rows, columns int
		dependent     bool
		want          string
	}{{1, 1, false, "1 rows of 1 columns"}, {12, 20, false, "12 rows of 20 columns"}, {20, 20, true, "more rows than columns"}, {60, 20, true, "leave them out"}, {60, 20, false, ""}} {
		x := make([][]float64, c.rows)
		for i := range x {
			for range c.columns {
				x[i] = append(x[i], rng.NormFloat64())
			}
			if c.dependent {
				x[i][1] = x[i][0] - x[i][2]
			}
		}
		for _, prior := range []float64{0, 1000} {
			_, _, err := em.Fit(t.Context(), x, 1, &em.Settings{Prior: prior})
			if c.want == "" && err == nil {
				continue
			}
			if c.want == "" || !errors.Is(err, em.ErrSettings) || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "Prior") {
				t.Errorf("%d rows of %d columns, prior %g: %v, want %q", c.rows, c.columns, prior, err, c.want)
			}
		}
	}
}
