// The cells of rounded values.

package marginal_test

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/gorgoflow/gorgoflow/likelihood/marginal"
)

// TestCellsOfRoundedValues: a cell is as wide as the unit to which values are rounded. Without rounding it is a
// ten-thousandth of the values' deviation.
func TestCellsOfRoundedValues(t *testing.T) {
	for _, width := range []float64{0, 0.01, 0.5, 1, 20, 1000} {
		x := column(func(rng *rand.Rand) float64 {
			value := 3000 * math.Exp(rng.NormFloat64()/2)
			if width > 0 {
				value = width * math.Round(value/width)
			}
			return value
		}, 500)
		c := fit(t, x, &marginal.Settings{Affine: true}).Columns()[0]
		if want := max(width, 1e-4*c.Slope); math.Abs(c.Cell/want-1) > 1e-9 {
			t.Errorf("values rounded to %v, of deviation %g, have cells of %v, want %v", width, c.Slope, c.Cell, want)
		}
	}
}

// TestCellsInAnyUnit: integers in another unit, counted from another number, have cells of the unit and the integers'
// log-densities less its logarithm.
func TestCellsInAnyUnit(t *testing.T) {
	integer := func(rng *rand.Rand) float64 { return math.Round(30 * rng.NormFloat64()) }
	mean := func(change func(float64) float64, unit float64) (sum float64) {
		m := fit(t, column(func(rng *rand.Rand) float64 { return change(integer(rng)) }, 400), nil)
		c, rng, moved, z := m.Columns()[0], rand.New(rand.NewPCG(5, 6)), []float64{0}, []float64{0}
		if math.Abs(c.Cell/unit-1) > 1e-6 {
			t.Errorf("%v and so on in units of %v: cells of %v", change(1), unit, c.Cell)
		}
		for range 2000 {
			m.Spread(moved, []float64{change(integer(rng))}, rng)
			sum += (m.Forward(z, moved) - z[0]*z[0]/2 + math.Log(unit)) / 2000
		}
		return sum
	}
	want := mean(func(v float64) float64 { return v }, 1)
	for name, c := range map[string]struct{ offset, unit float64 }{
		"a time of day": {18000.125, 1}, "another one": {18000 + 1./3, 1}, "quarters": {0, 0.25}, "quarters from 0.1 on": {0.1, 0.25}, "prices": {500.99, 1}, "thirds": {0, 1. / 3},
		"inches": {0, 2.54}, "pounds": {70, 0.45359237}, "powers of two": {0, 64}, "small ones": {0, 1. / 1024}, "odd numbers": {1, 2}, "standardised": {-0.31, 1 / 28.9}, "hours": {19000, 1. / 24},
	} {
		if got := mean(func(v float64) float64 { return c.offset + c.unit*v }, c.unit); math.Abs(got-want) > 0.05 {
			t.Errorf("%s: mean log-density %.3f and the unit's logarithm, of integers %.3f", name, got, want)
		}
		if c.offset > 1000 { // with few digits left in single precision
			continue
		}
		if got := mean(func(v float64) float64 { return float64(float32(c.offset + c.unit*v)) }, c.unit); math.Abs(got-want) > 0.05 {
			t.Errorf("%s in single precision: mean log-density %.3f and the unit's logarithm, of integers %.3f", name, got, want)
		}
	}
}

// TestCellsOfFractionsScale: multiples of a fraction, zero the commonest of them, have its cells in a unit in which some are
// integers.
func TestCellsOfFractionsScale(t *testing.T) {
	for _, times := range []float64{1. / 1024, 1, 1000, 1024, 1 << 40} {
		x := column(func(rng *rand.Rand) float64 { return float64(rng.IntN(3)*rng.IntN(20)) / 7 * times }, 200)
		if got := fit(t, x, &marginal.Settings{Affine: true}).Columns()[0].Cell * 7 / times; math.Abs(got-1) > 1e-9 {
			t.Errorf("sevenths times %v have cells of %v sevenths, want 1", times, got)
		}
	}
}

// TestCellsBesideACommonValue: zero, or a code for missing values, that is between the points of the other values' grid
// leaves them their cells, and keeps its share. One that would be in the cell of another value does not.
func TestCellsBesideACommonValue(t *testing.T) {
	for _, c := range []struct{ common, offset, unit, want float64 }{{0, 0.99, 1, 1}, {-999, 18000.125, 1, 1}, {-999, 0.1, 0.25, 0.25}, {1e20, 0, 1. / 3, 1. / 3}, {0, 1, 10, 1}} {
		x := column(func(rng *rand.Rand) float64 {
			if rng.Float64() < 0.4 {
				return c.common
			}
			return c.offset + c.unit*math.Floor(20*rng.ExpFloat64())
		}, 500)
		share := 0.0
		for _, row := range x {
			if row[0] == c.common {
				share += 1. / 500
			}
		}
		m := fit(t, x, nil)
		if got := m.Columns()[0].Cell; math.Abs(got/c.want-1) > 1e-9 {
			t.Errorf("%v beside values from %v in units of %v: cells of %v, want %v", c.common, c.offset, c.unit, got, c.want)
		}
		if got := math.Exp(logDensity(m, c.common)) * c.want; c.common != 1e20 && math.Abs(got-share) > 0.05 { // whose cell is a few distances of numbers wide
			t.Errorf("%v beside values from %v in units of %v has probability %.3f, want %.3f", c.common, c.offset, c.unit, got, share)
		}
	}
}

// TestCellsAreNoWiderByChance: a few numbers that may well have a common divisor by chance keep the cells of their
// decimals, and values on no grid the narrowest cell, whatever their precision.
func TestCellsAreNoWiderByChance(t *testing.T) {
	for name, c := range map[string]struct {
		values []float64
		want   float64
	}{
		"odd":      {[]float64{1, 3, 3, 7, 9, 13, 13, 27}, 1},
		"two":      {[]float64{3, 8, 8, 3, 3}, 1},
		"decimals": {[]float64{1.234, 5.111, 6.802, 6.802}, 0.001},
		"two rows": {[]float64{math.Pi, math.E}, 0},
		"reals":    {[]float64{math.Pi, math.E, math.Sqrt2, math.Ln2, math.Ln10, math.Phi}, 0},
		"singles":  {[]float64{float64(float32(math.Pi)), float64(float32(math.E)), float64(float32(math.Sqrt2)), float64(float32(math.Ln2)), float64(float32(math.Ln10))}, 0},
	} {
		var x [][]float64
		for _, v := range c.values {
			x = append(x, []float64{v})
		}
		got := fit(t, x, &marginal.Settings{Affine: true}).Columns()[0]
		want := c.want
		if want == 0 {
			want = 1e-4 * got.Slope
		}
		if math.Abs(got.Cell/want-1) > 1e-9 {
			t.Errorf("%s: cells of %v, want %v", name, got.Cell, want)
		}
	}
}

// TestNotesKnowRoundedValues: a note calls values rounded in whatever unit they are, and only these.
func TestNotesKnowRoundedValues(t *testing.T) {
	for want, of := range map[string]func(*rand.Rand) float64{
		"cells of 0.333333": func(rng *rand.Rand) float64 { return float64(rng.IntN(20)) / 3 },
		"cells of 5":        func(rng *rand.Rand) float64 { return float64(5 * rng.IntN(20)) },
		"not rounded":       func(rng *rand.Rand) float64 { return math.Sqrt(float64(rng.IntN(20))) },
	} {
		if notes := fit(t, column(of, 300), nil).Notes(nil); len(notes) != 1 || !strings.Contains(notes[0], want) {
			t.Errorf("notes %q, want %q", notes, want)
		}
	}
}

// TestValuesFarAway: a value far away, of one row or of most, costs the others nothing but its own probability, be most
// of these one value or none, rounded or not.
func TestValuesFarAway(t *testing.T) {
	for _, zeros := range []float64{0, 0.8} {
		for _, unit := range []float64{1e-9, 1} {
			for _, s := range []*marginal.Settings{nil, {Smooth: true}} {
				draw := func(rng *rand.Rand) float64 {
					if rng.Float64() < zeros {
						return 0
					}
					return unit * math.Round((12+8*rng.NormFloat64())/unit)
				}
				want := meanBeside(t, draw, 12, 1, s)
				for far, n := range map[float64]int{1e6: 1, 1e9: 1, 1e14: 1, -1e30: 1, -1e14: 100, 1e12: 100, 1e20: 400, -1e20: 401, 1e13: 402, -1e37: 600, 1e37: 601} {
					if got := meanBeside(t, draw, far, n, s) - math.Log(1-float64(n)/1000); got < want-0.1-0.0005*float64(n) { // fewer rows are left to fit to
						t.Errorf("a share of %v zeros, units of %v, %v: mean log-density %.3f of the others beside %d times %g, %.3f without", zeros, unit, s, got, n, far, want)
					}
				}
			}
		}
	}
}

// meanBeside is the mean log-density of values other than 0 under the density of a thousand, of which n are far away.
func meanBeside(t *testing.T, draw func(*rand.Rand) float64, far float64, n int, s *marginal.Settings) (sum float64) {
	t.Helper()
	x := column(draw, 1000)
	for i := range n {
		x[i][0] = far
	}
	m, rng, moved := fit(t, x, s), rand.New(rand.NewPCG(5, 6)), []float64{0}
	for k := 0; k < 1000; {
		if v := draw(rng); v != 0 {
			m.Spread(moved, []float64{v}, rng)
			sum += logDensity(m, moved[0]) / 1000
			k++
		}
	}
	return sum
}
