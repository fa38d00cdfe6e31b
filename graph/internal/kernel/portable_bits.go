// This file has operations of the assembly for which Go has no operators.

package kernel

import (
	"math"

	"github.com/gorgoflow/gorgoflow/graph/internal/kernel/scalar"
)

// lesser and greater return y unless the relation holds: also for equal zeros, and if an argument is NaN.
func lesser[T scalar.Float](x, y T) T {
	if x < y {
		return x
	}
	return y
}

func greater[T scalar.Float](x, y T) T {
	if x > y {
		return x
	}
	return y
}

func everyBit32(holds bool) float32 {
	if holds {
		return math.Float32frombits(1<<32 - 1)
	}
	return 0
}

func everyBit64(holds bool) float64 {
	if holds {
		return math.Float64frombits(1<<64 - 1)
	}
	return 0
}

// chosen32 is x if the sign bit of mask is set.
func chosen32(mask, x, y float32) float32 {
	if math.Float32bits(mask)>>31 == 1 {
		return x
	}
	return y
}

func chosen64(mask, x, y float64) float64 {
	if math.Float64bits(mask)>>63 == 1 {
		return x
	}
	return y
}
