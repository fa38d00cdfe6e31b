// Bins and ticks of axes.

package figure

import (
	"fmt"
	"image"
	"math"
	"math/rand/v2"
	"testing"
	"unicode/utf8"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
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

// TestLabelsOfWideAxesLeaveRoom: labels below a histogram and below panels side by side neither run into each other nor out of
// what is between two panels.
func TestLabelsOfWideAxesLeaveRoom(t *testing.T) {
	for _, span := range [][2]float64{{1e9 - 3, 1e9 + 3}, {-1.7e5, 1.7e5}, {1.7e15, 1.7e15 + 700}, {-3, 3}} {
		one := Rows{Columns: [][]float64{span[:]}}
		h := &Histogram{Axis: Axis{Low: span[0], High: span[1]}, Data: one, Samples: one}
		c, err := h.chart()
		if err != nil {
			t.Fatal(err)
		}
		panels := Panels{Box: Box{span[0], span[1], 0, 1}}
		wide := panels.panel("", plotter.NewImage(image.NewNRGBA(image.Rect(0, 0, 1, 1)), span[0], 0, span[1], 1), false)
		for _, of := range []struct {
			*plot.Plot
			width, reach vg.Length
		}{{c.Plot, histogramWidth, right}, {wide, panelWidth, between / 2}} {
			end, shown := -of.reach, 0
			for _, tick := range of.X.Tick.Marker.Ticks(of.X.Min, of.X.Max) {
				if tick.Label == "" {
					continue
				}
				at, half := vg.Length((tick.Value-span[0])/(span[1]-span[0]))*of.width, of.X.Tick.Label.Width(tick.Label)/2
				if at-half < end || at+half > of.width+of.reach {
					t.Errorf("axis of %g from %v to %v: label %q is from %g to %g", of.width, span[0], span[1], tick.Label, at-half, at+half)
				}
				end, shown = at+half, shown+1
			}
			if shown < 2 {
				t.Errorf("axis of %g from %v to %v: %d labels", of.width, span[0], span[1], shown)
			}
		}
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
