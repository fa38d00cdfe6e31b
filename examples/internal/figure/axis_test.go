// Bins and ticks of axes.

package figure

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
	"unicode/utf8"

	"gonum.org/v1/plot"
)

// TestEndsOfTheDataAreNoBins: the least and the largest value lie in bins with the values beside them, and not alone in bins
// beyond the data.
func TestEndsOfTheDataAreNoBins(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 1))
	for n := 100; n < 160; n++ {
		values, far := []float64{}, math.Pow(10, float64(n%13-6))
		for range n {
			values = append(values, far+random.Float64())
		}
		low, high := extent(values)
		a := Axis{Low: low - 0.04, High: high + 0.04}
		edges := a.edges(values)
		for k, h := range (&Rows{Columns: [][]float64{values}}).heights(0, edges) {
			if middle := (edges[k] + edges[k+1]) / 2; h > 0 && (middle < low || middle > high) {
				t.Errorf("%d values from %v to %v have the density %g between %v and %v", n, low, high, h, edges[k], edges[k+1])
			}
		}
	}
}

// TestNamesOfLevelsDiffer: long names of levels that begin alike are told apart by their ends, and all are short.
func TestNamesOfLevelsDiffer(t *testing.T) {
	names, seen := levelTicks{"ten letter"}, map[string]bool{}
	for i := range 12 {
		names = append(names, fmt.Sprintf("Department number %d", i))
	}
	for _, tick := range names.Ticks(0, 12) {
		if seen[tick.Label] || utf8.RuneCountInString(tick.Label) > longestName {
			t.Errorf("%q stands for %q", tick.Label, names[int(tick.Value)])
		}
		seen[tick.Label] = true
	}
	if !seen[names[0]] {
		t.Errorf("%q is not there as it is", names[0])
	}
}

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
