// The rows: rings, moons, spirals, heavy tails and normal ones.

package kinds

import (
	"math"
	"math/rand/v2"
)

func drawRings(r *rand.Rand) []float64 {
	angle, radius := 2*math.Pi*r.Float64(), float64(1+r.IntN(2))+0.08*r.NormFloat64()
	return []float64{radius * math.Cos(angle), radius * math.Sin(angle)}
}

func drawMoons(r *rand.Rand) []float64 {
	angle, upper := math.Pi*r.Float64(), float64(r.IntN(2))
	sign := 2*upper - 1
	return []float64{math.Cos(angle)*sign + upper + 0.08*r.NormFloat64(), math.Sin(angle)*sign - 0.5*upper + 0.08*r.NormFloat64()}
}

func drawSpirals(r *rand.Rand) []float64 {
	angle, sign := 3*math.Pi*math.Sqrt(r.Float64()), float64(2*r.IntN(2)-1)
	return []float64{sign*angle*math.Cos(angle) + 0.2*r.NormFloat64(), sign*angle*math.Sin(angle) + 0.2*r.NormFloat64()}
}

// drawTails draws five columns of Student's distribution with five degrees of freedom and a common scale.
func drawTails(r *rand.Rand) []float64 {
	chi := 0.0
	for range 5 {
		chi += math.Pow(r.NormFloat64(), 2) / 5
	}
	return scaled(r, 5, 1/math.Sqrt(chi))
}

// drawTable draws eight columns of an artificial table: skewed ones, sums and products of others, and two groups of
// rows.
func drawTable(r *rand.Rand) []float64 {
	x := scaled(r, 8, 1)
	group := float64(r.IntN(2))
	x[1] = 0.8*x[0] + 0.3*x[1]
	x[2] = math.Exp(0.5 * x[2])
	x[3] = x[0]*x[2] + 0.2*x[3]
	x[4] += 4 * group
	x[5] = (2*group-1)*x[1] + 0.2*x[5]
	x[6] = math.Abs(x[6])
	return x
}

func drawMany(r *rand.Rand) []float64 { return scaled(r, 12, 1) }

func scaled(r *rand.Rand, n int, factor float64) []float64 {
	x := make([]float64, n)
	for i := range x {
		x[i] = factor * r.NormFloat64()
	}
	return x
}
