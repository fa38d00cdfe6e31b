package numeric

import "math"

func Flatten(rows [][]float64) []float64 {
	var all []float64
	for _, row := range rows {
		all = append(all, row...)
	}
	return all
}

func Dot(x, y []float64) float64 {
	sum := 0.0
	for i, v := range x {
		sum += v * y[i]
	}
	return sum
}

func Norm(x []float64) float64 { return math.Sqrt(Dot(x, x)) }
