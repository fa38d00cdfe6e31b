// Bins and ticks of axes.

package figure

import (
	"testing"

	"gonum.org/v1/plot"
)

// TestFewTicksAreAScale: an axis of any span has two ticks at least, of numbers and of dates, where it has the fewest.
func TestFewTicksAreAScale(t *testing.T) {
	for span := 1e-3; span < 1e5; span *= 1.07 {
		for _, from := range []float64{0, -0.37 * span, 11000.71} {
			for _, marks := range []plot.Ticker{ticks{fewTicks}, dateTicks{fewTicks}} {
				if list := marks.Ticks(from, from+span); len(list) < 2 || len(list) > 7 {
					t.Errorf("%T: %d ticks from %g to %g, want 2 to 7", marks, len(list), from, from+span)
				}
			}
		}
	}
}
