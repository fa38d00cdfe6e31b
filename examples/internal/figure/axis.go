// Axes of columns of any kind, and how columns are cut into bins.

package figure

import (
	"math"
	"slices"
)

// An Axis is a column along a side of a picture.
type Axis struct {
	Label     string
	Low, High float64  // the interval that is shown
	Levels    []string // names of the values 0, 1, 2, …; nil for numbers
	Dates     bool     // values are days since 1970
	Cell      float64  // width of the cells that values are rounded to; 0 for none
}

// Rows are values of some columns, NaN where missing.
type Rows struct {
	Name    string
	Columns [][]float64
	Weights []float64 // how much each row counts; nil: all alike
}

// len is the number of rows.
func (r *Rows) len() int {
	if len(r.Columns) == 0 {
		return 0
	}
	return len(r.Columns[0])
}

func (r *Rows) weight(i int) float64 {
	if r.Weights == nil {
		return 1
	}
	return r.Weights[i]
}

// Outside counts rows that have a value on each axis, but not all of them within it.
func (r *Rows) Outside(axes []Axis) (n int) {
	for i := range r.len() {
		outside := false
		for j := range axes {
			v := r.Columns[j][i]
			outside = outside || v < axes[j].Low || v > axes[j].High
		}
		if outside {
			n++
		}
	}
	return n
}

// The number of bins of an axis, where values are not levels.
const leastBins, mostBins = 8, 80

// edges are the edges of the axis's bins. A level has one bin, and rounded values have bins of whole cells. Other bins
// go from the least value to the largest, with about the width that Freedman and Diaconis (1981) give for the values.
// Further bins reach to the ends of the axis.
func (a *Axis) edges(values []float64) []float64 {
	if a.Levels != nil {
		return evenly(-0.5, 1, len(a.Levels))
	}
	low, high := a.Low, a.High
	if lowest, highest := extent(values); lowest < highest {
		low, high = lowest, highest
	}
	width := min(max(binWidth(values), (high-low)/mostBins), (high-low)/leastBins)
	if a.Cell > 0 {
		width = max(math.Round(width/a.Cell), 1) * a.Cell
		low -= a.Cell / 2
	} else {
		// The largest value would be alone in the next bin otherwise, far less likely than it is; by rounding the least one too.
		low, high = low-1e-9*(high-low), high+1e-9*(high-low)
		width = (high - low) / math.Round((high-low)/width)
	}
	low -= width * math.Ceil((low-a.Low)/width-1e-9)
	return evenly(low, width, int(math.Ceil((a.High-low)/width-1e-9)))
}

func extent(values []float64) (low, high float64) {
	low, high = math.Inf(1), math.Inf(-1)
	for _, v := range values {
		if !math.IsNaN(v) {
			low, high = min(low, v), max(high, v)
		}
	}
	return low, high
}

func evenly(low, width float64, n int) []float64 {
	edges := make([]float64, max(n, 1)+1)
	for i := range edges {
		edges[i] = low + width*float64(i)
	}
	return edges
}

// binWidth is twice the distance of the quartiles by the cube root of the number of values; 0 without values.
func binWidth(values []float64) float64 {
	sorted := slices.DeleteFunc(slices.Clone(values), math.IsNaN)
	if len(sorted) == 0 {
		return 0
	}
	slices.Sort(sorted)
	n := len(sorted)
	return 2 * (sorted[3*(n-1)/4] - sorted[(n-1)/4]) / math.Cbrt(float64(n))
}

// heights is a density over bins: shares of all rows that have a value, by the widths of the bins.
func (r *Rows) heights(column int, edges []float64) []float64 {
	heights, all := make([]float64, len(edges)-1), 0.0
	for i, v := range r.Columns[column] {
		if math.IsNaN(v) {
			continue
		}
		all += r.weight(i)
		k, exact := slices.BinarySearch(edges, v)
		if !exact {
			k--
		}
		if k >= 0 && k < len(heights) {
			heights[k] += r.weight(i)
		}
	}
	for k := range heights {
		if all > 0 {
			heights[k] /= all * (edges[k+1] - edges[k])
		}
	}
	return heights
}
