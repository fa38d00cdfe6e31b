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

// fewTicks is the least that most may be: round steps grow up to 2.5 times from one to the next, and an axis of fewer than
// two of them may have a single tick, which is no scale.
const fewTicks = 5

// Ticks implements plot.Ticker.
func (t ticks) Ticks(low, high float64) []plot.Tick {
	step := roundStep((high - low) / float64(cmp.Or(t.most, 7)))
	digits := math.Log10(math.Max(math.Abs(low), math.Abs(high))/step) + 2 // in which multiples of the step differ
	var list []plot.Tick
	first := math.Ceil(low/step - 1e-9)
	for k := range int((high-low)/step) + 2 { // float64 may not tell the multiples of a small step apart
		v := (first + float64(k)) * step
		if v <= high+1e-9*step && (len(list) == 0 || v > list[len(list)-1].Value) {
			list = append(list, plot.Tick{Value: v, Label: strconv.FormatFloat(v+0, 'g', int(math.Max(digits, 6)), 64)}) // +0: not "-0"
		}
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
