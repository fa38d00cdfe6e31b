// A fingerprint depends on the rows, and not on how they are read.

package fingerprint_test

import (
	"math"
	"testing"
	"time"

	"github.com/gorgoflow/gorgoflow/examples/density/internal/fingerprint"
	"github.com/gorgoflow/gorgoflow/train/table"
)

func rows(n int, change func(*table.Table)) *table.Table {
	x, s, d := table.NewNumbers("x"), table.NewTexts("s"), table.NewDates("d")
	for i := range n {
		x.AppendNumber(math.Sin(float64(i)))
		s.AppendText(string(rune('a' + i%7)))
		d.AppendDate(time.Unix(int64(i)*1000, 0))
	}
	t, _ := table.New(x, s, d)
	if change != nil {
		change(t)
	}
	return t
}

func print(t *testing.T, rows *table.Table) fingerprint.Print {
	t.Helper()
	p, err := fingerprint.Of(rows, []string{"x", "s", "d"})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// TestChanges: any change of a row and of the order of rows changes the fingerprint. The order of columns does not.
func TestChanges(t *testing.T) {
	want := print(t, rows(20, nil))
	for name, change := range map[string]func(*table.Table){
		"a number":      func(t *table.Table) { t.Columns[0].Numbers[3] += 1e-15 },
		"a text":        func(t *table.Table) { t.Columns[1].Texts[19] = "z" },
		"a date":        func(t *table.Table) { t.Columns[2].Dates[0] = time.Unix(1, 0) },
		"a value lost":  func(t *table.Table) { t.Columns[0].Missing[5] = true },
		"rows swapped":  func(t *table.Table) { n := t.Columns[0].Numbers; n[1], n[2] = n[2], n[1] },
		"a row further": func(t *table.Table) { *t = *rows(21, nil) },
	} {
		if print(t, rows(20, change)) == want {
			t.Errorf("%s leaves the fingerprint as it was", name)
		}
	}
	turned := rows(20, func(t *table.Table) { t.Columns[0], t.Columns[2] = t.Columns[2], t.Columns[0] })
	if print(t, turned) != want {
		t.Error("the order of columns changes the fingerprint")
	}
}

// TestParts: the fingerprints of two parts give the fingerprint of the whole.
func TestParts(t *testing.T) {
	whole := rows(100, nil)
	first, second := rows(100, nil), rows(100, nil)
	cut := func(t *table.Table, from, to int) {
		for _, c := range t.Columns {
			c.Missing = c.Missing[from:to]
			switch c.Type {
			case table.Text:
				c.Texts = c.Texts[from:to]
			case table.Date:
				c.Dates = c.Dates[from:to]
			default:
				c.Numbers = c.Numbers[from:to]
			}
		}
	}
	cut(first, 0, 37)
	cut(second, 37, 100)
	if a, b := print(t, first).Then(print(t, second)), print(t, whole); a != b || a.Rows != 100 {
		t.Errorf("the parts give %v, want %v of 100 rows", a, b)
	}
}
