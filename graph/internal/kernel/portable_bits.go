// This file has the steps of the assembly that Go has no operators for.

package kernel

import "math"

// fma is x·y + z, rounded once.
func fma[T Float](x, y, z T) T {
	if isFloat32[T]() {
		return T(fma32(float32(x), float32(y), float32(z)))
	}
	return T(math.FMA(float64(x), float64(y), float64(z)))
}

func fma64(x, y, z float64) float64 { return math.FMA(x, y, z) }

// fma32 rounds x·y + z once. In float64 the product is exact and the sum is rounded, which a second rounding could
// make wrong only where the first has met the middle between two numbers, or where the numbers lie closer: below the
// smallest normal one.
func fma32(x, y, z float32) float32 {
	const (
		lostBits = 1<<29 - 1
		middle   = 1 << 28
		normal   = (1023 - 126) << 52
	)
	product := float64(x) * float64(y)
	sum := product + float64(z)
	if bits := math.Float64bits(sum); bits&lostBits != middle && bits&^(1<<63) >= normal {
		return float32(sum)
	}
	return float32(roundedToOdd(product, float64(z), sum))
}

// roundedToOdd is x + y with the last bit set unless it is exact, so that no second rounding takes it for a middle
// (Boldo and Melquiond, IEEE Transactions on Computers 57(4), 2008). sum is x + y rounded to nearest.
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

// lesser and greater return y unless the relation holds: if they are equal zeros, or one is no number.
func lesser[T Float](x, y T) T {
	if x < y {
		return x
	}
	return y
}

func greater[T Float](x, y T) T {
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

// chosen32 is x where the sign of mask is set.
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
