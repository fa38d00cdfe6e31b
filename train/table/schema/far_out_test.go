// Hints at numbers far out in heavy tails.

package schema_test

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/gorgoflow/gorgoflow/train/table"
)

// TestFarOutNumbersAreTold: the table of columns says so of two heavy tails, and nothing of normal, exponential and Laplace
// numbers, of those whose logarithm is modelled, or of the same numbers on another scale.
func TestFarOutNumbersAreTold(t *testing.T) {
	cauchy := func(rng *rand.Rand) float64 { return math.Tan(math.Pi * (rng.Float64() - 0.5)) }
	for name, c := range map[string]struct {
		draw func(rng *rand.Rand) float64
		want bool
	}{
		"Cauchy":          {cauchy, true},
		"Cauchy, tiny":    {func(rng *rand.Rand) float64 { return 1e-200 * cauchy(rng) }, true},
		"asinh of Cauchy": {func(rng *rand.Rand) float64 { return math.Asinh(cauchy(rng)) }, false},
		"log-normal":      {func(rng *rand.Rand) float64 { return math.Exp(2 * rng.NormFloat64()) }, false},
		"normal":          {func(rng *rand.Rand) float64 { return 1e9 + rng.NormFloat64() }, false},
		"exponential":     {func(rng *rand.Rand) float64 { return rng.ExpFloat64() }, false},
		"Laplace":         {func(rng *rand.Rand) float64 { return rng.ExpFloat64() - rng.ExpFloat64() }, false},
		"Pareto":          {func(rng *rand.Rand) float64 { return 1 / rng.Float64() }, false},
	} {
		rng, values := rand.New(rand.NewPCG(1, 2)), make([]float64, 3000)
		for i := range values {
			values[i] = c.draw(rng)
		}
		s := newSchema(t, newTable(t, table.NewNumbers("x", values...)), nil)
		if got := strings.Contains(s.String(), "deviations from the mean"); got != c.want {
			t.Errorf("%s: told %t, want %t in\n%v", name, got, c.want, s)
		}
		if err := s.Set("x", "condition"); err != nil || strings.Contains(s.String(), "deviations from the mean") {
			t.Errorf("%s, a condition: %v, told of its log p in\n%v", name, err, s)
		}
	}
}
