// Tables whose rows are assigned standard normal draws, as flow matching does it.

package assignment_test

import (
	"math"
	"math/rand/v2"
)

type table struct {
	name    string
	columns int
	value   func(rng *rand.Rand, row int) float64
}

var tables = []table{
	{"normal", 4, func(rng *rand.Rand, _ int) float64 { return 1 + 2*rng.NormFloat64() }},
	{"exp of normal", 4, func(rng *rand.Rand, _ int) float64 { return math.Exp(2 * rng.NormFloat64()) }},
	{"Cauchy", 4, func(rng *rand.Rand, _ int) float64 { return rng.NormFloat64() / rng.NormFloat64() }},
	{"clustered", 4, func(rng *rand.Rand, row int) float64 { return float64(row%5) + 0.01*rng.NormFloat64() }},
	{"rounded", 4, func(rng *rand.Rand, _ int) float64 { return math.Round(2 * rng.NormFloat64()) }},
	{"one column", 1, func(rng *rand.Rand, _ int) float64 { return math.Exp(2 * rng.NormFloat64()) }},
}

// distances are the squared ones of n standardised rows to n draws.
func (tab table) distances(n int) [][]float64 {
	rng := rand.New(rand.NewPCG(9, uint64(n)))
	cost := rows(make([]float64, n*n), n)
	x, y := make([]float64, n), make([]float64, n)
	for range tab.columns {
		var sum, squares float64
		for i := range n {
			x[i], y[i] = tab.value(rng, i), rng.NormFloat64()
			sum += x[i]
			squares += x[i] * x[i]
		}
		mean := sum / float64(n)
		deviation := math.Sqrt(squares/float64(n) - mean*mean)
		for i := range n {
			for j := range n {
				d := (x[i]-mean)/deviation - y[j]
				cost[i][j] += d * d
			}
		}
	}
	return cost
}
