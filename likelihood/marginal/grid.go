// The grid of rounded values.

package marginal

import (
	"cmp"
	"math"
	"slices"
	"sort"

	"github.com/gorgoflow/gorgoflow/internal/elementary"
)

// grid is the numbers offset + k·width.
type grid struct {
	width, offset float64
	rounding      float64 // of values, relative to them
	isFound       bool    // false: values are on no grid, and width is that of the narrowest cell
}

// single is the rounding of numbers of single precision.
const single = 0x1p-24

// mostOff bounds the error of a value on a grid, in widths: where rounding errors are larger, any value could be on it.
const mostOff = 0.1

// roundings are those that values may have.
func roundings(sorted []float64) []float64 {
	for _, v := range sorted {
		if float64(float32(v)) != v {
			return []float64{rounding}
		}
	}
	return []float64{rounding, single}
}

// holds is exact for integers. Other multiples, and their quotients, are rounded.
func (g grid) holds(v float64) bool {
	if g.offset == 0 && g.width == math.Trunc(g.width) && v == math.Trunc(v) {
		return math.Mod(v, g.width) == 0
	}
	q := (v - g.offset) / g.width
	off, whole := math.Abs(q-math.Round(q)), math.Round(q)
	if g.offset == 0 && g.rounding == rounding {
		if whole == 0 { // a value that is merely small is no multiple
			return math.Abs(q) <= 1e-12
		}
		return off <= 1e-6+float64(rounding*math.Abs(q))
	}
	loose := float64(4 * g.rounding * max(math.Abs(v), math.Abs(g.offset)) / g.width) // of both, and of the width
	if whole == 0 {
		return off <= 1e-12+loose && loose < mostOff
	}
	return off <= 1e-6+loose && loose < mostOff
}

// holdsNearlyAll allows for a few values between the grid's.
func (g grid) holdsNearlyAll(values []float64) bool {
	left := allowed(len(values))
	for _, v := range values {
		if !g.holds(v) {
			if left--; left < 0 {
				return false
			}
		}
	}
	return true
}

// allowed is how many of n values may be between those of a grid.
func allowed(n int) int { return int((1 - roundedShare) * float64(n)) }

// tellsApart says whether nearly all rows whose values differ by more than rounding are at different points of the grid. They
// are not if these are counted from a value so far away that its rounding is larger than their distances.
func (g grid) tellsApart(sorted []float64) bool {
	left, point := allowed(len(sorted)), func(v float64) float64 { return math.Round((v - g.offset) / g.width) }
	var last run
	for lo, hi := 0, 0; lo < len(sorted); lo = hi {
		for hi < len(sorted) && sorted[hi] == sorted[lo] {
			hi++
		}
		v := run{sorted[lo], hi - lo}
		if lo > 0 && v.value-last.value > 64*g.rounding*max(math.Abs(v.value), math.Abs(last.value)) && point(v.value) == point(last.value) {
			if left -= min(v.n, last.n); left < 0 {
				return false
			}
		}
		last = v
	}
	return true
}

// chance bounds the probability, m to the power of 1 − n, that n distinct values on a grid are by chance on one that is m
// times as wide.
const chance = 1e-3

// widened returns the widest grid of any width and offset, such as thirds, quarters from 0.1 on or prices that end in
// .99, if it is wider than g by more than chance. The commonest value, such as zero among these prices, may be between the
// others' points if its cell is beside theirs.
func (g grid) widened(sorted, others []float64) grid {
	runs := runsOf(sorted)
	if n := len(runs); n < 2 || n < 4 && n == len(sorted) {
		return g
	}
	all, rest := g.widenedFrom(runs, sorted, others), g.widenedFrom(runs[1:], others, others)
	if rest.width > 1.5*all.width && apartFrom(runs[0].value, others) >= beside*rest.width {
		return rest
	}
	return all
}

// beside is the least distance of neighbouring cells, in widths.
const beside = 0.9

// apartFrom is the distance of a value from the nearest of others, which are sorted.
func apartFrom(v float64, others []float64) float64 {
	i, least := sort.SearchFloat64s(others, v), math.Inf(1)
	for _, other := range others[max(i-1, 0):min(i+1, len(others))] {
		least = min(least, math.Abs(other-v))
	}
	return least
}

// widenedFrom counts the grid from the first of the runs.
func (g grid) widenedFrom(runs []run, sorted, others []float64) grid {
	for _, byRepeats := range []bool{true, false} {
		w := grid{width: commonWidth(runs, g, allowed(len(others)), byRepeats), offset: runs[0].value, rounding: g.rounding, isFound: true}
		times := w.width / g.width
		if times > 1.5 && elementary.Pow(times, float64(1-len(runs))) <= chance && w.tellsApart(sorted) && w.holdsNearlyAll(others) {
			return w
		}
	}
	return g
}

// commonWidth is the widest distance, from that of g on, that divides the differences of values from the first; 0 if there
// is none. So many rows may differ by other distances. Small differences go first, so that errors of the width do
// not add up to parts of it, and values of one row last, since they may be the odd ones. If byRepeats is set, they do not
// narrow what values of several rows have in common.
func commonWidth(runs []run, g grid, left int, byRepeats bool) float64 {
	at := runs[0].value
	others := slices.Clone(runs[1:])
	slices.SortStableFunc(others, func(a, b run) int {
		return cmp.Or(-cmp.Compare(min(a.n, 2), min(b.n, 2)), cmp.Compare(math.Abs(a.value-at), math.Abs(b.value-at)))
	})
	m := measure{least: g.width * (1 - 1e-6)}
	for _, r := range others {
		if byRepeats && r.n == 1 {
			m.least = max(m.least, 0.99*m.width)
		}
		if !m.join(math.Abs(r.value-at), max(0.01*g.width, 16*g.rounding*max(math.Abs(r.value), math.Abs(at)))) {
			if left -= r.n; left < 0 {
				return 0
			}
		}
	}
	return m.width
}

// measure is a width that divides differences, with the longest of them, by which it is known best.
type measure struct{ width, longest, least float64 }

// join narrows the width so that it divides another difference too, but for an error. It does not, and returns false, if it
// would become less than the least.
func (m *measure) join(difference, loose float64) bool {
	width := difference
	if m.width > 0 {
		width = m.width
		rest := math.Abs(difference - float64(math.Round(difference/width)*width))
		for loose *= max(1, difference/m.longest); rest > loose; { // Euclid's algorithm
			width, rest = rest, math.Abs(width-float64(math.Round(width/rest)*rest))
		}
	}
	if width < m.least {
		return false
	}
	m.width = width
	for _, long := range []float64{m.longest, difference} {
		if long >= m.longest && long > 0 {
			m.longest, m.width = long, long/math.Round(long/m.width)
		}
	}
	return true
}
