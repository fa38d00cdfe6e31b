// Means, spreads and cells of columns in units of any size, and beside numbers far away.

package schema_test

import (
	"math"
	"slices"
	"strconv"
	"testing"

	"github.com/gorgoflow/gorgoflow/train/table"
	"github.com/gorgoflow/gorgoflow/train/table/schema"
)

// spread is the transform that New chooses for numbers in a unit, after two that are near to each other, and their mean
// and spread without it.
func spread(t *testing.T, unit, first, second float64) (suggested schema.Transform, mean, deviation float64) {
	t.Helper()
	c := table.NewNumbers("x", unit*first, unit*second, math.NaN())
	for i := range 50 {
		c.AppendNumber(unit * math.Exp(2*math.Sin(float64(i*i))))
	}
	rows := newTable(t, c)
	s := newSchema(t, rows, &schema.Settings{Missing: schema.Mask})
	suggested = s.Columns[0].Transform
	if err := s.Set("x", "identity"); err != nil {
		t.Fatal(err)
	}
	if err := s.Fit(rows); err != nil {
		t.Fatal(err)
	}
	return suggested, s.Columns[0].Mean / unit, s.Columns[0].Spread / unit
}

// TestSpreadInAnyUnit: the mean and the spread, by which missing values are filled, follow the unit, however large or
// small it is, and so does the choice of a logarithm.
func TestSpreadInAnyUnit(t *testing.T) {
	for _, first := range [][2]float64{{1, 40}, {0, 0x1p-400}} {
		want, mean, deviation := spread(t, 1, first[0], first[1])
		if (want == schema.Log) != (first[0] > 0) || !(deviation > 2 && deviation < 8) {
			t.Fatalf("transform %q, spread %g; want a logarithm of positive numbers", want, deviation)
		}
		for _, unit := range []float64{0x1p-900, 0x1p-600, 0x1p-60, 0x1p600, 0x1p900} {
			if got, m, s := spread(t, unit, first[0], first[1]); got != want || math.Abs(m/mean-1) > 1e-9 || math.Abs(s/deviation-1) > 1e-9 {
				t.Errorf("in units of %g: transform %q, mean %g, spread %g; want %q, %g, %g", unit, got, m, s, want, mean, deviation)
			}
		}
	}
}

// TestNoCellsOfANumberFarAway: a code for missing values far below numbers that are no short decimals makes no grid of the
// code and a point for all of them, be they near to each other or not.
func TestNoCellsOfANumberFarAway(t *testing.T) {
	for _, c := range []struct{ code, first, unit float64 }{{-1e9, 0, 1. / 7}, {-1e12, 0, 1. / 7}, {-3.4028234663852886e38, 0, 1. / 7}, {-1e12, 77.7, 1e-5 / 7}} {
		code, values := c.code, []float64(nil)
		for i := range 400 {
			values = append(values, c.first+c.unit*float64(i%40))
		}
		values[3] = code
		rows := newTable(t, table.NewNumbers("x", values...))
		s := newSchema(t, rows, nil)
		_, back := thereAndBack(t, s, rows, 1)
		for i, v := range back.Columns[0].Numbers {
			if math.Abs(v-values[i]) > 0.7*c.unit && i != 3 {
				t.Errorf("beside %g, in cells of %v: %g is %g in a sample", code, s.Columns[0].Cell, values[i], v)
				break
			}
		}
	}
}

// TestNoCellOfNearNumbers: numbers of double precision that are nearer to each other than single precision tells apart, such as
// times within two minutes, are not one cell beside a 0.
func TestNoCellOfNearNumbers(t *testing.T) {
	for _, c := range []struct{ first, width float64 }{{1.7e9, 100}, {1000, 1e-4}, {-1e-3, 1e-12}} {
		values := irregular(2000, func(u float64) float64 { return c.first + c.width*u })
		for i := 7; i < len(values); i += 50 {
			values[i] = 0
		}
		if cell := newSchema(t, newTable(t, table.NewNumbers("x", values...)), nil).Columns[0].Cell; cell != nil {
			t.Errorf("numbers from %g to %g beside 0 have cells of %v", c.first, c.first+c.width, cell)
		}
	}
}

// TestCellsInAnyUnit: integers in another unit have cells of it, whether a value occurs often or once.
func TestCellsInAnyUnit(t *testing.T) {
	for _, most := range []int{60, 900} {
		for _, unit := range []float64{1.602e-19, 1e-15, 1. / 28.9, 1. / 3, 1, 2.54, 1e20} {
			var values []float64
			for i := range 300 {
				values = append(values, unit*float64(i*i*i%most))
			}
			c := newSchema(t, newTable(t, table.NewNumbers("x", values...)), nil).Columns[0]
			if c.Cell == nil || math.Abs(c.Cell.Width/unit-1) > 1e-9 {
				t.Errorf("integers below %d times %g: cells of %v, want %g", most, unit, c.Cell, unit)
			}
		}
	}
}

// TestCellsOfSingleSteps: the steps of a sensor have cells in single precision too, as such numbers or as the decimals that they
// are written as, whatever the first step is. Numbers between the steps have none.
func TestCellsOfSingleSteps(t *testing.T) {
	for _, c := range []struct{ low, high, steps float64 }{{0, 3.3, 4095}, {-40, 80, 255}, {-2.0867, 2.1861, 4095}, {-2.5, 2.5, 4096}} {
		step := (c.high - c.low) / c.steps
		for name, single := range map[string]func(v float64) float64{
			"numbers":  func(v float64) float64 { return float64(float32(v)) },
			"decimals": func(v float64) float64 { v, _ = strconv.ParseFloat(strconv.FormatFloat(v, 'g', -1, 32), 64); return v },
		} {
			steps := irregular(3000, func(u float64) float64 { return single(c.low + step*math.Floor(u*(c.steps+1))) })
			if cell := newSchema(t, newTable(t, table.NewNumbers("x", steps...)), nil).Columns[0].Cell; cell == nil || math.Abs(cell.Width/step-1) > 1e-5 {
				t.Errorf("%s in steps of %g from %g on: cells of %v", name, step, c.low, cell)
			}
			plain := irregular(3000, func(u float64) float64 { return single(math.Exp(3 * u)) })
			if cell := newSchema(t, newTable(t, table.NewNumbers("x", plain...)), nil).Columns[0].Cell; cell != nil {
				t.Errorf("%s without steps: cells of %v", name, cell)
			}
		}
	}
}

// TestCellsOfSmallCounts: counts have cells where the small ones are many, however long the tail is. Decimals with a zero in many rows
// have none, and the zero is told.
func TestCellsOfSmallCounts(t *testing.T) {
	for _, tail := range []float64{1.5, 3, 4.2} {
		counts := irregular(3000, func(u float64) float64 { return math.Floor(math.Pow(u, -tail)) })
		if c := newSchema(t, newTable(t, table.NewNumbers("x", counts...)), nil).Columns[0]; c.Cell == nil || c.Cell.Width != 1 || c.Low != 0.5 {
			t.Errorf("counts up to %g: cells of %v above %g, want 1 above 0.5", slices.Max(counts), c.Cell, c.Low)
		}
	}
	decimals := irregular(3000, func(u float64) float64 { return math.Round(1e6*math.Exp(8*max(u-0.3, 0))-1e6) / 1e6 })
	if c := newSchema(t, newTable(t, table.NewNumbers("x", decimals...)), nil).Columns[0]; c.Cell != nil || c.Seen.Often != "0" {
		t.Errorf("zeros among decimals: cells of %v, and %q is told, want none and 0", c.Cell, c.Seen.Often)
	}
}

// TestCellsOfSums: decimals with the rounding errors of the arithmetic that made them have the cells of decimals, however many
// of them are different, and come back without these errors. Other numbers of the same size have none.
func TestCellsOfSums(t *testing.T) {
	const n, most = 20000, 9973
	sums, products, plain := make([]float64, n), make([]float64, n), make([]float64, n)
	wrong := 0
	for i := range n {
		cents := i * 7 % most
		products[i], plain[i] = 0.01*float64(cents), 100*math.Mod(float64(i+1)*math.Phi, 1)
		sums[i] = products[i] + float64(cents%13)*0.1
		if exact := float64(cents) / 100; products[i] != exact {
			wrong++
		}
	}
	if wrong < n/10 {
		t.Fatalf("only %d of %d numbers have rounding errors", wrong, n)
	}
	rows := newTable(t, table.NewNumbers("sum", sums...), table.NewNumbers("product", products...), table.NewNumbers("plain", plain...))
	s := newSchema(t, rows, nil)
	for _, c := range s.Columns {
		if want := c.Name != "plain"; (c.Cell != nil) != want || want && (c.Cell.Width != 0.01 || c.Cell.Decimals != 2) {
			t.Errorf("%s: cells %+v", c.Name, c.Cell)
		}
	}
	_, back := thereAndBack(t, s, rows, 1)
	for i, v := range back.Columns[0].Numbers {
		if want := math.Round(100*sums[i]) / 100; v != want {
			t.Fatalf("%v is %v in a sample, want %v", sums[i], v, want)
		}
	}
}

// TestNoCellsByChance: numbers on no grid have none, however few they are.
func TestNoCellsByChance(t *testing.T) {
	for n := 4; n < 40; n++ {
		for name, of := range map[string]func(float64) float64{"even": func(u float64) float64 { return u - 1./3 }, "heavy": func(u float64) float64 { return math.Tan(math.Pi * (u - 0.5)) }, "skewed": func(u float64) float64 { return math.Exp(20 * u) }} {
			if c := newSchema(t, newTable(t, table.NewNumbers("x", irregular(n, of)...)), nil).Columns[0]; c.Cell != nil {
				t.Errorf("%d %s numbers: cells of %v", n, name, c.Cell)
			}
		}
	}
}

// TestCellsOfSinglePrecision: numbers in single precision far from 0 have cells of the distance of such numbers, not of the
// decimals that tell them apart. Decimals in single precision have their own.
func TestCellsOfSinglePrecision(t *testing.T) {
	for _, c := range []struct{ at, unit, want float64 }{{1e5, 0, 0x1p-7}, {-3e4, 0, 0x1p-9}, {1e5, 0.25, 0.25}, {1e3, 0.01, 0.01}, {1e5, 0.1, 0.1}, {0, 0.3, 0.3}, {3e7, 0, 2}} {
		values := irregular(3000, func(u float64) float64 { return c.at + u })
		for i, v := range values {
			if c.unit > 0 {
				v = c.at + c.unit*float64(i*i%97)
			} else if c.want > 1 {
				v = c.at + 1000*(v-c.at)
			}
			values[i] = float64(float32(v))
		}
		rows := newTable(t, table.NewNumbers("x", values...))
		s := newSchema(t, rows, nil)
		cell := s.Columns[0].Cell
		if cell == nil || math.Abs(cell.Width/c.want-1) > 1e-9 {
			t.Errorf("single precision beside %g in units of %g: cells of %v, want %g", c.at, c.unit, cell, c.want)
			continue
		}
		_, back := thereAndBack(t, s, rows, 1)
		for i, v := range back.Columns[0].Numbers {
			if float32(v) != float32(values[i]) {
				t.Errorf("%v is %v in a sample", values[i], v)
				break
			}
		}
	}
}
