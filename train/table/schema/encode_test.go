// Encoding of values that files write in other ways than the data.

package schema_test

import (
	"testing"

	"github.com/gorgoflow/gorgoflow/train/table"
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
