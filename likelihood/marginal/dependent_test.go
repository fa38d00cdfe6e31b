// Columns that are functions of another one.

package marginal_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/gorgoflow/gorgoflow/likelihood/marginal"
)

// single rounds to single precision.
func single(v float64) float64 { return float64(float32(v)) }

// TestCopiesInSinglePrecision: a column that is another one in another unit is a copy of it also where one or both have
// been rounded to single precision, before or after the change of the unit. Further rows have a density if they are on the
// line. Columns that differ by more than rounding are no copies, such as prices that differ by cents.
func TestCopiesInSinglePrecision(t *testing.T) {
	draws := map[string]func(rng *rand.Rand) float64{
		"normal":    (*rand.Rand).NormFloat64,
		"celsius":   func(rng *rand.Rand) float64 { return 20 + 8*rng.NormFloat64() },
		"kelvin":    func(rng *rand.Rand) float64 { return 300 + rng.NormFloat64() },
		"lognormal": func(rng *rand.Rand) float64 { return math.Exp(3 * rng.NormFloat64()) },
	}
	partners := map[string]struct {
		isCopy bool
		of     func(v float64, rng *rand.Rand) [2]float64
	}{
		"inches, in float32": {true, func(v float64, _ *rand.Rand) [2]float64 {
			return [2]float64{single(v), single(single(v) / single(2.54))}
		}},
		"fahrenheit, in float32": {true, func(v float64, _ *rand.Rand) [2]float64 {
			return [2]float64{single(v), single(single(single(1.8)*single(v)) + 32)}
		}},
		"fahrenheit, of float64":  {true, func(v float64, _ *rand.Rand) [2]float64 { return [2]float64{single(v), single(1.8*v + 32)} }},
		"downwards, with float64": {true, func(v float64, _ *rand.Rand) [2]float64 { return [2]float64{v, single(-3 * v)} }},
		"noise": {false, func(v float64, rng *rand.Rand) [2]float64 {
			return [2]float64{single(v), single(v * (1 + 1e-5*rng.NormFloat64()))}
		}},
		"cents": {false, func(v float64, rng *rand.Rand) [2]float64 {
			return [2]float64{single(math.Round(1e3*v) / 100), single((math.Round(1e3*v) + float64(rng.IntN(3))) / 100)}
		}},
	}
	for name, draw := range draws {
		for partner, p := range partners {
			rng := rand.New(rand.NewPCG(4, 4))
			rows := func(n int) (x [][]float64) {
				for range n {
					row := p.of(draw(rng), rng)
					x = append(x, row[:])
				}
				return x
			}
			m := fit(t, rows(300), nil)
			if isCopy := m.Columns()[1].Kind == marginal.Copy; isCopy != p.isCopy {
				t.Errorf("%s, %s: column 1 is %+v", name, partner, m.Columns()[1].Kind)
			}
			if z := make([]float64, 1); p.isCopy && m.Scores() == 1 {
				for _, row := range rows(100) {
					if math.IsInf(m.Forward(z, row), 0) {
						t.Errorf("%s, %s: no density at %v", name, partner, row)
					}
				}
			}
		}
	}
}
