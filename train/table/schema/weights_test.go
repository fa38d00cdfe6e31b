// Weights of rows: a row of weight 2 counts as two rows, and columns that are no weights are refused.

package schema_test

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/gorgoflow/gorgoflow/train/table"
	"github.com/gorgoflow/gorgoflow/train/table/schema"
)

// weighed is a table of classes with weights. If times is set, each row is there as often as its weight says.
func weighed(t *testing.T, times bool) *table.Table {
	t.Helper()
	x, kind, w := table.NewNumbers("x"), table.NewTexts("kind"), table.NewNumbers("w")
	for i := range 40 {
		weight := i % 4
		for range map[bool]int{true: weight, false: 1}[times] {
			x.AppendNumber(math.Sqrt(float64(i)))
			kind.AppendText([]string{"p", "q", "q", "r", "p"}[i%5])
			w.AppendNumber(float64(weight) * 1e300)
		}
	}
	rows, err := table.New(w, x, kind)
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// TestWeightsCountAsRepeatedRows: classes are as likely as in a table that has each row as often as its weight says, to one
// row of the table.
func TestWeightsCountAsRepeatedRows(t *testing.T) {
	rows := weighed(t, false)
	s, err := schema.New(rows, &schema.Settings{Weights: "w"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Column("w"); err == nil || !strings.Contains(s.String(), "w       weight of rows") {
		t.Errorf("the weights are a column of\n%s", s)
	}
	repeated, err := schema.New(weighed(t, true), &schema.Settings{Weights: "w"})
	if err != nil {
		t.Fatal(err)
	}
	total, all := 0.0, 0.0
	for i, p := range s.Patterns {
		total, all = total+float64(p.Count), all+float64(repeated.Patterns[i].Count)
	}
	plain, err := schema.New(rows, nil)
	if err != nil {
		t.Fatal(err)
	}
	differs := 0.0
	for i, p := range s.Patterns {
		share := float64(repeated.Patterns[i].Count) / all
		if math.Abs(float64(p.Count)/total-share) > 1/total {
			t.Errorf("pattern %v: %d of %g, want a share of %g", p.Levels, p.Count, total, share)
		}
		differs += math.Abs(float64(plain.Patterns[i].Count) - float64(p.Count))
	}
	if differs == 0 {
		t.Error("weights have no effect on how often classes come")
	}
	e, err := s.Encode(rows, 1)
	if err != nil || len(e.Weights) != 40 || e.Weights[7] != 3e300 {
		t.Errorf("weights %v, %v; want 40, of which the eighth is 3e300", e.Weights, err)
	}
	rows.Columns = rows.Columns[1:]
	if e, err = s.Encode(rows, 1); err != nil || e.Weights != nil {
		t.Errorf("a table without the column: weights %v, %v; want none", e.Weights, err)
	}
}

func TestWeightsAreRefused(t *testing.T) {
	for text, want := range map[string]string{"-1": `line 12, column "w": "-1" is not a weight`, "": `line 12, column "w"`, "inf": "w", "none": "w"} {
		csv := "x,w\n"
		for i := range 20 {
			csv += fmt.Sprintf("%d.5,%s\n", i*i%13, map[bool]string{true: text, false: "2"}[i == 10])
		}
		r, err := table.NewReader(strings.NewReader(csv), "t.csv", nil)
		if err != nil {
			t.Fatal(err)
		}
		rows, err := table.ReadRest(r)
		if err == nil {
			_, err = schema.New(rows, &schema.Settings{Weights: "w"})
		}
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
	if _, err := schema.New(weighed(t, false), &schema.Settings{Weights: "v"}); !errors.Is(err, table.ErrNoColumn) {
		t.Errorf("no such column: %v, want ErrNoColumn", err)
	}
	if _, err := schema.New(weighed(t, false), &schema.Settings{Weights: "kind"}); !errors.Is(err, table.ErrColumnType) {
		t.Errorf("a column of texts: %v, want ErrColumnType", err)
	}
}

// TestWeightsCountInShares: the shares of a variable's levels are those of the weights, with half a row for each level.
// Shares that are not one for each level, or no shares, are refused.
func TestWeightsCountInShares(t *testing.T) {
	rows := read(t, "c,w\na,1\na,1\nb,6\nb,0\n")
	s := newSchema(t, rows, &schema.Settings{Weights: "w"}, "c", "variable")
	c := s.Columns[0]
	if len(c.Shares) != 2 || math.Abs(c.Shares[0]-1.25/4) > 1e-12 || math.Abs(c.Shares[1]-2.75/4) > 1e-12 {
		t.Errorf("shares %v, want 1.25/4 and 2.75/4", c.Shares)
	}
	for _, c.Shares = range [][]float64{{1}, {0, 1}, {math.NaN(), 0.5}, {0.5, math.Inf(1)}} {
		if _, err := s.Encode(rows, 1); !errors.Is(err, schema.ErrSettings) {
			t.Errorf("shares %v: %v, want ErrSettings", c.Shares, err)
		}
	}
}

// TestWeightlessRowsHaveNoMoments: mean and spread of a condition, and those with which missing values are filled, are
// of rows by their weights: a far row of weight 0 has no part in them.
func TestWeightlessRowsHaveNoMoments(t *testing.T) {
	text := "x,y,w\n1.5,7.25,1\n2.25,8.5,3\n4.125,,2\n"
	s := newSchema(t, read(t, text+"1e300,1e300,0\n"), &schema.Settings{Weights: "w", Missing: schema.Mask}, "x", "continuous condition", "y", "continuous")
	x, y := s.Columns[0], s.Columns[1]
	mean, spread := (1.5+3*2.25+2*4.125)/6, 0.0
	for _, r := range [][2]float64{{1.5, 1}, {2.25, 3}, {4.125, 2}} {
		spread += r[1] / 6 * (r[0] - mean) * (r[0] - mean)
	}
	if math.Abs(x.Mean-mean) > 1e-12 || math.Abs(x.Spread-math.Sqrt(spread)) > 1e-12 || math.Abs(y.Mean-(7.25+3*8.5)/4) > 1e-12 {
		t.Errorf("mean %v, spread %v and mean %v, want %v, %v and %v", x.Mean, x.Spread, y.Mean, mean, math.Sqrt(spread), (7.25+3*8.5)/4)
	}
}

// TestLightRowsCountTogether: many rows of little weight, each with a combination of classes of its own, have together
// the share that their weights say. By themselves none of them counts as half a row.
func TestLightRowsCountTogether(t *testing.T) {
	text := "a,b,x,w\nheavy,b,0.5,24\n"
	for i := range 40 {
		text += fmt.Sprintf("light,b%d,0.%d,0.4\n", i, i+1)
	}
	s, err := schema.New(read(t, text), &schema.Settings{Weights: "w"})
	if err != nil {
		t.Fatal(err)
	}
	light, total := 0.0, 0.0
	for _, p := range s.Patterns {
		total += float64(p.Count)
		if s.Columns[0].Levels[p.Levels[0]] == "light" {
			light += float64(p.Count)
		}
	}
	if total != 41 || math.Abs(light-0.4*41) > 1 {
		t.Errorf("light rows count as %v of %v, want 16.4 of 41", light, total)
	}
}

// TestWeightsOfRowsLeftOut: vectors have the weights of their own rows where rows before them have no vector. The caller's table
// keeps its column of weights.
func TestWeightsOfRowsLeftOut(t *testing.T) {
	rows := newTable(t, table.NewNumbers("x", 1, 2.5, math.Pi, 4), table.NewNumbers("w", 1, 2, 3, 4))
	s := newSchema(t, rows, &schema.Settings{Weights: "w", Missing: schema.Drop})
	if len(rows.Columns) != 2 || rows.Columns[0] == nil || rows.Columns[1] == nil {
		t.Fatalf("the caller's table has the columns %v", rows.Columns)
	}
	x := table.NewNumbers("x")
	x.AppendMissing()
	for _, v := range []float64{2.5, math.Pi, 4} {
		x.AppendNumber(v)
	}
	e, err := s.Encode(newTable(t, x, table.NewNumbers("w", 1, 2, 3, 4)), 1)
	if err != nil || !slices.Equal(e.Weights, []float64{2, 3, 4}) {
		t.Errorf("weights %v, error %v; want 2, 3 and 4", e.Weights, err)
	}
	for _, bad := range []float64{math.Inf(1), math.NaN(), -1} {
		_, err := schema.New(newTable(t, table.NewNumbers("x", 1, 2), table.NewNumbers("w", 1, bad)), &schema.Settings{Weights: "w"})
		var field *table.FieldError
		if !errors.As(err, &field) {
			t.Errorf("a weight of %v: error %v, want a FieldError", bad, err)
		}
	}
}

// TestWeightsOfAnySize: the mean and the spread of a condition do not depend on the unit of weights, up to those whose sum is no
// number, and leave out values beyond the bounds.
func TestWeightsOfAnySize(t *testing.T) {
	values := []float64{1, 2.5, math.Pi, 40}
	for _, unit := range []float64{1, 1e-300, 1e308} {
		rows := newTable(t, table.NewNumbers("x", values...), table.NewNumbers("w", slices.Repeat([]float64{unit}, 4)...))
		s := newSchema(t, rows, &schema.Settings{Weights: "w"}, "x", "condition log:0")
		more := newTable(t, table.NewNumbers("x", append([]float64{-1}, values...)...), table.NewNumbers("w", slices.Repeat([]float64{unit}, 5)...))
		if err := s.Fit(more); err != nil {
			t.Fatal(err)
		}
		want := 0.0
		for _, v := range values {
			want += math.Log(v) / 4
		}
		if c := s.Columns[0]; !(math.Abs(c.Mean-want) <= 1e-12) || !(c.Spread > 0) || math.IsInf(c.Spread, 0) {
			t.Errorf("weights of %g: mean %v and spread %v, want %v", unit, c.Mean, c.Spread, want)
		}
	}
}

// TestCombinationsOfHardlyAnyWeight: a combination of classes whose weight is below half a row did not occur: the probabilities of all
// combinations have the sum 1.
func TestCombinationsOfHardlyAnyWeight(t *testing.T) {
	a, b, x, w := table.NewTexts("a"), table.NewTexts("b"), table.NewNumbers("x"), table.NewNumbers("w")
	for i := range 40 {
		weight := 1.0
		if i%4 == 3 {
			weight = 1e-9
		}
		a.AppendText([]string{"p", "q"}[i%2])
		b.AppendText([]string{"u", "v"}[i%4/2])
		x.AppendNumber(math.Sqrt(float64(i)))
		w.AppendNumber(weight)
	}
	rows := newTable(t, a, b, x, w)
	s := newSchema(t, rows, &schema.Settings{Weights: "w"})
	total := 0.0
	e, err := s.Encode(rows, 1)
	if err != nil {
		t.Fatal(err)
	}
	for _, logp := range e.LogJacobian[:4] { // one row of each combination
		total += math.Exp(logp)
	}
	if math.Abs(total-1) > 1e-9 {
		t.Errorf("probabilities have the sum %v, want 1; patterns %v", total, s.Patterns)
	}
}
