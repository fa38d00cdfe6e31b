// Levels as variables: a normal number for each level, among which the level is the winner of a race.

package schema

import (
	"math"

	"github.com/gorgoflow/gorgoflow/internal/elementary"
)

// levelCounts are the rows of a column's levels.
type levelCounts struct {
	weights []float64 // of each level
	sum     float64   // of weights
	rows    float64   // with a weight above 0
}

// add counts a row of a level, of all levels. Weights are so small that their sum is finite.
func (n *levelCounts) add(level, levels int, weight float64) {
	if n.weights == nil {
		n.weights = make([]float64, levels)
	}
	n.weights[level], n.sum, n.rows = n.weights[level]+weight, n.sum+weight, n.rows+1
}

// shares are those of the levels among the rows, where half a row is added to each level: none has the share 0.
func (n *levelCounts) shares(levels int) []float64 {
	shares := make([]float64, levels)
	for k := range shares {
		rows := 0.0
		if n.sum > 0 {
			rows = float64(n.weights[k] / n.sum * n.rows)
		}
		shares[k] = (rows + 0.5) / (n.rows + float64(float64(levels)/2))
	}
	return shares
}

// race draws x, for normal numbers that a level has won, and returns the log-density that has to be subtracted for it:
// that of normal numbers, divided by the share of the level. With independent times of exponential density, whose rates
// are the shares, a level is the first as often as its share is; the first time has rate 1, and what the others take
// longer has their own rates again. A time multiplied by its rate is -log Φ(x).
func race(x, shares []float64, level int, uniform func() float64) (logDensity float64) {
	first := exponential(uniform())
	for k, share := range shares {
		time := float64(share * first)
		if k != level {
			time += exponential(uniform())
		}
		x[k] = normalOf(time)
		logDensity -= float64(x[k]*x[k]/2) + float64(elementary.Log(2*math.Pi)/2)
	}
	return logDensity - elementary.Log(shares[level])
}

// exponential is a number above 0 with density exp(-t), of a uniform one.
func exponential(u float64) float64 { return max(-elementary.Log(u+0x1p-54), 0x1p-54) }

// normalOf is the x of -log Φ(x) = time.
func normalOf(time float64) float64 {
	if time < math.Ln2 {
		return -elementary.NormalQuantile(-elementary.Expm1(-time))
	}
	return elementary.NormalQuantile(elementary.Exp(-time))
}

// timeOf is -log Φ(x).
func timeOf(x float64) float64 {
	if x > 0 {
		return -elementary.Log1p(-elementary.Erfc(x/math.Sqrt2) / 2)
	}
	return -elementary.Log(elementary.Erfc(-x/math.Sqrt2) / 2)
}

// winner is the level whose time is the first.
func winner(x, shares []float64) (best int) {
	least := math.Inf(1)
	for k, v := range x {
		if t := timeOf(v) / shares[k]; t < least {
			best, least = k, t
		}
	}
	return best
}
