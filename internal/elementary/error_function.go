// The complementary error function.

package elementary

import "math"

// stretch is the distance of the points by which Erfc sums an integral, whose error is exp(−π²/stretch²).
const stretch = 0.5

// weights are exp(−(k·stretch)²) for k = 1, 2, … as far as they are anything beside 1.
var weights = func() (list [12]float64) {
	for k := range list {
		list[k] = Exp(-stretch * stretch * float64((k+1)*(k+1)))
	}
	return list
}()

// Erfc is 1 − erf(x), with a relative error of some units of the last place (Matta and Reichel, Mathematics of
// Computation 25 (114), 1971: the trapezoidal rule for an integral over the whole line, and the residue of its pole).
func Erfc(x float64) float64 {
	switch {
	case x < 0:
		return 2 - Erfc(-x)
	case x < 0.5:
		return 1 - float64(x*polynomial(float64(x*x), erfSeries))
	case x > 27.3:
		return 0
	}
	square := float64(x * x)
	decay := float64(Exp(-square) * (1 - math.FMA(x, x, -square))) // with what the square's rounding has lost
	sum := 0.5 / square
	for k, w := range weights {
		at := stretch * float64(k+1)
		sum += w / (square + float64(at*at))
	}
	integral := float64(2 * stretch / math.Pi * x * decay * sum)
	if x > math.Pi/stretch {
		return integral
	}
	return integral - 2/Expm1(2*math.Pi/stretch*x)
}

// erfSeries are 2/√π times 1, −1/3, 1/(2!·5), −1/(3!·7), …
var erfSeries = func() (list []float64) {
	factorial := 1.
	for n := range 13 {
		factorial *= max(float64(n), 1)
		list = append(list, math.Copysign(2/math.SqrtPi/factorial/float64(2*n+1), float64(1-2*(n%2))))
	}
	return list
}()
