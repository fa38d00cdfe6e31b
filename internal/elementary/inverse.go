// Inverse tangents.

package elementary

import "math"

// atanSeries are −1/3, 1/5, −1/7, …
var atanSeries = []float64{-1. / 3, 1. / 5, -1. / 7, 1. / 9, -1. / 11, 1. / 13, -1. / 15}

// Atan is the angle from −π/2 to π/2 whose tangent is x.
func Atan(x float64) float64 {
	size := math.Abs(x)
	switch {
	case x != x:
		return x
	case size > 1:
		return math.Copysign(quarterHigh-(atanTo1(1/size)-quarterLow), x)
	}
	return math.Copysign(atanTo1(size), x)
}

// angles are those whose tangents are 0, 1/8, … 1.
var angles = [9]float64{0x0.0p+0, 0x1.fd5ba9aac2f6ep-4, 0x1.f5b75f92c80ddp-3, 0x1.6f61941e4def1p-2, 0x1.dac670561bb4fp-2, 0x1.1e00babdefeb4p-1, 0x1.4978fa3269ee1p-1, 0x1.700a7c5784634p-1, 0x1.921fb54442d18p-1}

// atanTo1 is Atan from 0 to 1: the angle of the nearest k/8, and the small one that is left, by its series.
func atanTo1(x float64) float64 {
	k := math.RoundToEven(8 * x)
	tangent := float64(k / 8)
	d := (x - tangent) / math.FMA(x, tangent, 1)
	d2 := float64(d * d)
	return angles[int(k)] + math.FMA(float64(d2*d), polynomial(d2, atanSeries), d)
}

// Atan2 is the angle of the point (x, y), of finite numbers, from −π to π.
func Atan2(y, x float64) float64 {
	switch {
	case x > 0:
		return Atan(y / x)
	case x < 0:
		return math.Copysign(math.Pi-Atan(math.Abs(y/x)), y)
	case y == 0 && math.Signbit(x):
		return math.Copysign(math.Pi, y)
	case y == 0:
		return y
	}
	return math.Copysign(quarterHigh, y)
}
