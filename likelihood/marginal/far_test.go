// Columns of integers far from 0, and of rounding errors.

package marginal_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/gorgoflow/gorgoflow/likelihood/marginal"
)

// TestIntegersFarFromZero: the density of integers does not depend on where they are, as far as there are numbers
// halfway between them. A column of rounding errors has no density.
func TestIntegersFarFromZero(t *testing.T) {
	mean := func(from float64) (sum float64) {
		x := column(func(rng *rand.Rand) float64 { return from + math.Round(30*rng.NormFloat64()) }, 200)
		m := fit(t, x, nil)
		if c := m.Columns()[0]; c.Cell != 1 || c.Kind != marginal.Density {
			t.Fatalf("from %g: %s with cells of %g, want a density with cells of 1", from, c.Kind, c.Cell)
		}
		for _, row := range x {
			sum += logDensity(m, row[0]) / float64(len(x))
		}
		return sum
	}
	want := mean(0)
	for from, tolerance := range map[float64]float64{1e12: 0.01, -1e15: 0.05, 4e15: 0.1} { // points of a cell are an eighth or half of it apart
		if got := mean(from); math.Abs(got-want) > tolerance {
			t.Errorf("from %g: mean log-density %g, want %g", from, got, want)
		}
	}
	x := column(func(rng *rand.Rand) float64 { return (1 + 0x1p-52*float64(rng.IntN(9))) / 3 }, 200)
	kinds, err := marginal.Kinds(append(x, []float64{0.25}, []float64{0.75}))
	if err != nil || kinds[0] != marginal.Density {
		t.Errorf("%v, %v, want a density for values that differ", kinds, err)
	}
	if kinds, err = marginal.Kinds(x); err != nil || kinds[0] != marginal.Constant {
		t.Errorf("%v, %v, want a constant for rounding errors", kinds, err)
	}
}

// TestCodesMakeNoCopies: independent columns that have one code for missing values in the same rows are no copies of each
// other, however far away the code is. Copies remain such with values of any size.
func TestCodesMakeNoCopies(t *testing.T) {
	for _, code := range []float64{-999, 1e10, -1e14, 1e20, 9.969209968386869e36, -3.4028234663852886e38} {
		for _, n := range []int{1, 30} {
			rng, x := rand.New(rand.NewPCG(1, 3)), make([][]float64, 200)
			for i := range x {
				v := rng.NormFloat64()
				x[i] = []float64{v, 3 + 2*rng.NormFloat64(), v, math.Exp(10 * v), 0}
				if i < n {
					x[i] = []float64{code, code, code, math.Exp(10 * v), 0}
				}
				x[i][4] = 3*x[i][3] - 7e-9
			}
			kinds, err := marginal.Kinds(x)
			if want := []marginal.Kind{marginal.Density, marginal.Density, marginal.Copy, marginal.Density, marginal.Copy}; err != nil || !slices.Equal(kinds, want) {
				t.Errorf("%d rows of %g: %v, %v; want %v", n, code, kinds, err, want)
			}
		}
	}
}

// TestManyColumnsWithOneCode: what a code for missing values hides of a column is looked for once, and not for each of the
// columns before.
func TestManyColumnsWithOneCode(t *testing.T) {
	allocations := func(columns int) float64 {
		rng, x := rand.New(rand.NewPCG(1, 4)), make([][]float64, 100)
		for i := range x {
			x[i] = make([]float64, columns)
			for j := range x[i] {
				if x[i][j] = rng.NormFloat64(); i < 5 {
					x[i][j] = 1e20
				}
			}
		}
		return testing.AllocsPerRun(1, func() {
			if kinds, err := marginal.Kinds(x); err != nil || slices.Contains(kinds, marginal.Copy) {
				t.Fatalf("%v, %v; want no copies", kinds, err)
			}
		})
	}
	if few, many := allocations(10), allocations(80); many > 10*few {
		t.Errorf("%g allocations for 10 columns, %g for 80, want at most ten times as many", few, many)
	}
}

// TestCellsOfFarCodes: a code for missing values so far away that numbers there are farther apart than a cell is wide has a
// cell of some numbers, and where a cell holds some numbers it has all of them. Spread moves it there, to points that all
// have the density of the code's share, and whose scores are as far apart as those of a share of the rows are.
func TestCellsOfFarCodes(t *testing.T) {
	for _, code := range []float64{9999999999, -8e10, 1e14, -4e14, 1e15, 4e15, 1e16, -1e20, 9.969209968386869e36} {
		for name, of := range map[string]func(rng *rand.Rand) float64{"numbers": (*rand.Rand).NormFloat64, "integers": func(rng *rand.Rand) float64 { return math.Round(50 * rng.NormFloat64()) }} {
			x := column(of, 400)
			for i := range 80 {
				x[5*i][0] = code
			}
			m := fit(t, x, nil)
			rng, moved, least, most := rand.New(rand.NewPCG(1, 5)), []float64{0}, math.Inf(1), math.Inf(-1)
			var low, high, density float64
			for range 200 {
				m.Spread(moved, []float64{code}, rng)
				z := []float64{0}
				m.Forward(z, moved)
				if z[0] < least {
					least, low = z[0], moved[0]
				}
				if z[0] > most {
					most, high = z[0], moved[0]
				}
				if got := logDensity(m, moved[0]); density == 0 {
					density = got
				} else if math.Abs(got-density) > 1e-3 {
					t.Errorf("%s, %g: log-densities %g and %g in one cell", name, code, density, got)
				}
			}
			if share := math.Exp(density) * (math.Nextafter(high, math.Inf(1)) - low); !(share > 0.14 && share < 0.22) || !(most-least > 0.5) {
				t.Errorf("%s, %g: the cell has a share of %.3f and scores from %.3f to %.3f, want 0.2 and all scores of a fifth", name, code, share, least, most)
			}
		}
	}
}

// TestRowsWithNaN: a row with NaN, in whatever kind of column, has no scores, and a density that is unknown and not 0. One
// with an infinity has the density 0.
func TestRowsWithNaN(t *testing.T) {
	x := column(func(rng *rand.Rand) float64 { return rng.NormFloat64() }, 50)
	for i, row := range x {
		x[i] = []float64{row[0], float64(i % 7), 3, 2 * row[0]}
	}
	m := fit(t, x, nil)
	for at := range 4 {
		for bad, want := range map[float64]func(float64) bool{math.NaN(): math.IsNaN, math.Inf(1): func(v float64) bool { return math.IsInf(v, -1) }} {
			row, z := slices.Clone(x[0]), make([]float64, m.Scores())
			row[at] = bad
			if got := m.Forward(z, row); !want(got) || math.IsNaN(got) != slices.ContainsFunc(z, math.IsNaN) {
				t.Errorf("%v in column %d: Σ log |dz/dx| is %v, and the scores are %v", bad, at, got, z)
			}
		}
	}
}

// TestFewValuesBesideACode: two or a few distinct values beside a code for missing values, which may have more rows than each
// of them or fewer, have cells of their unit and their shares of the rows.
func TestFewValuesBesideACode(t *testing.T) {
	for _, code := range []float64{99999, -1e9, 1e20} {
		for _, share := range []float64{0.3, 0.45, 0.7} {
			for unit, of := range map[float64]func(rng *rand.Rand) float64{
				1:      func(rng *rand.Rand) float64 { return float64(rng.IntN(2)) },
				2:      func(rng *rand.Rand) float64 { return 2 * float64(rng.IntN(5)/4) },
				1. / 3: func(rng *rand.Rand) float64 { return 0.1 + float64(rng.IntN(3))/3 },
				0.05:   func(rng *rand.Rand) float64 { return math.Round(100*0.05*float64(rng.IntN(7))) / 100 },
			} {
				counts := map[float64]float64{}
				x := column(func(rng *rand.Rand) float64 {
					v := of(rng)
					if rng.Float64() < share {
						v = code
					}
					counts[v]++
					return v
				}, 250)
				m := fit(t, x, nil)
				if c := m.Columns()[0]; c.Cell > 1.001*unit {
					t.Errorf("units of %g beside %g on %g of the rows: cells of %g", unit, code, share, c.Cell)
				}
				below := func(v float64) float64 {
					z := []float64{0}
					m.Forward(z, []float64{v})
					return math.Erfc(-z[0]/math.Sqrt2) / 2
				}
				for v, n := range counts {
					if p := below(v+unit/2) - below(v-unit/2); v != code && !(math.Abs(p-n/250) < 0.05) {
						t.Errorf("units of %g beside %g on %g of the rows: %g has probability %.3f, want %.3f", unit, code, share, v, p, n/250)
					}
				}
			}
		}
	}
}
