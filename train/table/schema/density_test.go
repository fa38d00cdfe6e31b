// Densities of rows integrate to one, for columns of every kind.

package schema_test

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gorgoflow/gorgoflow/train/table"
	"github.com/gorgoflow/gorgoflow/train/table/schema"
	"gonum.org/v1/gonum/stat/distuv"
)

// density is log p of vectors, in closed form.
type density func(x, c []float64) float64

// normal is a product of normal densities about mean, mean+1 and so on, all shifted by 0.7 where the condition's first
// entry is 1.
func normal(mean, spread float64) density {
	return func(x, c []float64) float64 {
		sum := 0.0
		for j, v := range x {
			m := mean + float64(j)
			if len(c) > 0 {
				m += 0.7 * c[0]
			}
			sum += distuv.Normal{Mu: m, Sigma: spread}.LogProb(v)
		}
		return sum
	}
}

// correlated is a normal density of two numbers with correlation 0.8, whose second is scaled.
func correlated(scale, shift float64) density {
	return func(x, _ []float64) float64 {
		a, b := x[0], (x[1]-shift)/scale
		return -math.Log(2*math.Pi*0.6*scale) - (a*a-1.6*a*b+b*b)/(2*0.36)
	}
}

// corners is a density on the unit cubes about the corners of one-hot vectors.
func corners(share []float64) density {
	return func(x, _ []float64) float64 {
		best := 0
		for k := range x {
			if x[k] > x[best] {
				best = k
			}
		}
		for k, v := range x {
			if k == best {
				v--
			}
			if math.Abs(v) > 0.5 {
				return math.Inf(-1)
			}
		}
		return math.Log(share[best])
	}
}

// integral is the sum of exp(log p) over rows of given weights, averaged over draws of what is random.
func integral(t *testing.T, s *schema.Schema, rows *table.Table, weights []float64, p density, draws int) (total float64) {
	t.Helper()
	e, err := s.Encoder(1)
	if err != nil {
		t.Fatal(err)
	}
	for d := range draws {
		u := (float64(d) + 0.5) / float64(draws)
		e.Fix(u, distuv.UnitNormal.Quantile(u))
		vectors, err := e.Encode(rows)
		if err != nil {
			t.Fatal(err)
		}
		of := make([]float64, len(vectors.X))
		for k, x := range vectors.X {
			var c []float64
			if vectors.Condition != nil {
				c = vectors.Condition[k]
			}
			of[k] = p(x, c)
		}
		logp, err := vectors.LogDensity(of)
		if err != nil {
			t.Fatal(err)
		}
		for i, l := range logp {
			total += weights[i] * math.Exp(l) / float64(draws)
		}
	}
	return total
}

// line is numbers and the weights with which they integrate: values of f at equal steps of its argument.
func line(from, to float64, n int, f func(float64) float64) (values, weights []float64) {
	step := (to - from) / float64(n)
	for i := range n {
		at := from + (float64(i)+0.5)*step
		values, weights = append(values, f(at)), append(weights, f(at+step/2)-f(at-step/2))
	}
	return values, weights
}

func same(v float64) float64 { return v }

// cells are the multiples of a width, each of weight 1.
func cells(from, to int, width float64) (values, weights []float64) {
	for k := from; k <= to; k++ {
		values, weights = append(values, float64(k)*width), append(weights, 1)
	}
	return values, weights
}

func TestNumbersIntegrateToOne(t *testing.T) {
	plain, plainWeights := line(-9, 9, 2000, same)
	above, aboveWeights := line(-12, 6, 4000, func(v float64) float64 { return 3 + math.Exp(v) })
	between, betweenWeights := line(-25, 25, 4000, func(v float64) float64 { return 2 + 3/(1+math.Exp(-v)) })
	halves, halvesWeights := cells(-30, 30, 0.5)
	counts, countsWeights := cells(0, 3000, 1)
	tenths, tenthsWeights := cells(0, 10, 0.1)
	positive, positiveWeights := cells(1, 200, 1)
	inner, innerWeights := cells(1, 9, 0.1)
	cases := []struct {
		name, set       string
		values, weights []float64
		draws           int
	}{
		{"number", "number", plain, plainWeights, 1},
		{"log", "log:3", above, aboveWeights, 1},
		{"logit", "logit:2:5", between, betweenWeights, 1},
		{"rounded", "rounded:0.5", halves, halvesWeights, 50},
		{"rounded log", "rounded:1 log:-0.5", counts, countsWeights, 500},
		{"rounded logit", "rounded:0.1 logit:-0.05:1.05", tenths, tenthsWeights, 1000},
		{"rounded log of a bound within a cell", "rounded:1 log", positive, positiveWeights, 300},
		{"rounded logit of bounds within cells", "rounded:0.1 logit:0:1.01", inner, innerWeights, 500},
	}
	for _, c := range cases {
		rows, err := table.New(table.NewNumbers("v", c.values...))
		if err != nil {
			t.Fatal(err)
		}
		s := newSchema(t, rows, nil, "v", "continuous identity "+c.set)
		if got := integral(t, s, rows, c.weights, normal(0.3, 1.1), c.draws); math.Abs(got-1) > 1e-3 {
			t.Errorf("%s: exp(log p) integrates to %v, want 1\n%s", c.name, got, s)
		}
	}
}

func TestDatesIntegrateToOne(t *testing.T) {
	start := time.Date(1999, 12, 30, 0, 0, 0, 0, time.UTC)
	for name, step := range map[string]time.Duration{"continuous": 17 * time.Minute, "rounded": 24 * time.Hour} {
		dates := table.NewDates("d")
		var weights []float64
		for i := time.Duration(0); i*step < 60*24*time.Hour; i++ {
			dates.AppendDate(start.Add(i * step))
			weights = append(weights, step.Hours()/24)
		}
		rows := newTable(t, dates)
		set := "date"
		if name == "continuous" {
			set = "continuous"
		}
		s := newSchema(t, rows, nil, "d", set)
		if rounded := s.Columns[0].Cell != nil; rounded != (name == "rounded") {
			t.Fatal(s)
		}
		if got := integral(t, s, rows, weights, normal(30, 4), 50); math.Abs(got-1) > 1e-3 {
			t.Errorf("%s: exp(log p) integrates to %v, want 1\n%s", name, got, s)
		}
	}
}

// TestGridsOfDates: dates at one time of each day, on one weekday or some minutes after each hour are a grid, before
// 1970 too: its cells have probabilities that sum to one, and every sample is one of its dates. The differences of a
// few dates are no grid wider than a day.
func TestGridsOfDates(t *testing.T) {
	day := 24 * time.Hour
	for _, c := range []struct {
		start time.Time
		step  time.Duration
	}{{time.Date(1969, 12, 1, 12, 30, 0, 0, time.UTC), day}, {time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC), day}, {time.Date(1960, 1, 4, 9, 45, 0, 0, time.UTC), 7 * day},
		{time.Date(1969, 12, 31, 20, 15, 0, 0, time.UTC), time.Hour}, {time.Date(1701, 2, 3, 4, 5, 6, 0, time.UTC), 30 * time.Second}, {time.Date(1700, 1, 1, 7, 0, 0, 0, time.UTC), 3400 * day}} {
		dates := table.NewDates("d")
		var weights []float64
		for at := c.start; len(weights) < 60; at = at.Add(c.step) {
			dates.AppendDate(at)
			weights = append(weights, 1)
		}
		rows := newTable(t, dates)
		s := newSchema(t, rows, nil)
		width := c.step.Hours() / 24
		if cell := s.Columns[0].Cell; cell == nil || math.Abs(cell.Width/width-1) > 1e-12 {
			t.Errorf("from %v by %v: cells %+v", c.start, c.step, cell)
			continue
		}
		if got := integral(t, s, rows, weights, normal(s.Columns[0].Seen.Min+30*width, 4*width), 50); math.Abs(got-1) > 1e-3 {
			t.Errorf("from %v by %v: probabilities sum to %v, want 1", c.start, c.step, got)
		}
		first := s.Columns[0].Seen.Min
		samples, err := s.Decode([][]float64{{first - 0.3*width}, {first + 17.71*width}, {first + 40.4*width}}, nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range samples.Columns[0].Dates {
			if (d.Unix()-c.start.Unix())%int64(c.step.Seconds()) != 0 {
				t.Errorf("from %v by %v: a sample %v", c.start, c.step, d)
			}
		}
	}
	if s := newSchema(t, read(t, "d\n2020-01-01\n2020-03-01\n2020-05-05\n"), nil); s.Columns[0].Cell == nil || s.Columns[0].Cell.Width != 1 {
		t.Errorf("three dates are\n%s", s)
	}
}

// crossed is a table of every level with every number of a line.
func crossed(t *testing.T, levels []string) (rows *table.Table, weights []float64) {
	t.Helper()
	v, c := table.NewNumbers("v"), table.NewTexts("c")
	values, each := line(-9, 9, 400, same)
	for _, level := range levels {
		for i := range values {
			v.AppendNumber(values[i])
			c.AppendText(level)
			weights = append(weights, each[i])
		}
	}
	return newTable(t, v, c), weights
}

func TestCategoriesIntegrateToOne(t *testing.T) {
	rows, weights := crossed(t, []string{"a", "b", "c"})
	uneven := newSchema(t, read(t, "v,c\n0.5,a\n0.25,a\n0.125,a\n1,b\n-1,c\n"), nil, "v", "continuous")
	if got := integral(t, uneven, rows, weights, normal(0, 1), 1); math.Abs(got-1) > 1e-6 {
		t.Errorf("class: integrates to %v, want 1", got)
	}
	s := newSchema(t, rows, nil, "v", "continuous", "c", "condition")
	if got := integral(t, s, rows, weights, normal(0, 1), 1); math.Abs(got-3) > 1e-6 {
		t.Errorf("condition: integrates to %v over three conditions, want 3", got)
	}
	one := read(t, "level\na\nb\nc\n")
	s = newSchema(t, one, nil, "level", "variable")
	s.Columns[0].Shares, s.Fitted = nil, "" // as in model files from before
	if got := integral(t, s, one, []float64{1, 1, 1}, corners([]float64{0.5, 0.2, 0.3}), 9); math.Abs(got-1) > 1e-9 {
		t.Errorf("cubes of a variable: sum to %v, want 1", got)
	}
	two := read(t, "first,second\na,x\na,x\nb,y\nc,z\n")
	s = newSchema(t, two, nil)
	all := read(t, "first,second\na,x\na,y\na,z\nb,x\nb,y\nb,z\nc,x\nc,y\nc,z\n")
	if got := integral(t, s, all, []float64{1, 1, 1, 1, 1, 1, 1, 1, 1}, func(x, c []float64) float64 { return 0 }, 1); math.Abs(got-1) > 1e-9 {
		t.Errorf("two classes: sum to %v, want 1", got)
	}
}

// TestLevelsAsVariables: a flow that is a normal density gives each level its share, to rounding and whatever is drawn,
// a missing value's too. A flow with other masses where a level wins gives it these. What is encoded decodes to the
// level.
func TestLevelsAsVariables(t *testing.T) {
	rows := read(t, "n,level\n"+strings.Repeat("1,a\n", 150)+strings.Repeat("2,b\n", 40)+strings.Repeat("3,c\n", 3)+strings.Repeat("4,\n", 7))
	s := newSchema(t, rows, nil, "n", "leftout", "level", "variable missing=mask")
	shares := []float64{150.5 / 202, 40.5 / 202, 3.5 / 202, 7.5 / 202}
	e, err := s.Encode(rows, 5)
	if err != nil || len(e.X) != 200 {
		t.Fatal(len(e.X), err)
	}
	back, err := s.Decode(e.X, nil)
	if err != nil {
		t.Fatal(err)
	}
	masses := []float64{0.1, 0.2, 0.3, 0.4}
	for i, x := range e.X {
		best, least, logNormal := 0, math.Inf(1), 0.0
		for k, v := range x {
			logNormal += distuv.UnitNormal.LogProb(v)
			if time := -math.Log(distuv.UnitNormal.CDF(v)) / shares[k]; time < least {
				best, least = k, time
			}
		}
		want := map[float64]int{1: 0, 2: 1, 3: 2, 4: 3}[rows.Columns[0].Numbers[i]]
		if got := logNormal + e.LogJacobian[i]; !(math.Abs(got-math.Log(shares[want])) <= 1e-12) {
			t.Errorf("row %d: log p %v of level %d, want that of the share %v", i, got, want, shares[want])
		}
		if got := logNormal + math.Log(masses[best]/shares[best]) + e.LogJacobian[i]; !(math.Abs(got-math.Log(masses[want])) <= 1e-9) {
			t.Errorf("row %d: log p %v of level %d, want that of %v", i, got, want, masses[want])
		}
		if got := back.Columns[0].Format(i); got != rows.Columns[1].Format(i) {
			t.Errorf("row %d: level %q comes back as %q", i, rows.Columns[1].Format(i), got)
		}
	}
}

// TestMissingValuesIntegrateToOne: exp(log p) of a row with a missing value is the density of its other values, whatever
// the flow makes of what was filled in.
func TestMissingValuesIntegrateToOne(t *testing.T) {
	x, weights := line(-9, 9, 300, same)
	v, w := table.NewNumbers("v"), table.NewNumbers("w")
	for range 2 {
		for _, at := range x {
			v.AppendNumber(at)
			w.AppendMissing()
		}
	}
	for i := range x { // some values, from which the mean and spread of w come
		w.Numbers[i], w.Missing[i] = 2+3*math.Sin(float64(i*i)), false
	}
	rows := newTable(t, v, w)
	s := newSchema(t, rows, &schema.Settings{Missing: schema.Mask}, "v", "continuous missing=refuse", "w", "continuous")
	masked := make([]float64, 2*len(x))
	copy(masked[len(x):], weights)
	if got := integral(t, s, rows, masked, correlated(1.5, 2), 4000); math.Abs(got-1) > 2e-3 {
		t.Errorf("given that w is missing, integrates to %v, want 1", got)
	}
	var grid [2]*table.Column
	grid[0], grid[1] = table.NewNumbers("v"), table.NewNumbers("w")
	var all []float64
	for i := range x {
		for j := range x {
			grid[0].AppendNumber(x[i])
			grid[1].AppendNumber(2 + x[j])
			all = append(all, weights[i]*weights[j])
		}
	}
	both := newTable(t, grid[0], grid[1])
	if got := integral(t, s, both, all, correlated(1.5, 2), 1); math.Abs(got-1) > 1e-3 {
		t.Errorf("given that w is there, integrates to %v, want 1", got)
	}
}

func TestConditionsIntegrateToOne(t *testing.T) {
	values, weights := line(-9, 9, 400, same)
	v, d, n := table.NewNumbers("v", values...), table.NewDates("d"), table.NewNumbers("n")
	for i := range values {
		d.AppendDate(time.Date(2024, 3, 5, i%7, 0, 0, 0, time.UTC))
		n.AppendNumber(float64(i % 5))
	}
	rows := newTable(t, v, d, n)
	s := newSchema(t, rows, nil, "v", "continuous", "d", "cyclic:day cyclic:week cyclic:year", "n", "condition")
	day, two := table.NewDates("d"), table.NewNumbers("n")
	for range values {
		day.AppendDate(time.Date(2024, 3, 5, 3, 0, 0, 0, time.UTC))
		two.AppendNumber(2)
	}
	given := newTable(t, v, day, two)
	if got := integral(t, s, given, weights, normal(0, 1), 1); math.Abs(got-1) > 1e-6 {
		t.Errorf("integrates to %v, want 1", got)
	}
	vectors, err := s.Encode(rows, 0)
	if err != nil || len(vectors.X[0]) != 1 || len(vectors.Condition[0]) != 8 {
		t.Fatal(vectors, err)
	}
	_, names := s.Names()
	if names[1] != "d sin day" || names[4] != "d cos week" || names[7] != "n" {
		t.Errorf("names %q, want sines and cosines of periods of d, then n", names)
	}
}

// TestZeroHasNoSign: -0 and 0 are one value, for constants, duplicates and levels.
func TestZeroHasNoSign(t *testing.T) {
	values := irregular(60, func(u float64) float64 { return u })
	signed, zero := make([]float64, len(values)), math.Copysign(0, -1)
	for i := range signed {
		signed[i] = map[bool]float64{true: zero}[i%3 == 0]
	}
	mixed := slices.Clone(values)
	mixed[7] = 0
	again := slices.Clone(mixed)
	again[7] = zero
	rows := newTable(t, table.NewNumbers("constant", signed...), table.NewNumbers("level", append([]float64{1}, signed[1:]...)...),
		table.NewNumbers("v", mixed...), table.NewNumbers("again", again...))
	s := newSchema(t, rows, nil, "level", "category")
	vectors, err := s.Encode(rows, 0)
	if err != nil {
		t.Fatal(err)
	}
	kinds := fmt.Sprint(s.Columns[0].Kind, s.Columns[1].Levels, s.Columns[3].Kind)
	if len(vectors.Others) > 0 || kinds != "constant[0 1]duplicate" {
		t.Errorf("%v, others %v", kinds, vectors.Others)
	}
}

// TestWhatIsLeftOutMustNotDiffer: a constant and a duplicate have no entry in a vector, and a row that differs in either
// has density 0.
func TestWhatIsLeftOutMustNotDiffer(t *testing.T) {
	values, weights := line(-9, 9, 400, same)
	v, again, four := table.NewNumbers("v", values...), table.NewNumbers("again", values...), table.NewNumbers("four")
	for range values {
		four.AppendNumber(4)
	}
	rows := newTable(t, v, again, four)
	s := newSchema(t, rows, nil, "v", "continuous")
	if x, c := s.Dims(); x != 1 || c != 0 {
		t.Fatal(s)
	}
	again.Numbers[200]++
	four.Numbers[201] = 5
	got := integral(t, s, rows, weights, normal(0, 1), 1)
	lost := math.Exp(normal(0, 1)(values[200:201], nil))*weights[200] + math.Exp(normal(0, 1)(values[201:202], nil))*weights[201]
	if math.Abs(got+lost-1) > 1e-9 {
		t.Errorf("integrates to %v, want %v", got, 1-lost)
	}
	vectors, err := s.Encode(rows, 0)
	if err != nil {
		t.Fatal(err)
	}
	if len(vectors.Others) != 2 || vectors.Others[0].Column != "again" || vectors.Others[1].Text != "5" || vectors.Others[1].Why != schema.Differs {
		t.Errorf("got %v, want a row that differs in again and one that differs in four", vectors.Others)
	}
}
