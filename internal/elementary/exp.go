// Exponentials.

package elementary

import "math"

const (
	ln2High = 0x1.62e42fefa39efp-1  // ln 2, rounded
	ln2Low  = 0x1.abc9e3b39803fp-56 // what that leaves
)

// mostExp and leastExp bound the arguments whose exponential is neither infinite nor 0.
const (
	mostExp  = 709.782712893384
	leastExp = -745.1332191019412
)

// Exp is eˣ.
func Exp(x float64) float64 {
	switch {
	case x != x:
		return x
	case x > mostExp:
		return math.Inf(1)
	case x < leastExp:
		return 0
	}
	n := math.RoundToEven(float64(x * math.Log2E))
	r := math.FMA(-n, ln2Low, math.FMA(-n, ln2High, x))
	half := math.Floor(n / 2)
	return float64(expNear0(r)*power2(half)) * power2(n-half)
}

// expNear0 is eˣ for |x| ≤ ln 2/2, by its series, whose terms are added in pairs, which do not wait for each other.
func expNear0(x float64) float64 {
	x2 := float64(x * x)
	x4 := float64(x2 * x2)
	near := 1./2 + float64(x*(1./6)) + float64(x2*(1./24+float64(x*(1./120))))
	middle := 1./720 + float64(x*(1./5040)) + float64(x2*(1./40320+float64(x*(1./362880))))
	far := 1./3628800 + float64(x*(1./39916800)) + float64(x2*(1./479001600+float64(x*(1./6227020800))))
	series := near + float64(x4*(middle+float64(x4*far))) // eˣ = 1 + x + x²·series
	return 1 + (x + float64(x2*series))
}

// power2 is 2ⁿ for a whole n from −1022 to 1023.
func power2(n float64) float64 { return math.Float64frombits(uint64(int64(n)+1023) << 52) }

// Expm1 is eˣ − 1, also for small x (Kahan: the rounded logarithm of the rounded exponential corrects its rounding).
func Expm1(x float64) float64 {
	u := Exp(x)
	switch {
	case u == 1:
		return x
	case u-1 == -1:
		return -1
	case x > 1 && u > math.MaxFloat64/x: // the product would be infinite
		return u
	}
	return (u - 1) * x / Log(u)
}
