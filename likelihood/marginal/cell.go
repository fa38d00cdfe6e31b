// The cell of rounded values.

package marginal

import (
	"math"
	"slices"

	"github.com/gorgoflow/gorgoflow/internal/elementary"
)

const (
	roundedShare = 0.98 // share of the values, without the commonest, that must be multiples of a width for it to be a cell
	narrowest    = 1e-4 // least width of a cell, in standard deviations, or in distances of the quartiles where they are far smaller
)

// cellOf returns the widest of 1, 2 and 5 times a power of ten of which the commonest value and nearly all others are
// multiples. It returns the narrowest cell if there is none, or if it is wider; that is not a grid. The commonest value,
// such as many zeros, does not count among the others.
func cellOf(sorted []float64, deviation float64) float64 {
	least := narrowest * deviation
	if most := quartiles(sorted); most > 0 && most < 0.01*deviation { // a few values far away say nothing of the others
		least = narrowest * most
	}
	first, n := commonest(sorted)
	others := slices.Concat(sorted[:first], sorted[first+n:])
	for e := math.Ceil(elementary.Log10(deviation)) + 1; e > math.Floor(elementary.Log10(least))-1; e-- {
		for _, m := range [...]float64{5, 2, 1} {
			width := m * math.Pow10(int(e))
			if width < least {
				return least
			}
			if isMultiple(sorted[first], width) && areMultiples(others, width) {
				return width
			}
		}
	}
	return least
}

// quartiles is the distance between the quartiles.
func quartiles(sorted []float64) float64 {
	last := float64(len(sorted) - 1)
	return sorted[int(0.75*last)] - sorted[int(0.25*last)]
}

// isGrid reports whether a width is one of rounded values, not the narrowest cell.
func isGrid(width float64) bool {
	unit := math.Pow10(int(math.Floor(elementary.Log10(width) + 1e-9)))
	return slices.ContainsFunc([]float64{1, 2, 5}, func(m float64) bool { return math.Abs(width/unit-m) < 1e-9 })
}

// areMultiples says whether nearly all values are multiples of width.
func areMultiples(values []float64, width float64) bool {
	left := int((1 - roundedShare) * float64(len(values)))
	for _, v := range values {
		if !isMultiple(v, width) {
			if left--; left < 0 {
				return false
			}
		}
	}
	return true
}

// isMultiple is exact for integers. Other multiples, and their quotients, are rounded.
func isMultiple(v, width float64) bool {
	if width >= 1 && v == math.Trunc(v) {
		return math.Mod(v, width) == 0
	}
	q := v / width
	whole := math.Round(q)
	if whole == 0 { // a value that is merely small is no multiple
		return math.Abs(q) <= 1e-12
	}
	return math.Abs(q-whole) <= 1e-6+float64(rounding*math.Abs(q))
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
