// Columns of true and false that are taken for numbers.

package schema_test

import (
	"errors"
	"math"
	"slices"
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
