// Decimals of Arrow's arrays, each the nearest number.

package records

import (
	"math"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/gorgoflow/gorgoflow/train/table"
)

// decimal is a decimal of any width, without its scale.
type decimal interface {
	ToFloat64(scale int32) float64
	ToString(scale int32) string
}

func decimals(values arrow.Array) adder {
	switch a := values.(type) {
	case *array.Decimal32:
		return decimalsOf(a)
	case *array.Decimal64:
		return decimalsOf(a)
	case *array.Decimal128:
		return decimalsOf(a)
	case *array.Decimal256:
		return decimalsOf(a)
	}
	return nil
}

// exactPowers is the largest power of ten that a number holds, so that a quotient by it is rounded once.
const exactPowers = 22

// decimalsOf returns an adder of the nearest numbers: 0.7 is 7/10, and not 7 · 0.1. Decimals of more digits are read as
// texts.
func decimalsOf[T decimal](a interface {
	arrow.Array
	Value(int) T
}) adder {
	scale := a.DataType().(arrow.DecimalType).GetScale()
	power := math.Pow10(int(scale))
	return func(to *table.Column, i int) bool {
		v := a.Value(i)
		if whole := v.ToFloat64(0); math.Abs(whole) < table.MaxInteger && 0 <= scale && scale <= exactPowers {
			to.AppendNumber(whole / power)
			return true
		}
		return to.AppendParsed(v.ToString(scale))
	}
}
