// This file computes sine and cosine of arguments that are too large for the vector code.

package kernel

import (
	"math"
	"math/bits"

	"github.com/gorgoflow/gorgoflow/graph/internal/kernel/scalar"
)

// nearLimit is the largest argument of the functions of one element.
func nearLimit[T scalar.Float]() T {
	if scalar.IsFloat32[T]() {
		return 0x1p16
	}
	return 0x1p30
}

// sineOf and cosineOf take any argument.
func sineOf[T scalar.Float](x T) T { return trigonometricOf(scalar.Sin, x) }

func cosineOf[T scalar.Float](x T) T { return trigonometricOf(scalar.Cos, x) }

func trigonometricOf[T scalar.Float](f scalar.UnaryFunc, x T) T {
	switch {
	case !(x <= nearLimit[T]() && -x <= nearLimit[T]()):
		return T(trigonometricFar(f, float64(x)))
	case scalar.IsFloat32[T]():
		return T(unaryPortable32[f](float32(x)))
	default:
		return T(unaryPortable64[f](float64(x)))
	}
}

// trigonometricFar reduces x to a quadrant and a remainder, and computes the sine or cosine of the remainder in float64.
func trigonometricFar(f scalar.UnaryFunc, x float64) float64 {
	if math.IsInf(x, 0) || math.IsNaN(x) {
		return math.NaN()
	}
	quadrant, high, low := reduceFar(math.Abs(x))
	negative := x < 0 && f == scalar.Sin
	if f == scalar.Cos {
		quadrant++
	}
	sine, cosine := sinPortable64(high), cosPortable64(high)
	value := math.FMA(low, cosine, sine)
	if quadrant&1 == 1 {
		value = math.FMA(-low, sine, cosine)
	}
	if negative != (quadrant&2 != 0) {
		return -value
	}
	return value
}

// reduceFar divides x ≥ 2¹⁶ by π/2 (Payne and Hanek, SIGNUM Newsletter 18(1), 1983). x is an integer times a power of two,
// so only those digits of 2/π matter whose product is less than four quarters of a turn. The remainder is between -π/4 and
// π/4, in two parts.
func reduceFar(x float64) (quadrant uint64, high, low float64) {
	const fractionBits, bias = 52, 1023
	exponent := int(math.Float64bits(x)>>fractionBits) - bias - fractionBits
	integer := math.Float64bits(x)&(1<<fractionBits-1) | 1<<fractionBits
	turns, fraction, rest := quarterTurns(integer, exponent)
	sign := 1.0
	if fraction>>63 == 1 { // nearer to the next quarter
		turns, sign = turns+1, -1
		fraction, rest = ^fraction, -rest
		if rest == 0 {
			fraction++
		}
	}
	shift := bits.LeadingZeros64(fraction)
	if fraction == 0 {
		shift = 64 + bits.LeadingZeros64(rest)
	}
	digits := fraction<<shift | rest>>(64-shift)
	if shift >= 64 {
		digits = rest << (shift - 64)
	}
	const halfPi, halfPiRest = 0x1.921fb54442d18p+00, 0x1.1a62633145c07p-54
	part := sign * math.Ldexp(float64(digits), -64-shift)
	high = float64(part * halfPi)
	low = math.FMA(part, halfPi, -high) + float64(part*halfPiRest)
	return turns, high, low
}

// quarterTurns is integer·2^exponent·2/π modulo 4: the whole part and 128 bits of the fraction.
func quarterTurns(integer uint64, exponent int) (turns, fraction, rest uint64) {
	const zeros = 64 // before the first digit of 2/π
	first := exponent - 2 + zeros
	word, shift := first/64, uint(first%64)
	digits := func(i int) uint64 {
		return twoOverPi[word+i]<<shift | twoOverPi[word+i+1]>>(64-shift)
	}
	carry, c := bits.Mul64(integer, digits(2))
	middle, b := bits.Mul64(integer, digits(1))
	b, over := bits.Add64(b, carry, 0)
	a := integer*digits(0) + middle + over
	return a >> 62, a<<2 | b>>62, b<<2 | c>>62
}

// twoOverPi are the digits of 2/π after a word of zeros.
var twoOverPi = [...]uint64{
	0,
	0xa2f9836e4e441529, 0xfc2757d1f534ddc0, 0xdb6295993c439041, 0xfe5163abdebbc561,
	0xb7246e3a424dd2e0, 0x06492eea09d1921c, 0xfe1deb1cb129a73e, 0xe88235f52ebb4484,
	0xe99c7026b45f7e41, 0x3991d639835339f4, 0x9c845f8bbdf9283b, 0x1ff897ffde05980f,
	0xef2f118b5a0a6d1f, 0x6d367ecf27cb09b7, 0x4f463f669e5fea2d, 0x7527bac7ebe5f17b,
	0x3d0739f78a5292ea, 0x6bfb5fb11f8d5d08, 0x56033046fc7b6bab, 0xf0cfbc209af4361d,
	0xa9e391615ee61b08,
}
