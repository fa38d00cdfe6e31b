// The logarithm of the gamma function.

package elementary

import "math"

// LogGammaOfHalf is log Γ(n/2), for whole n from 1 on.
func LogGammaOfHalf(n int) float64 {
	if n > 100 {
		return logGammaFar(float64(n) / 2)
	}
	product := 1. // Γ(x) = (x−1)·Γ(x−1), down to Γ(1) = 1 or Γ(½) = √π
	for ; n > 2; n -= 2 {
		product *= float64(n-2) / 2
	}
	if n == 1 {
		product *= math.Sqrt(math.Pi)
	}
	return Log(product)
}

// stirling are the coefficients of 1/x, 1/x³, … in log Γ beside Stirling's formula.
var stirling = []float64{1. / 12, -1. / 360, 1. / 1260, -1. / 1680}

// logGammaFar is log Γ(x) for x above 50.
func logGammaFar(x float64) float64 {
	series := polynomial(1/x/x, stirling) / x
	return float64((x-0.5)*Log(x)) - x + float64(Log(2*math.Pi)/2) + series
}
