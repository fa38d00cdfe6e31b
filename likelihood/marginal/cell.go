// The cell of rounded values.

package marginal

import (
	"math"
	"slices"
	"sort"

	"github.com/gorgoflow/gorgoflow/internal/elementary"
)

const (
	roundedShare = 0.98 // share of the values, without the commonest, that must be multiples of a width for it to be a cell
	narrowest    = 1e-4 // least width of a cell, in standard deviations, or in distances of the quartiles where they are far smaller
)

// cellOf returns the grid of the widest of 1, 2 and 5 times a power of ten of which the commonest value and nearly all
// others are multiples, or a wider one of any width and offset. If there is none, or if it is narrower than the narrowest
// cell, it returns this. The commonest value, such as many zeros, does not count among the others.
func cellOf(sorted []float64, deviation float64) grid {
	usual := bulk(sorted, deviation)
	first, n := commonest(sorted)
	others := slices.Concat(sorted[:first], sorted[first+n:])
	for _, r := range roundings(sorted) {
		if g := decimalGrid(sorted[first], others, usual, r).widened(sorted, others); g.isFound {
			return g
		}
	}
	return grid{width: narrowest * usual}
}

// reach is half the width of the cell of a value.
func (g grid) reach(v float64) float64 { return reach(g.width, v, g.isFound) }

// reach is half the width of the cell of v. So far from 0 that a cell holds hardly any numbers, it is that of some of
// them, or no point of the cell would have its density. Rounded values are told apart as long as there is a number
// halfway between them.
func reach(cell, v float64, isRounded bool) float64 {
	least := 0x1p-51
	if isRounded {
		least = 0x1p-53
	}
	if half := cell / 2; half >= least*math.Abs(v) {
		return half
	}
	return some * math.Abs(v)
}

// some is the distance of four to eight numbers, relative to them.
const some = 0x1p-50

// decimalGrid is of the widest of 1, 2 and 5 times a power of ten.
func decimalGrid(commonest float64, others []float64, usual, rounding float64) grid {
	least := narrowest * usual
	for e := math.Ceil(elementary.Log10(usual)) + 1; e > math.Floor(elementary.Log10(least))-1; e-- {
		for _, m := range [...]float64{5, 2, 1} {
			g := grid{width: m * math.Pow10(int(e)), rounding: rounding, isFound: true}
			if g.width < least {
				return grid{width: least, rounding: rounding}
			}
			if g.holds(commonest) && g.holdsNearlyAll(others) {
				return g
			}
		}
	}
	return grid{width: least, rounding: rounding}
}

// farApart is a distance of quartiles, in standard deviations, below which a few values far away make these.
const farApart = 0.01

// bulk is the standard deviation, or the distance of the quartiles if it is far smaller: a few values far away say nothing
// of the others.
func bulk(sorted []float64, deviation float64) float64 {
	if most := spacing(crowd(sorted, deviation)); most > 0 && most < farApart*deviation {
		return most
	}
	return deviation
}

// mostCodes is how many values far away may have many rows.
const mostCodes = 3

// crowd is the values without the commonest ones, if these are far away from the others, such as codes for missing values.
func crowd(sorted []float64, deviation float64) []float64 {
	others := sorted
	for range mostCodes + 1 {
		if most := quartiles(others); most > 0 && most < farApart*deviation {
			return others
		}
		first, n := commonest(others)
		if n < atomRows || len(others)-n < atomRows {
			break
		}
		others = slices.Concat(others[:first], others[first+n:])
	}
	return inside(sorted, deviation)
}

// inside is the values without the least one or the greatest, if this is far away and has many rows, though each of the
// others may have more.
func inside(sorted []float64, deviation float64) []float64 {
	least := sort.Search(len(sorted), func(i int) bool { return sorted[i] > sorted[0] })
	greatest := sort.SearchFloat64s(sorted, sorted[len(sorted)-1])
	for _, others := range [][]float64{sorted[:greatest], sorted[least:]} {
		n := len(others)
		if n >= atomRows && len(sorted)-n >= atomRows && others[n-1]-others[0] < farApart*deviation {
			return others
		}
	}
	return sorted
}

// spacing is the distance of the quartiles, or if most rows have one value, of those of the distinct values.
func spacing(sorted []float64) float64 {
	if most := quartiles(sorted); most > 0 {
		return most
	}
	distinct := slices.Compact(slices.Clone(sorted))
	if len(distinct) == 2 {
		return distinct[1] - distinct[0]
	}
	return quartiles(distinct)
}

// quartiles is the distance between the quartiles.
func quartiles(sorted []float64) float64 {
	last := float64(len(sorted) - 1)
	return sorted[int(0.75*last)] - sorted[int(0.25*last)]
}

// isDecimal says whether a width is 1, 2 or 5 times a power of ten, as the cells of rounded values in older files are.
func isDecimal(width float64) bool {
	unit := math.Pow10(int(math.Floor(elementary.Log10(width) + 1e-9)))
	return slices.ContainsFunc([]float64{1, 2, 5}, func(m float64) bool { return math.Abs(width/unit-m) < 1e-9 })
}

// commonest returns the index and the number of the most frequent value.
func commonest(sorted []float64) (first, n int) {
	for lo, hi := 0, 0; lo < len(sorted); lo = hi {
		for hi < len(sorted) && sorted[hi] == sorted[lo] {
			hi++
		}
		if hi-lo > n {
			first, n = lo, hi-lo
		}
	}
	return first, n
}
