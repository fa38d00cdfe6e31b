// This file has fused multiply-adds in Go, rounded once for both element types.

package kernel

import (
	"math"

	"github.com/gorgoflow/gorgoflow/graph/internal/kernel/scalar"
)

// fma is x·y + z, rounded once.
func fma[T scalar.Float](x, y, z T) T {
	if scalar.IsFloat32[T]() {
		return T(fma32(float32(x), float32(y), float32(z)))
	}
	return T(math.FMA(float64(x), float64(y), float64(z)))
}

func fma64(x, y, z float64) float64 { return math.FMA(x, y, z) }

// addScaledRow adds s·x to dst, rounded once.
func addScaledRow[T scalar.Float](dst []T, s T, x []T) {
	switch dst := any(dst).(type) {
	case []float32:
		addScaledRow32(dst, float32(s), any(x).([]float32))
	case []float64:
		addScaledRow64(dst, float64(s), any(x).([]float64))
	}
}

// addScaledRow32 is fma32 in a loop, without the calls, which would cost as much as the rest.
func addScaledRow32(dst []float32, s float32, x []float32) {
	x = x[:len(dst)]
	for j := range dst {
		product, addend := float64(float64(s)*float64(x[j])), float64(dst[j])
		sum := product + addend
		if !roundsOnce(sum) {
			sum = roundedToOdd(product, addend, sum)
		}
		dst[j] = float32(sum)
	}
}

func addScaledRow64(dst []float64, s float64, x []float64) {
	x = x[:len(dst)]
	for j := range dst {
		dst[j] = math.FMA(s, x[j], dst[j])
	}
}

// dotRow is one chain of fused multiply-adds.
func dotRow[T scalar.Float](sum T, x, y []T) T {
	switch x := any(x).(type) {
	case []float32:
		return T(dotRow32(float32(sum), x, any(y).([]float32)))
	case []float64:
		return T(dotRow64(float64(sum), x, any(y).([]float64)))
	}
	return sum
}

func dotRow32(sum float32, x, y []float32) float32 {
	y = y[:len(x)]
	for r := range x {
		sum = fma32(x[r], y[r], sum)
	}
	return sum
}

func dotRow64(sum float64, x, y []float64) float64 {
	y = y[:len(x)]
	for r := range x {
		sum = math.FMA(x[r], y[r], sum)
	}
	return sum
}

// fma32 rounds x·y + z once. In float64 the product is exact and the sum is rounded. A second rounding to float32 is wrong
// only if the first has met the middle between two float32 numbers, or if these lie closer: below the smallest normal
// number.
func fma32(x, y, z float32) float32 {
	product := float64(float64(x) * float64(y))
	sum := product + float64(z)
	if !roundsOnce(sum) {
		sum = roundedToOdd(product, float64(z), sum)
	}
	return float32(sum)
}

// roundsOnce says whether x is neither the middle between two numbers of float32 nor below its normal ones.
func roundsOnce(x float64) bool {
	const (
		keptBits = 64 - 29
		normal   = (1023 - 126) << 52
	)
	bits := math.Float64bits(x)
	return bits<<keptBits != 1<<63 && bits<<1 >= normal<<1
}

// roundedToOdd is x + y with the last bit set unless the sum is exact, so that no second rounding takes it for a middle
// (Boldo and Melquiond, IEEE Transactions on Computers 57(4), 2008). sum is x + y rounded to nearest.
//
//go:noinline
func roundedToOdd(x, y, sum float64) float64 {
	part := sum - x // Knuth's error of a sum
	rest := (x - (sum - part)) + (y - part)
	bits := math.Float64bits(sum)
	if !(rest != 0) || rest != rest || bits&1 == 1 {
		return sum
	}
	if (rest > 0) == (sum > 0) {
		return math.Float64frombits(bits + 1)
	}
	return math.Float64frombits(bits - 1)
}
