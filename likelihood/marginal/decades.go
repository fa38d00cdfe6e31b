// Columns over many powers of ten.

package marginal

import (
	"math"
	"slices"
)

// A column is over many powers of ten if the values at an end are nearer to each other than the finest usual scale tells apart,
// atEnd times or more. Those in the middle, which are the nearest of most columns, have to be inMiddle times as near.
const (
	atEnd    = 10
	inMiddle = 1e3
)

// leastUnit is the least unit of a scale, of the range of the values, so that these are numbers in it.
const leastUnit = 1e-200

// fineScales are the scales of a column over many powers of ten, in the unit of the values nearest to an end, to both or to the
// middle, and its cell: on other scales, and in other cells, most of these values are one. There are none if values on no grid are
// repeated, since a density has no bound at these.
func fineScales(values, sorted []float64, copied *copies, usual scale, cell grid) ([]scale, grid) {
	if !cell.isFound && !areDistinct(values, copied) {
		return nil, cell
	}
	var list, ends []scale
	first, last := sorted[0], sorted[len(sorted)-1]
	for i, center := range [...]float64{first, last, sorted[(len(sorted)-1)/2]} {
		unit, least := nearest(sorted, center, 4), usual.unit/atEnd
		if i == 2 {
			unit, least = nearest(sorted, center, 2), usual.unit/inMiddle
		}
		if cell.isFound {
			unit = max(unit, cell.width)
		}
		if unit > 0 && unit < least {
			list = append(list, scale{heavy: true, center: center, unit: max(unit, leastUnit*(last-first), leastDeviation)})
		}
		if i == 1 {
			ends = slices.Clone(list)
		}
	}
	if len(ends) == 2 { // as of probabilities
		list = append(list, scale{heavy: true, center: first, unit: ends[0].unit, opposite: &ends[1]})
	}
	for i, s := range list {
		list[i].widest = (s.of(last) - s.of(first)) / 4 // values are far apart on it
	}
	if !cell.isFound {
		for _, s := range list {
			cell.width = min(cell.width, narrowest*s.unit)
		}
	}
	return list, cell
}

// areDistinct says whether nearly all rows have values of their own, but for copies of rows.
func areDistinct(values []float64, copied *copies) bool {
	var own []float64
	for row, v := range values {
		if first, _ := copied.of(row); first == row {
			own = append(own, v)
		}
	}
	return len(own)-len(runsOf(slices.Sorted(slices.Values(own)))) <= allowed(len(own))
}

// nearest is the distance within which a hundredth of the values are, but of so many at least: at an end two or three may be
// near to each other by chance, beside which the density would be a peak.
func nearest(sorted []float64, center float64, fewest int) float64 {
	distances := make([]float64, len(sorted))
	for i, v := range sorted {
		distances[i] = math.Abs(v - center)
	}
	slices.Sort(distances)
	return distances[min(max(fewest-1, len(sorted)/100), len(sorted)-1)]
}
