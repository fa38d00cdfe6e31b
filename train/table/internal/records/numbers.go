// Numbers of Arrow's arrays added to a column all at once.

package records

import (
	"math"
	"slices"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/gorgoflow/gorgoflow/train/table"
)

// addNumbers adds the values from … end−1 of an array to a column of numbers. It returns false, and adds none, for other arrays
// and where one of the numbers may be one that a column does not hold.
func addNumbers(to *table.Column, values arrow.Array, from, end int) bool {
	if to.Type != table.Number && to.Type != table.Integer {
		return false
	}
	switch a := values.(type) {
	case *array.Float64:
		return addAll(to, a, a.Float64Values()[from:end], from, math.Inf(1))
	case *array.Float32:
		return addAll(to, a, a.Float32Values()[from:end], from, math.Inf(1))
	case *array.Int64:
		return addAll(to, a, a.Int64Values()[from:end], from, table.MaxInteger)
	case *array.Int32:
		return addAll(to, a, a.Int32Values()[from:end], from, table.MaxInteger)
	}
	return false
}

// addAll is addNumbers for numbers whose magnitude as float64 is below a bound.
func addAll[E float64 | float32 | int64 | int32](to *table.Column, values arrow.Array, list []E, from int, bound float64) bool {
	numbers, missing := slices.Grow(to.Numbers, len(list)), slices.Grow(to.Missing, len(list))
	hasNull := values.NullN() > 0
	for i, e := range list {
		v := float64(e)
		if hasNull && values.IsNull(from+i) {
			v = math.NaN()
		}
		if math.Abs(v) >= bound {
			return false
		}
		numbers, missing = append(numbers, v), append(missing, v != v)
	}
	to.Numbers, to.Missing = numbers, missing
	return true
}
