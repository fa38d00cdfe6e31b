// Columns of true and false that are taken for numbers.

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

// TestBoolsAsNumbers: a density of a number that stands for true or false has to have two cells, of which each value is
// one. As a condition it comes back as what it was. A density elsewhere than at the two is refused: its samples were all
// true.
func TestBoolsAsNumbers(t *testing.T) {
	b, x := &table.Column{Field: table.Field{Name: "b", Type: table.Bool}}, table.NewNumbers("x")
	for i := range 41 {
		b.AppendBool(i%3 == 0)
		x.AppendNumber(math.Sqrt(float64(i)))
	}
	rows := newTable(t, b, x)
	for words, ok := range map[string]bool{"number": false, "number rounded:1": false, "number rounded:1 logit:-0.5:2.5": false, "number rounded:1 logit:-0.5:1.5": true, "number condition": true} {
		s := newSchema(t, rows, nil)
		err := s.Set("b", words)
		if !ok {
			if !errors.Is(err, schema.ErrSettings) {
				t.Errorf("%s: %v, want ErrSettings", words, err)
			}
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Fit(rows); err != nil {
			t.Fatal(err)
		}
		vectors, err := s.Encode(rows, 1)
		if err != nil {
			t.Fatal(err)
		}
		back, err := s.Decode(vectors.X, vectors.Condition)
		if err != nil || !slices.Equal(back.Columns[0].Numbers, b.Numbers) {
			t.Errorf("%s: %v, %v, want the values that were there", words, back, err)
		}
	}
}

// TestTruthsOfOtherForms: true and false are known as levels and as constants in the words of any format or program, unless they
// are but some of the levels, or stand for one in two ways.
func TestTruthsOfOtherForms(t *testing.T) {
	for _, c := range []struct {
		levels, other string
		known         bool
	}{
		{"True,False", "true,false", true}, {"TRUE,FALSE", "1,0", true}, {"0,1", "False,T", true}, {"T", "true", true}, {"constant T", "constant true", true}, {"F,T,U", "false,true,U", false}, {"true,TRUE", "True,T", false}, {"true,no", "True,no", false}, {"True", "false", false},
	} {
		table := func(levels string) *table.Table {
			text, words := "x,b\n", strings.Split(levels, ",")
			for i := range 12 {
				text += fmt.Sprintf("%g,%s\n", math.Sqrt(float64(i)), words[i%len(words)])
			}
			return read(t, text)
		}
		set := []string{"b", "category"}
		if levels, is := strings.CutPrefix(c.levels, "constant "); is {
			c.levels, c.other, set = levels, strings.TrimPrefix(c.other, "constant "), nil
		}
		s := newSchema(t, table(c.levels), nil, set...)
		want, err := s.Encode(table(c.levels), 1)
		if err != nil {
			t.Fatal(err)
		}
		got, err := s.Encode(table(c.other), 1)
		if err != nil || (len(got.Others) == 0) != c.known {
			t.Errorf("%s where the data have %s: others %v, error %v", c.other, c.levels, got.Others, err)
			continue
		}
		for i := range got.X {
			if c.known && (got.LogJacobian[i] != want.LogJacobian[i] || len(got.Condition) > 0 && !slices.Equal(got.Condition[i], want.Condition[i])) {
				t.Errorf("%s where the data have %s: row %d is %v, want %v", c.other, c.levels, i, got.Condition[i], want.Condition[i])
			}
		}
	}
}
