// Numbers added all at once.

package records

import (
	"math"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"
	"github.com/gorgoflow/gorgoflow/train/table"
)

// TestNumbersAtOnce: numbers added all at once are those added one by one, in any part of an array, and none are added where a
// column does not hold one of them.
func TestNumbersAtOnce(t *testing.T) {
	valid := []bool{true, true, false, true, true}
	floats, integers := array.NewFloat64Builder(memory.DefaultAllocator), array.NewInt64Builder(memory.DefaultAllocator)
	floats.AppendValues([]float64{1.5, math.NaN(), math.Inf(1), -2, math.Inf(-1)}, valid)
	integers.AppendValues([]int64{7, -table.MaxInteger + 1, 9, 1, table.MaxInteger + 1}, valid)
	whole := array.NewInt32Builder(memory.DefaultAllocator)
	whole.AppendValues([]int32{1, -2, 3, math.MaxInt32, math.MinInt32}, valid)
	for _, values := range []arrow.Array{floats.NewArray(), integers.NewArray(), whole.NewArray()} {
		add, field := adderOf(values), table.Field{Type: table.Integer}
		for from := range 5 {
			for end := from; end <= 5; end++ {
				got, want, holds := &table.Column{Field: field}, &table.Column{Field: field}, true
				for i := from; i < end && holds; i++ {
					if values.IsNull(i) {
						want.AppendMissing()
					} else {
						holds = add(want, i)
					}
				}
				if at := addNumbers(got, values, from, end); at != holds || at && !equal(got, want) || !at && got.Len() > 0 {
					t.Errorf("%v %v, %d to %d: got %v, want %v", values.DataType(), values, from, end, got, want)
				}
			}
		}
	}
}

func equal(a, b *table.Column) bool {
	for i := range max(len(a.Numbers), len(b.Numbers), a.Len(), b.Len()) {
		if a.Missing[i] != b.Missing[i] || a.Numbers[i] != b.Numbers[i] && !(math.IsNaN(a.Numbers[i]) && math.IsNaN(b.Numbers[i])) {
			return false
		}
	}
	return true
}
