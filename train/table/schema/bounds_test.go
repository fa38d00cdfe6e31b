// Bounds that values reach.

package schema_test

import (
	"math"
	"regexp"
	"strings"
	"testing"

	"github.com/gorgoflow/gorgoflow/train/table"
)

// TestRefusedBoundSaysWhichWouldDo: the error about a bound on the wrong side of values, or of their cells, has one that is
// taken.
func TestRefusedBoundSaysWhichWouldDo(t *testing.T) {
	percent, count, exact := table.NewNumbers("percent"), table.NewNumbers("count"), table.NewNumbers("exact")
	for k := range 201 {
		percent.AppendNumber(float64(k) / 2)
		count.AppendNumber(float64(k % 7))
		exact.AppendNumber(1 + float64(k*k*k)/997)
	}
	s := newSchema(t, newTable(t, percent, count, exact), nil, "exact", "continuous")
	wanted := regexp.MustCompile(`want it at (\S+) or (above|below)`)
	for _, c := range []struct{ column, before, refused, after string }{
		{"percent", "logit:", "0", ":200"}, {"percent", "logit:-1:", "100", ""}, {"percent", "logit:-1:", "99", ""}, {"percent", "log:", "0", ""},
		{"count", "log:", "0", ""}, {"count", "log:", "-0.1", ""},
	} {
		err := s.Set(c.column, c.before+c.refused+c.after)
		if err == nil {
			t.Fatalf("%v: no error", c)
		}
		m := wanted.FindStringSubmatch(err.Error())
		if m == nil {
			t.Errorf("%v: %v, want a bound that would do", c, err)
		} else if err := s.Set(c.column, c.before+m[1]+c.after); err != nil {
			t.Errorf("%v: the bound %s: %v", c, m[1], err)
		}
	}
	if err := s.Set("exact", "log:1.5"); err == nil || !strings.Contains(err.Error(), "want it below 1:") {
		t.Errorf("%v, want that the bound is to be below 1", err)
	}
	highest := table.FormatNumber(1 + float64(200*200*200)/997)
	for words, want := range map[string]string{"log:1": "want it below 1:", "logit:1:9999": "want it below 1:", "logit:0:" + highest: "want it above " + highest + ":"} {
		if err := s.Set("exact", words); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, %s", words, err, want)
		}
	}
}

// TestBoundsFarFromZero: a number whose cell ends at a bound stays within it where the bound is so large that hardly any
// number lies between the two, as of times in microseconds.
func TestBoundsFarFromZero(t *testing.T) {
	const first = 1.6e15
	var times []float64
	for i := range 900 {
		times = append(times, first+float64(i%9))
	}
	rows := newTable(t, table.NewNumbers("x", times...))
	for _, words := range []string{"log:1599999999999999.5 rounded:1", "logit:1599999999999999.5:1600000000000008.5 rounded:1"} {
		e, err := newSchema(t, rows, nil, "x", words).Encode(rows, 1)
		if err != nil {
			t.Fatal(err)
		}
		for i, x := range e.X {
			if math.IsInf(x[0], 0) || math.IsInf(e.LogJacobian[i], 0) {
				t.Errorf("%s: the vector of %.0f is %v, with log J = %v", words, times[i], x, e.LogJacobian[i])
				break
			}
		}
	}
}
