// Transforms of every kind of column: their integrals and slopes, scores and values, and refusals.

package marginal_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/marginal"
	"github.com/pkg/errors"
)

// kinds are distributions of columns as tables have them.
var kinds = map[string]func(rng *rand.Rand) float64{
	"normal":  func(rng *rand.Rand) float64 { return 5 + 2*rng.NormFloat64() },
	"rounded": func(rng *rand.Rand) float64 { return math.Round(10*rng.NormFloat64()) / 10 },
	"heavy":   func(rng *rand.Rand) float64 { return rng.NormFloat64() / math.Sqrt(rng.ExpFloat64()+1e-3) },
	"lognormal": func(rng *rand.Rand) float64 {
		return math.Exp(2 * rng.NormFloat64())
	},
	"zeros": func(rng *rand.Rand) float64 {
		if rng.Float64() < 0.6 {
			return 0
		}
		return rng.ExpFloat64()
	},
	"binary": func(rng *rand.Rand) float64 { return float64(rng.IntN(2)) },
	"thirds": func(rng *rand.Rand) float64 { return float64(rng.IntN(20)) / 3 },
	"far":    func(rng *rand.Rand) float64 { return 1e9 + rng.NormFloat64() },
	"clusters": func(rng *rand.Rand) float64 {
		return 100*float64(rng.IntN(3)) + 0.01*rng.NormFloat64()
	},
}

func column(of func(*rand.Rand) float64, n int) [][]float64 {
	rng := rand.New(rand.NewPCG(3, 4))
	x := make([][]float64, n)
	for i := range x {
		x[i] = []float64{of(rng)}
	}
	return x
}

func fit(t *testing.T, x [][]float64, s *marginal.Settings) *marginal.Transform {
	t.Helper()
	m, err := marginal.Fit(t.Context(), x, s)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// logDensity is log f(x): the logarithm of the slope, plus the standard normal log-density of the score.
func logDensity(m *marginal.Transform, x float64) float64 {
	z := make([]float64, 1)
	slope := m.Forward(z, []float64{x})
	return slope - 0.5*z[0]*z[0] - 0.5*math.Log(2*math.Pi)
}

// TestDensityIntegratesToOne: the masses between knots, by integrals of the density there, and the closed form of the
// tails add up to 1.
func TestDensityIntegratesToOne(t *testing.T) {
	for name, of := range kinds {
		for _, smooth := range []bool{false, true} {
			m := fit(t, column(of, 700), &marginal.Settings{Seed: 1, Smooth: smooth})
			c := m.Columns()[0]
			sum := 0.0
			for i, k := range c.Knots[1:] {
				width := k - c.Knots[i]
				for _, at := range []float64{0.2, 0.8} {
					sum += 0.5 * width * math.Exp(logDensity(m, c.Knots[i]+at*width))
				}
			}
			below := func(x float64) float64 { return c.Tail * (0.5 + math.Atan((x-c.Center)/c.Scale)/math.Pi) }
			sum += below(c.Knots[0]) + c.Tail - below(c.Knots[len(c.Knots)-1])
			if math.Abs(sum-1) > 1e-6 {
				t.Errorf("%s, smooth %t: ∫p = %v", name, smooth, sum)
			}
		}
	}
}

// TestTailsGoOn: the density falls by the square of the distance however far a value is.
func TestTailsGoOn(t *testing.T) {
	m := fit(t, column(kinds["normal"], 100), nil)
	near, far := logDensity(m, 1e100), logDensity(m, -1e300)
	if want := -400 * math.Ln10; math.Abs(far-near-want) > 1e-9*math.Abs(want) {
		t.Errorf("log p falls by %v from 1e100 to -1e300, want %v", far-near, want)
	}
}

// TestScores: the slope is the derivative of the score, and the inverse of the score is the value.
func TestScores(t *testing.T) {
	for name, of := range kinds {
		m := fit(t, column(of, 700), nil)
		c := m.Columns()[0]
		z, up, down, back := []float64{0}, []float64{0}, []float64{0}, []float64{0}
		first, last := c.Knots[0], c.Knots[len(c.Knots)-1]
		points := []float64{first - 50*c.Scale, last + 50*c.Scale, last + 1e4*c.Scale}
		for i := 7; i < len(c.Knots); i += 1 + len(c.Knots)/50 {
			points = append(points, c.Knots[i-1]+0.37*(c.Knots[i]-c.Knots[i-1]))
		}
		for _, x := range points {
			slope := m.Forward(z, []float64{x})
			h := 1e-7 * (1 + math.Abs(x-c.Center))
			if x > first && x < last {
				h = min(h, 0.01*c.Cell, 1e-4*c.Scale)
			}
			m.Forward(up, []float64{x + h})
			m.Forward(down, []float64{x - h})
			m.Inverse(back, z)
			if d := math.Abs(back[0] - x); d > 1e-6*(math.Abs(x)+c.Scale) {
				t.Errorf("%s: %v comes back as %v", name, x, back[0])
			}
			if got := math.Log((up[0] - down[0]) / (2 * h)); name != "far" && math.Abs(got-slope) > 0.02 && math.Exp(slope)*h > 1e-12 {
				t.Errorf("%s at %v: slope %v, by differences %v", name, x, slope, got)
			}
		}
	}
}

// TestHeldOutLikelihood: values that the fit has not seen are as likely as under the true density. The probability of a
// class is spread over a cell.
func TestHeldOutLikelihood(t *testing.T) {
	normal, mean := fit(t, column(kinds["normal"], 2000), nil), 0.0
	rng := rand.New(rand.NewPCG(8, 8))
	for range 4000 {
		mean += logDensity(normal, kinds["normal"](rng)) / 4000
	}
	if truth := -math.Log(2) - 0.5*math.Log(2*math.Pi) - 0.5; mean < truth-0.03 || mean > truth+0.03 {
		t.Errorf("%v nats, the truth has %v", mean, truth)
	}
	binary := fit(t, column(kinds["binary"], 2000), nil)
	if got := logDensity(binary, 1); math.Abs(got-math.Log(0.5)) > 0.1 {
		t.Errorf("log p(1) is %v, want that of one half in a cell of 1", got)
	}
}

// TestDependentColumns: a constant and a copy have no score. A row that breaks one has log-density -Inf.
func TestDependentColumns(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	x := make([][]float64, 300)
	for i := range x {
		v := rng.NormFloat64()
		x[i] = []float64{7, v, 3 - 2*v, rng.NormFloat64()}
	}
	m := fit(t, x, nil)
	z, back := make([]float64, 2), make([]float64, 4)
	if m.Dim() != 4 || m.Scores() != 2 || len(m.Notes([]string{"seven"})) < 2 {
		t.Fatalf("%d columns, %d scores, %v", m.Dim(), m.Scores(), m.Notes(nil))
	}
	if v := m.Forward(z, x[5]); math.IsInf(v, 0) {
		t.Errorf("a row of the table has log slope %v, want a number", v)
	}
	m.Inverse(back, z)
	for j, v := range back {
		if math.Abs(v-x[5][j]) > 1e-6 {
			t.Errorf("column %d: %v, was %v", j, v, x[5][j])
		}
	}
	for _, row := range [][]float64{{7.1, 1, 1, 0}, {7, 1, 1.1, 0}} {
		if v := m.Forward(z, row); !math.IsInf(v, -1) {
			t.Errorf("%v has log slope %v, want -Inf", row, v)
		}
	}
}

// TestFarColumnsAreNoCopies: a column far from 0 is a copy only if its distance from another column's multiple is small
// beside its range, not beside its values.
func TestFarColumnsAreNoCopies(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	x := make([][]float64, 100)
	for i := range x {
		v := 1.7e9 + rng.NormFloat64()
		x[i] = []float64{v, 1.7e9 + 0.3*rng.NormFloat64(), v - 5e8}
	}
	list, err := marginal.Kinds(x)
	if want := []marginal.Kind{marginal.Density, marginal.Density, marginal.Copy}; err != nil || !slices.Equal(list, want) {
		t.Errorf("%v, %v; want %v", list, err, want)
	}
}

// TestColumnsAreCopies: a transform keeps its knots and masses, whatever a caller does with those that it gave or got.
func TestColumnsAreCopies(t *testing.T) {
	given := fit(t, column(kinds["normal"], 200), nil).Columns()
	m, err := marginal.New(given)
	if err != nil {
		t.Fatal(err)
	}
	want := logDensity(m, 5)
	for _, c := range []marginal.Column{given[0], m.Columns()[0]} {
		for i := range c.Mass {
			c.Knots[i+1] *= 3
			c.Mass[i] *= 3
		}
		if got := logDensity(m, 5); got != want {
			t.Errorf("log f(5) is %v, was %v", got, want)
		}
	}
}

// TestSpreadMovesCopies: a copy moves with the rounded values that it is a copy of, so that a spread row still has a
// density.
func TestSpreadMovesCopies(t *testing.T) {
	x := column(kinds["rounded"], 100)
	for i := range x {
		x[i] = append(x[i], 3-2.5*x[i][0])
	}
	m, rng, z := fit(t, x, nil), rand.New(rand.NewPCG(1, 2)), make([]float64, 1)
	for _, row := range x {
		m.Spread(row, row, rng)
		if v := m.Forward(z, row); math.IsInf(v, -1) {
			t.Fatalf("%v has no density", row)
		}
	}
}

// TestAffine: affine scores are standardised values, and a constant and a copy remain without a score.
func TestAffine(t *testing.T) {
	x := column(kinds["normal"], 500)
	for i := range x {
		x[i] = append(x[i], 1, 2*x[i][0])
	}
	m := fit(t, x, &marginal.Settings{Affine: true})
	z, mean, square := make([]float64, 1), 0.0, 0.0
	for _, row := range x {
		slope := m.Forward(z, row)
		mean, square = mean+z[0]/500, square+z[0]*z[0]/499
		if math.Abs(slope+math.Log(m.Columns()[0].Slope)) > 1e-12 {
			t.Fatalf("log slope %v of a slope of 1/%v", slope, m.Columns()[0].Slope)
		}
	}
	if math.Abs(mean) > 1e-9 || math.Abs(square-1) > 1e-9 {
		t.Errorf("mean %v, mean square %v, want 0 and 1", mean, square)
	}
	list, err := marginal.Kinds(x)
	if err != nil || len(list) != 3 || list[0] != marginal.Density || list[1] != marginal.Constant || list[2] != marginal.Copy {
		t.Errorf("%v, %v", list, err)
	}
}

func TestRefusals(t *testing.T) {
	good := marginal.Column{Kind: marginal.Density, Knots: []float64{0, 1}, Mass: []float64{1}, Tail: 0.1, Scale: 1}
	if _, err := marginal.New([]marginal.Column{good}); err != nil {
		t.Fatal(err)
	}
	with := func(change func(c *marginal.Column)) marginal.Column {
		c := good
		change(&c)
		return c
	}
	for name, c := range map[string]marginal.Column{
		"no kind":         with(func(c *marginal.Column) { c.Kind = "" }),
		"a constant":      with(func(c *marginal.Column) { c.Kind = marginal.Constant }),
		"a copy":          with(func(c *marginal.Column) { c.Kind = marginal.Copy }),
		"no tail":         with(func(c *marginal.Column) { c.Tail = 0 }),
		"no mass":         with(func(c *marginal.Column) { c.Mass = []float64{0} }),
		"one knot":        with(func(c *marginal.Column) { c.Knots = []float64{0} }),
		"equal knots":     with(func(c *marginal.Column) { c.Knots = []float64{1, 1} }),
		"a sum of masses": with(func(c *marginal.Column) { c.Knots, c.Mass = []float64{0, 1, 2}, []float64{1e308, 1e308} }),
		"not a number":    with(func(c *marginal.Column) { c.Center = math.NaN() }),
	} {
		if _, err := marginal.New([]marginal.Column{c}); !errors.Is(err, likelihood.ErrSettings) && !errors.Is(err, likelihood.ErrNotFinite) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, x := range map[string][][]float64{"none": nil, "no columns": {{}}, "ragged": {{1, 2}, {1}}, "NaN": {{1}, {math.NaN()}}, "all constant": {{1}, {1}}, "too large": {{1}, {1e200}}} {
		if _, err := marginal.Fit(t.Context(), x, nil); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

// TestNarrowColumns: a column whose density would be infinite is refused by its number, and not as one with a NaN that
// it does not have.
func TestNarrowColumns(t *testing.T) {
	rng, x := rand.New(rand.NewPCG(1, 2)), make([][]float64, 60)
	for i := range x {
		x[i] = []float64{float64(i), 1e-310 * rng.NormFloat64()}
	}
	for _, affine := range []bool{false, true} {
		if _, err := marginal.Fit(t.Context(), x, &marginal.Settings{Affine: affine}); !errors.Is(err, likelihood.ErrSettings) || !strings.Contains(err.Error(), "column 1") {
			t.Errorf("affine %t: error %v, want one that names column 1", affine, err)
		}
	}
}

// TestUnitsShiftLogDensities: in a unit of 2^k the log-densities at a line's middle and between knots are k·log 2 less,
// down to denormal numbers.
func TestUnitsShiftLogDensities(t *testing.T) {
	for _, k := range []int{1000, -1000, -1030, -1060, -1074} {
		unit := math.Ldexp(1, k)
		for _, c := range []struct {
			column marginal.Column
			want   float64 // in a unit of 1
		}{
			{marginal.Column{Kind: marginal.Affine, Slope: unit}, -0.5 * math.Log(2*math.Pi)},
			{marginal.Column{Kind: marginal.Density, Knots: []float64{0, unit}, Mass: []float64{1}, Tail: 1e-12, Center: unit / 2, Scale: max(unit, 1)}, 0},
		} {
			m, err := marginal.New([]marginal.Column{c.column})
			if err != nil {
				t.Fatal(err)
			}
			if got, want := logDensity(m, 0), c.want-float64(k)*math.Ln2; math.Abs(got-want) > 1e-11 { // a tail's weight is outside, and 1e-13 of 700 nats is rounding
				t.Errorf("%s in a unit of 2^%d: log-density %v, want %v", c.column.Kind, k, got, want)
			}
		}
	}
}
