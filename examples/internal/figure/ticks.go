// Ticks of an axis.

package figure

import (
	"cmp"
	"math"
	"strconv"

	"gonum.org/v1/plot"
)

// ticks marks multiples of 1, 2 or 5 times a power of ten: about most of them, or about seven if most is 0.
type ticks struct{ most int }

// Ticks implements plot.Ticker.
func (t ticks) Ticks(low, high float64) []plot.Tick {
	step := roundStep((high - low) / float64(cmp.Or(t.most, 7)))
	var list []plot.Tick
	for i := math.Ceil(low/step - 1e-9); i*step <= high+1e-9*step; i++ {
		label := strconv.FormatFloat(i*step+0, 'g', 6, 64) // +0: not "-0"
		list = append(list, plot.Tick{Value: i * step, Label: label})
	}
	return list
}

// roundStep is the smallest of 1, 2, 5, 10, … times a power of ten from x on.
func roundStep(x float64) float64 {
	power := math.Pow(10, math.Floor(math.Log10(x)))
	for _, m := range []float64{1, 2, 5} {
		if x <= m*power {
			return m * power
		}
	}
	return 10 * power
}
