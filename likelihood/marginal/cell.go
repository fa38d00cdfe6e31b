// The cell of rounded values.

package marginal

import (
	"math"
	"slices"
)

const (
	roundedShare = 0.98 // of the values, the commonest left out, that are multiples of a width which is a cell
	narrowest    = 1e-4 // of the deviation: no cell is narrower
)

// cellOf is the widest of 1, 2 and 5 times a power of ten that the commonest value and nearly all others are multiples of; but at
// least the narrowest that a cell may be, which then is no grid. Many zeros say nothing of the others.
func cellOf(sorted []float64, deviation float64) float64 {
	least := narrowest * deviation
	first, n := commonest(sorted)
	others := slices.Concat(sorted[:first], sorted[first+n:])
	for e := math.Ceil(math.Log10(deviation)) + 1; e > math.Floor(math.Log10(least))-1; e-- {
		for _, m := range [...]float64{5, 2, 1} {
			width := m * math.Pow(10, e)
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

// isGrid tells a width that rounded values are multiples of from the narrowest that a cell may be.
func isGrid(width float64) bool {
	unit := math.Pow(10, math.Floor(math.Log10(width)+1e-9))
	return slices.ContainsFunc([]float64{1, 2, 5}, func(m float64) bool { return math.Abs(width/unit-m) < 1e-9 })
}

// areMultiples says that of nearly all values.
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

func isMultiple(v, width float64) bool {
	q := v / width
	return math.Abs(q-math.Round(q)) <= 1e-6+1e-15*math.Abs(q)
}

// commonest is where the value stands that is there most often, and how often that is.
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
