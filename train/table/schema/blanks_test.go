// Texts with blanks at their ends.

package schema_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/gorgoflow/gorgoflow/train/table"
	"github.com/gorgoflow/gorgoflow/train/table/schema"
)

// TestBlanksAtTheEnds: texts that a database has filled up, or that stood behind a comma and a blank, are the levels, the constants and
// the copies that they are without these blanks, as CSV has them; unless two levels would be the same.
func TestBlanksAtTheEnds(t *testing.T) {
	for _, c := range []struct {
		levels, others string // of a column
		known          bool
	}{
		{"red|green", "red  |green", true}, {" red| green", "red|green", true}, {"red  |green", "\tred|green ", true}, {"a b|c", " a b|c", true},
		{"red", " red", true}, {"red |green", "redd|green", false}, {"a b|c", "ab|c", false}, {"red|red |x", "red  |red |x", true}, {" red|red |x", "red|red|x", false},
	} {
		rows := func(texts string) *table.Table {
			levels := strings.Split(texts, "|")
			x, text, again := table.NewNumbers("x"), table.NewTexts("text"), table.NewTexts("again")
			for i := range 12 {
				x.AppendNumber(float64(i*i) / 7)
				text.AppendText(levels[i%len(levels)])
				again.AppendText(levels[i%len(levels)])
			}
			return newTable(t, x, text, again)
		}
		s := newSchema(t, rows(c.levels), nil)
		if kind := s.Columns[2].Kind; kind != schema.Duplicate && kind != schema.Constant {
			t.Fatalf("%s: the copy is a %s", c.levels, kind)
		}
		want, err := s.Encode(rows(c.levels), 1)
		if err != nil {
			t.Fatal(err)
		}
		others := rows(c.others)
		for i := range others.Columns[2].Texts { // a copy may be written otherwise
			others.Columns[2].Texts[i] += " "
		}
		got, err := s.Encode(others, 1)
		if err != nil || (len(got.Others) == 0) != c.known {
			t.Errorf("%q where the data have %q: others %v, error %v", c.others, c.levels, got.Others, err)
			continue
		}
		for i := range want.X {
			if c.known && (got.LogJacobian[i] != want.LogJacobian[i] || len(want.Condition) > 0 && !slices.Equal(got.Condition[i], want.Condition[i])) {
				t.Errorf("%q where the data have %q: row %d differs", c.others, c.levels, i)
			}
		}
	}
}
