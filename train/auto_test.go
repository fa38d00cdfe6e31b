// Auto finds densities near the truth on tables of every kind, says what it found, and finds one density for one seed.

package train_test

import (
	"context"
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/marginal"
	"github.com/gorgoflow/gorgoflow/train"
	"github.com/pkg/errors"
)

// bent draws rows on a noisy parabola, with the exponential of the first column and a constant third one. It also gives log
// p.
func bent(n int, seed uint64) (x [][]float64, logp []float64) {
	rng := rand.New(rand.NewPCG(seed, 1))
	for range n {
		u, e := rng.NormFloat64(), rng.NormFloat64()
		x = append(x, []float64{math.Exp(u), u*u + 0.5*e, 4})
		logp = append(logp, -0.5*u*u-u-0.5*e*e-math.Log(0.5)-math.Log(2*math.Pi))
	}
	return x, logp
}

func auto(t *testing.T, x [][]float64, b train.Budget) *train.Choice {
	t.Helper()
	c, err := train.Auto(t.Context(), x, b)
	if err != nil {
		t.Fatalf("%+v", err)
	}
	return c
}

func meanOf(t *testing.T, m likelihood.Model, x [][]float64) float64 {
	t.Helper()
	logp, err := m.LogProb(t.Context(), x)
	if err != nil {
		t.Fatal(err)
	}
	return train.NewScore(logp).Mean
}

// TestAutoIsNearTheTruth: fresh rows are nearly as likely as under the truth, and as likely as the choice says. A normal
// density of the rows is far below.
func TestAutoIsNearTheTruth(t *testing.T) {
	x, _ := bent(400, 1)
	c := auto(t, x, train.Budget{Seed: 1, Flows: -1})
	fresh, truth := bent(2000, 2)
	got, want := meanOf(t, c.Density, fresh), train.NewScore(truth).Mean
	if got < want-0.25 || got > want+0.02 {
		t.Errorf("%v nats, want nearly %v as by the truth", got, want)
	}
	if math.Abs(got-c.Score.Mean) > 4*c.Score.Error {
		t.Errorf("%v nats on fresh rows, the choice says %v ± %v", got, c.Score.Mean, c.Score.Error)
	}
	if !c.Complete || c.Held != 400 || !strings.Contains(c.String(), "always 4") || !strings.Contains(c.String(), c.Name) {
		t.Errorf("%v, want all candidates tried on 400 rows, the constant named, and the choice by name", c)
	}
	normal := slices.IndexFunc(c.Candidates, func(one train.Candidate) bool { return one.Name == "normal density of the rows" })
	if normal < 0 || c.Candidates[normal].Gain < 0.5 {
		t.Errorf("%v, want a normal density half a nat below the choice", c)
	}
	fresh[0][2] = 5
	if logp, err := c.Density.LogProb(t.Context(), fresh[:1]); err != nil || !math.IsInf(logp[0], -1) {
		t.Errorf("%v, %v: want -Inf for a row that breaks the constant", logp, err)
	}
}

// TestAutoCanBeRepeated: one seed gives one density to the bit. Another seed gives another density.
func TestAutoCanBeRepeated(t *testing.T) {
	x, _ := bent(60, 1)
	var first float64
	for i, seed := range []uint64{3, 3, 4} {
		got := meanOf(t, auto(t, x, train.Budget{Seed: seed, Flows: -1}).Density, x)
		if i == 0 {
			first = got
		}
		if (got == first) != (seed == 3) {
			t.Errorf("seed %d: %v, the first call: %v", seed, got, first)
		}
	}
}

// TestAutoIsNotDeceivedByRepeats: rows that are there twice do not make a density look better than it is on fresh rows,
// since both copies of a row are held out together.
func TestAutoIsNotDeceivedByRepeats(t *testing.T) {
	x, _ := bent(120, 1)
	c := auto(t, append(x, x...), train.Budget{Seed: 1, Flows: -1})
	fresh, _ := bent(2000, 2)
	if got := meanOf(t, c.Density, fresh); c.Score.Mean > got+4*c.Score.Error {
		t.Errorf("%v nats on fresh rows, the choice says %v ± %v", got, c.Score.Mean, c.Score.Error)
	}
}

// TestAutoTriesFlows: a flow is among the candidates, and is trained within its share of the time.
func TestAutoTriesFlows(t *testing.T) {
	x, _ := bent(120, 1)
	c := auto(t, x, train.Budget{Seed: 1, Time: 10 * time.Second})
	last := c.Candidates[len(c.Candidates)-1]
	if !strings.Contains(last.Name, "flow") || last.Err != nil || last.Score.Rows != 120 {
		t.Errorf("the last candidate is %+v, want a flow that was scored on 120 rows", last)
	}
}

// TestAutoOnOddTables: tables that break what is not made for them give densities whose samples have finite log-densities.
func TestAutoOnOddTables(t *testing.T) {
	rng := rand.New(rand.NewPCG(9, 9))
	for name, row := range map[string]func(i int) []float64{
		"ten rows":                func(int) []float64 { return []float64{rng.NormFloat64(), rng.NormFloat64()} },
		"binary":                  func(int) []float64 { return []float64{float64(rng.IntN(2)), float64(rng.IntN(2))} },
		"a monotone copy":         func(int) []float64 { v := rng.NormFloat64(); return []float64{v, v * v * v} },
		"more columns than rows":  func(int) []float64 { return normals(rng, 40) },
		"one value nearly always": func(i int) []float64 { return []float64{float64(i / 29), rng.NormFloat64()} },
		"enormous":                func(int) []float64 { return []float64{1e100 * rng.NormFloat64(), 1e-100 * rng.ExpFloat64()} },
	} {
		n := 30
		if name == "ten rows" {
			n = 10
		}
		var x [][]float64
		for i := range n {
			x = append(x, row(i))
		}
		c := auto(t, x, train.Budget{Flows: -1})
		if strings.Contains(c.String(), " -0.000") {
			t.Errorf("%s: %v, want no -0", name, c)
		}
		s, err := c.Density.SampleWith(t.Context(), 50, 1, &likelihood.SampleRequest{LogProb: true})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		for i, v := range s.LogProb {
			if math.IsNaN(v) || math.IsInf(v, 0) {
				t.Errorf("%s: sample %v has log-density %v", name, s.X[i], v)
			}
		}
	}
}

// TestAutoOnARareValue: a column that is constant but for one row is so in the rows of some folds only. No candidate
// fails by it, the better one is told from others by all other rows, and a note says why the mean is -∞.
func TestAutoOnARareValue(t *testing.T) {
	rng := rand.New(rand.NewPCG(9, 1))
	var x [][]float64
	for i := range 120 {
		v := rng.NormFloat64()
		x = append(x, []float64{math.Pow(v, 3), v + 0.1*rng.NormFloat64(), float64(i / 119)})
	}
	c := auto(t, x, train.Budget{Flows: -1})
	for _, one := range c.Candidates {
		if one.Err != nil {
			t.Errorf("%s: %v", one.Name, one.Err)
		}
		if one.Gain < -one.Error {
			t.Errorf("%s is %g ± %g better than the choice, %s", one.Name, -one.Gain, one.Error, c.Name)
		}
	}
	if !math.IsInf(c.Score.Mean, -1) || !strings.Contains(c.String(), "1 of 120 held-out rows have a density of 0") {
		t.Errorf("%v, want a mean of -∞ for one row", c)
	}
}

// TestAutoOnHeavyTails: values far away neither blur the others nor make them count as rounded. The truth is
// log-normal, over four and twenty-six powers of ten.
func TestAutoOnHeavyTails(t *testing.T) {
	for _, c := range []struct {
		deviation, within float64
		n                 int
	}{{5, 0.5, 600}, {10, 3, 300}} {
		rng := rand.New(rand.NewPCG(1, 1))
		var x [][]float64
		truth := 0.0
		for range c.n {
			u := rng.NormFloat64()
			x = append(x, []float64{math.Exp(c.deviation * u)})
			truth -= (u*u/2 + math.Log(2*math.Pi)/2 + math.Log(c.deviation) + c.deviation*u) / float64(c.n)
		}
		if found := auto(t, x, train.Budget{Flows: -1}); !(found.Score.Mean > truth-c.within) {
			t.Errorf("deviation %g: %v; the truth has %g", c.deviation, found, truth)
		}
	}
}

// TestAutoKnowsMinusZero: 0 and -0, as rounding leaves it, are one value, so that rows with either are held out together.
func TestAutoKnowsMinusZero(t *testing.T) {
	rng := rand.New(rand.NewPCG(9, 2))
	var x, signed [][]float64
	for range 25 {
		v, u := rng.NormFloat64(), rng.NormFloat64()
		x, signed = append(x, []float64{0, v}, []float64{0, v}, []float64{1, u}), append(signed, []float64{0, v}, []float64{math.Copysign(0, -1), v}, []float64{1, u})
	}
	if a, b := auto(t, x, train.Budget{Flows: -1}).Score, auto(t, signed, train.Budget{Flows: -1}).Score; a != b {
		t.Errorf("a score of %v, with -0 %v; want the same", a, b)
	}
}

// TestAutoIsCompleteOrSaysSo: candidates for which there is no time are listed, and a choice is complete only if every
// mixture was fitted as often as it is with more time.
func TestAutoIsCompleteOrSaysSo(t *testing.T) {
	x, _ := bent(150, 3)
	whole := auto(t, x, train.Budget{Flows: -1})
	members := map[string]int{}
	for _, one := range whole.Candidates {
		members[one.Name] = one.Members
	}
	if !whole.Complete {
		t.Fatal("not complete in a minute")
	}
	for _, time := range []time.Duration{time.Nanosecond, 20 * time.Millisecond, 70 * time.Millisecond, 250 * time.Millisecond} {
		c := auto(t, x, train.Budget{Flows: -1, Time: time})
		tried := map[string]int{}
		for _, one := range c.Candidates {
			tried[one.Name] = one.Members
		}
		for _, width := range []string{"0.15", "0.3", "0.6"} {
			if _, listed := tried["kernels of width "+width+" on the scores"]; !listed {
				t.Errorf("%v: no kernels of width %s among %v", time, width, tried)
			}
		}
		if c.Complete && !maps.Equal(tried, members) {
			t.Errorf("%v: complete with %v, want %v", time, tried, members)
		}
	}
}

// TestAutoWithoutTimeHoldsOutOnce: without time one fold is left, not five, and the choice says so. Maps of columns
// take long for many columns: they are not fitted for the other folds.
func TestAutoWithoutTimeHoldsOutOnce(t *testing.T) {
	x, _ := bent(60, 3)
	c := auto(t, x, train.Budget{Flows: -1, Time: time.Nanosecond})
	if c.Held != 12 || c.Rows != 48 || c.Complete || math.IsNaN(c.Score.Mean) {
		t.Errorf("%v\n%d rows held out of %d others, complete %t; want 12 of 48, and not", c, c.Held, c.Rows, c.Complete)
	}
}

// TestAutoWithoutTimeMapsRoughly: without time columns are not mapped by their distribution functions, which of many columns
// take many times the budget, but by mean and deviation, and the choice says so. Constants are still known. Nor are normal
// densities fitted, which of many columns take long too.
func TestAutoWithoutTimeMapsRoughly(t *testing.T) {
	x, _ := bent(60, 3)
	c := auto(t, x, train.Budget{Flows: -1, Time: time.Nanosecond})
	var kinds []marginal.Kind
	for _, column := range c.Cells.Columns() {
		kinds = append(kinds, column.Kind)
	}
	if want := []marginal.Kind{marginal.Affine, marginal.Affine, marginal.Constant}; !slices.Equal(kinds, want) || !strings.Contains(c.String(), "2 of 3 columns") {
		t.Errorf("%v\ncolumns %v, want %v and a note of two of three", c, kinds, want)
	}
	for _, one := range c.Candidates[1:] {
		if one.Err == nil {
			t.Errorf("%s was fitted without time; want independent columns alone", one.Name)
		}
	}
	if c = auto(t, x, train.Budget{Flows: -1}); strings.Contains(c.String(), "mean and deviation") {
		t.Errorf("%v\nwant no such note with a minute", c)
	}
}

// TestAutoShrinksCorrelations: fewer rows than columns say little of correlations, so that one normal density is nearly
// that of independent columns, and not far worse.
func TestAutoShrinksCorrelations(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 7))
	var x [][]float64
	for range 40 {
		x = append(x, normals(rng, 50))
	}
	score := map[string]float64{}
	for _, one := range auto(t, x, train.Budget{Flows: -1}).Candidates {
		score[one.Name] = one.Score.Mean
	}
	apart, tried := score["independent columns"]
	one, triedToo := score["normal density of the scores"]
	if !tried || !triedToo || !(one > apart-2) {
		t.Errorf("%v, want a normal density of the scores at most 2 nats below independent columns", score)
	}
}

// TestAutoKnowsStrongCorrelations: one normal density has correlations of at most 1, also where rows lie at two points and few
// of them leave no doubt of their correlation.
func TestAutoKnowsStrongCorrelations(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 8))
	var x [][]float64
	for i := range 40 {
		v := normals(rng, 2)
		side := float64(2*(i%2) - 1)
		x = append(x, []float64{side + 0.02*v[0], side + 0.02*v[1]})
	}
	for _, one := range auto(t, x, train.Budget{Flows: -1}).Candidates {
		if one.Err != nil {
			t.Errorf("%s: %v", one.Name, one.Err)
		}
	}
}

func normals(rng *rand.Rand, n int) []float64 {
	row := make([]float64, n)
	for j := range row {
		row[j] = rng.NormFloat64()
	}
	return row
}

// TestAutoOfFewRows: any number of rows from ten on is cut into folds that hold some, and a column may be constant in one.
func TestAutoOfFewRows(t *testing.T) {
	for n := 10; n < 17; n++ {
		x, _ := bent(n, 1)
		for i := range x {
			x[i] = append(x[i], 0)
		}
		x[5][len(x[5])-1] = 1
		c, err := train.Auto(t.Context(), x, train.Budget{Time: 10 * time.Second, Flows: -1})
		if err != nil {
			t.Fatalf("%d rows: %v", n, err)
		}
		for _, one := range c.Candidates {
			if one.Err != nil {
				t.Errorf("%d rows, %s: %v", n, one.Name, one.Err)
			}
		}
	}
}

func TestAutoRefuses(t *testing.T) {
	good, _ := bent(20, 1)
	for name, c := range map[string]struct {
		x    [][]float64
		b    train.Budget
		want error
	}{
		"few rows":      {good[:9], train.Budget{}, train.ErrSettings},
		"no time":       {good, train.Budget{Time: -1}, train.ErrSettings},
		"a share of 2":  {good, train.Budget{Flows: 2}, train.ErrSettings},
		"NaN":           {append([][]float64{{math.NaN(), 1, 4}}, good...), train.Budget{}, likelihood.ErrNotFinite},
		"ragged":        {append([][]float64{{1}}, good...), train.Budget{}, likelihood.ErrWidth},
		"constants":     {constantRows(20), train.Budget{}, likelihood.ErrSettings},
		"a NaN's share": {good, train.Budget{Flows: math.NaN()}, train.ErrSettings},
		"row 13":        {slices.Insert(slices.Clone(good), 13, []float64{1, 1e200, 4}), train.Budget{}, likelihood.ErrNotFinite},
	} {
		if _, err := train.Auto(t.Context(), c.x, c.b); !errors.Is(err, c.want) || strings.HasPrefix(name, "row") && !strings.Contains(err.Error(), name) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	b := train.Budget{Observe: func(train.Candidate) { cancel() }}
	if _, err := train.Auto(ctx, good, b); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: error %v, want context.Canceled", err)
	}
}

// TestAutoOnAValueOfOneRow: a column that is constant but for one row is so in all rows that remain when it is held
// out, which the error says. The table itself has a column that is not constant.
func TestAutoOnAValueOfOneRow(t *testing.T) {
	x := constantRows(40)
	x[7][1] = 3
	if _, err := train.Auto(t.Context(), x, train.Budget{}); !errors.Is(err, likelihood.ErrSettings) || !strings.Contains(err.Error(), "held out") {
		t.Errorf("%v, want ErrSettings for the rows that remain", err)
	}
}

// constantRows are n equal rows.
func constantRows(n int) (x [][]float64) {
	for range n {
		x = append(x, []float64{1, 2})
	}
	return x
}

// TestAutoOfRoundedValues: no density of independent bits is likelier, on rows that it has not seen, than their entropy
// allows, and the probabilities of all cells have the sum 1. At the middles of cells normal densities are above their
// means over the cells.
func TestAutoOfRoundedValues(t *testing.T) {
	rng := rand.New(rand.NewPCG(9, 2))
	var x [][]float64
	for range 200 {
		x = append(x, []float64{float64(rng.IntN(2)), float64(rng.IntN(2)), float64(rng.IntN(2))})
	}
	c := auto(t, x, train.Budget{Seed: 1, Flows: -1})
	for _, one := range c.Candidates {
		if most := -3*math.Ln2 + 0.1; one.Err == nil && one.Score.Mean > most {
			t.Errorf("%s: %.3f nats, want %.3f at most", one.Name, one.Score.Mean, most)
		}
	}
	sum := 0.0
	const draws = 200
	for cell := range 8 {
		row := []float64{float64(cell & 1), float64(cell >> 1 & 1), float64(cell >> 2)}
		var points [][]float64
		for k := range draws {
			points = append(points, make([]float64, 3))
			c.Cells.Spread(points[k], row, rng)
		}
		logp, err := c.Density.LogProb(t.Context(), points)
		if err != nil {
			t.Fatal(err)
		}
		for _, v := range logp {
			sum += math.Exp(v) / draws
		}
	}
	if math.Abs(sum-1) > 0.05 {
		t.Errorf("the probabilities of all cells have the sum %.3f, want 1", sum)
	}
}
