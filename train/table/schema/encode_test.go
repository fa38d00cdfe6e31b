// Encoding of values that files write in other ways than the data.

package schema_test

import (
	"math"
	"slices"
	"testing"

	"github.com/gorgoflow/gorgoflow/train/table"
	"github.com/gorgoflow/gorgoflow/train/table/schema"
)

// TestConstantInAnotherPrecision: a constant is the same in single precision, in the data or in the rows. Another
// number differs.
func TestConstantInAnotherPrecision(t *testing.T) {
	single := float64(float32(0.3))
	for _, c := range []struct{ data, row float64 }{{0.3, single}, {single, 0.3}, {0.3, 0.3000001}, {single, 0.3000001}} {
		of := func(v float64) *table.Table {
			return newTable(t, table.NewNumbers("x", 1, 2, 4), table.NewNumbers("constant", v, v, v))
		}
		vectors, err := newSchema(t, of(c.data), nil).Encode(of(c.row), 0)
		if same := c.row != 0.3000001; err != nil || (len(vectors.Others) == 0) != same {
			t.Errorf("%v where the data had %v: others %v, %v; want the same: %t", c.row, c.data, vectors.Others, err, same)
		}
	}
}

// TestDuplicatesThatAreMissing: a row in which one of two equal columns is missing differs from what all rows had.
func TestDuplicatesThatAreMissing(t *testing.T) {
	column := func(name string, missing ...bool) *table.Column {
		c := table.NewNumbers(name)
		for i, is := range missing {
			if is {
				c.AppendMissing()
			} else {
				c.AppendNumber(math.Sqrt(float64(i)))
			}
		}
		return c
	}
	s := newSchema(t, newTable(t, column("a", false, false, true, false), column("b", false, false, true, false)), &schema.Settings{Missing: schema.Mask})
	if s.Columns[1].Kind != schema.Duplicate {
		t.Fatalf("column b is %s", s.Columns[1].Kind)
	}
	e, err := s.Encode(newTable(t, column("a", false, true, false, true), column("b", false, false, true, true)), 1)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(e.Rows, []int{0, 3}) || len(e.Others) != 2 || e.Others[0].Why != schema.Differs || e.Others[1].Why != schema.Differs {
		t.Errorf("rows %v have vectors, others are %+v; want rows 1 and 2 to differ", e.Rows, e.Others)
	}
}
