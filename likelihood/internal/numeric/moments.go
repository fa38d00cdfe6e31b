// Moments of a sample.

package numeric

import "math"

// Deviation is the standard deviation of a sample, with n-1. Squares that are no ordinary numbers are taken in another
// unit.
func Deviation(values []float64) float64 {
	mean, sum := Mean(values), 0.0
	for _, v := range values {
		sum += float64((v - mean) * (v - mean))
	}
	if sum < 1e-280 || math.IsInf(sum, 1) {
		return deviationInUnits(values, mean)
	}
	return math.Sqrt(sum / float64(len(values)-1))
}

// deviationInUnits is Deviation, summed in units of the largest distance from the mean.
func deviationInUnits(values []float64, mean float64) float64 {
	unit, sum := 0.0, 0.0
	for _, v := range values {
		unit = max(unit, math.Abs(v-mean))
	}
	if unit == 0 || len(values) < 2 {
		return math.Sqrt(unit / float64(len(values)-1))
	}
	for _, v := range values {
		d := (v - mean) / unit
		sum += float64(d * d)
	}
	return unit * math.Sqrt(sum/float64(len(values)-1))
}

// Mean is the mean, summed in the order of the values.
func Mean(values []float64) float64 {
	sum := 0.0
	for _, v := range values {
		sum += v
	}
	return sum / float64(len(values))
}
