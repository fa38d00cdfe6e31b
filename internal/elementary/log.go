// Logarithms, and powers by them.

package elementary

import "math"

// Log is the natural logarithm.
func Log(x float64) float64 {
	switch {
	case x != x || x > math.MaxFloat64:
		return x
	case x < 0:
		return math.NaN()
	case x == 0:
		return math.Inf(-1)
	}
	m, n := math.Frexp(x)
	if m <= math.Sqrt2/2 {
		m, n = 2*m, n-1
	}
	return logNear1(m-1, float64(n))
}

// logNear1 is log(1+f) + n·ln 2 for 1+f from √½ to √2, by log(1+f) = 2s + 2s³/3 + … with s = f/(2+f). As 2s = f − s·f, the
// largest part is exact: f − (f²/2 − s·(f²/2 + 2s²/3 + …)).
func logNear1(f, n float64) float64 {
	s := f / (2 + f)
	half := float64(f * f / 2)
	low := math.FMA(n, ln2Low, float64(s*(half+logSeries(float64(s*s)))))
	return math.FMA(n, ln2High, f-(half-low))
}

// logSeries is 2x/3 + 2x²/5 + … for x below 0.03, its terms added in pairs.
func logSeries(x float64) float64 {
	x2 := float64(x * x)
	x4 := float64(x2 * x2)
	near := 2./3 + float64(x*(2./5)) + float64(x2*(2./7+float64(x*(2./9))))
	middle := 2./11 + float64(x*(2./13)) + float64(x2*(2./15+float64(x*(2./17))))
	far := 2./19 + float64(x*(2./21)) + float64(x2*(2./23))
	return x * (near + float64(x4*(middle+float64(x4*far))))
}

// Log1p is log(1+x), also for small x (Kahan: the rounding of 1+x is corrected in its logarithm).
func Log1p(x float64) float64 {
	u := 1 + x
	switch {
	case u == 1:
		return x
	case math.IsInf(u, 1) || !(u > 0):
		return Log(u)
	}
	return Log(u) * (x / (u - 1))
}

// LogAdd is log(eᵃ + eᵇ), without overflow.
func LogAdd(a, b float64) float64 {
	if a < b {
		a, b = b, a
	}
	if math.IsInf(b, 0) { // b - a may be no number
		return a
	}
	return a + Log1p(Exp(b-a))
}

// Log10 is the logarithm to base 10.
func Log10(x float64) float64 { return Log(x) / math.Ln10 }

// Pow is x to the power y, for x of 0 or more, with a relative error of some |y·log x| units of the last place.
func Pow(x, y float64) float64 {
	if y == 0 || x == 1 {
		return 1
	}
	return Exp(y * Log(x))
}
