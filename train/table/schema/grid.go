// The grid of rounded numbers and dates: the widest distance that divides all differences.

package schema

import (
	"maps"
	"math"
	"math/bits"
	"slices"
	"strconv"
	"strings"

	"github.com/gorgoflow/gorgoflow/internal/elementary"
	"github.com/gorgoflow/gorgoflow/train/table"
)

// A grid finds the widest distance that divides all differences of numbers, if these are decimals of a few digits.
type grid struct {
	off      bool // some number is no short decimal
	decimals int
	first    int64 // the first number, in units of the last decimal
	width    int64 // in the same units; 0 while all numbers are equal
	started  bool
	single   bool    // some number is a short decimal in single precision only
	binary   float64 // the largest power of two of which all numbers are multiples; 0 while all are 0
}

// maxDecimals is the most decimals of a rounded number.
const maxDecimals = 12

func (g *grid) add(v float64) {
	for !g.off {
		scale := math.Pow10(g.decimals)
		n := math.Round(v * scale)
		isExact, isNear := isSame(n/scale, v), isSum(n/scale, v, 1/scale)
		switch {
		case math.Abs(n) >= 1<<53:
			g.off = true
		case isExact || isNear:
			g.single = g.single || n/scale != v && !isNear
			g.addBinary(v)
			g.addWhole(int64(n))
			return
		default:
			g.finer()
		}
	}
}

func (g *grid) addBinary(v float64) {
	if v == 0 {
		return
	}
	fraction, exponent := math.Frexp(v)
	zeros := bits.TrailingZeros64(uint64(math.Abs(fraction) * (1 << 53)))
	if unit := math.Ldexp(1, exponent-53+zeros); g.binary == 0 || unit < g.binary {
		g.binary = unit
	}
}

// isSame reports whether v is the number that a decimal reads as, in double or in single precision.
func isSame(decimal, v float64) bool {
	return decimal == v || float64(float32(v)) == v && float32(decimal) == float32(v)
}

// isSum reports whether v may be the decimal but for the rounding errors of a sum or a product, as 0.1 + 0.2 is. Numbers that are
// no decimals hardly ever are as near to one where decimals are far apart beside such errors.
func isSum(decimal, v, apart float64) bool {
	const errors, far = 2, 4096
	last := math.Nextafter(math.Abs(v), math.Inf(1)) - math.Abs(v)
	return math.Abs(decimal-v) <= errors*last && apart >= far*last
}

// finer adds one decimal.
func (g *grid) finer() {
	const most = math.MaxInt64 / 10
	g.decimals++
	g.off = g.decimals > maxDecimals || g.width > most || g.first > most || g.first < -most
	g.first, g.width = g.first*10, g.width*10
}

func (g *grid) addWhole(n int64) {
	if !g.started {
		g.first, g.started = n, true
	}
	g.width = gcd(g.width, n-g.first)
}

// chance bounds the probability, m to the power of 1 − n, that the differences of n distinct numbers have a common
// divisor m by chance.
const chance = 1e-6

// isChance reports whether so many distinct numbers may well have differences with a common divisor by chance.
func isChance(divisor float64, different int) bool {
	return divisor > 1 && elementary.Pow(divisor, float64(1-different)) > chance
}

// cell is the grid of so many distinct numbers; nil if there is none. That of the decimals which tell numbers of single
// precision apart is finer than the numbers themselves, unless these are decimals.
func (g *grid) cell(different int) *Cell {
	if g.off || g.width == 0 {
		return nil
	}
	width := g.width
	if isChance(float64(width), different) {
		width = 1 // for so few numbers only their decimals count
	}
	scale := math.Pow10(g.decimals)
	if times := g.binary * scale / float64(width); g.single && times > 1 && !isChance(times, different) {
		return &Cell{Width: g.binary, Decimals: decimalsOf(g.binary)}
	}
	return &Cell{Width: float64(width) / scale, Offset: float64(g.first%width) / scale, Decimals: g.decimals}
}

// decimalsOf counts the decimals of a number; it is negative for a number with many.
func decimalsOf(v float64) int {
	_, decimals, _ := strings.Cut(table.FormatNumber(v), ".")
	if len(decimals) > maxDecimals {
		return -1
	}
	return len(decimals)
}

// cellOf is the grid of some distinct numbers that are no short decimals, such as seventeenths; nil if there is none, or if
// several of them are at one of its points, as they may be beside a number far away.
func cellOf(counts map[float64]int64) *Cell {
	values := slices.Sorted(maps.Keys(counts))
	lowest, span := values[0], values[len(values)-1]-values[0]
	width, tolerance := 0.0, 4*closeness*span // two numbers and the two of which the width is have an error each
	for _, v := range values[1:] {
		if width = commonWidth(width, v-lowest, tolerance); width < span/maxCounted {
			return nil
		}
		width = (v - lowest) / math.Round((v-lowest)/width) // the error of a difference is divided by more and more widths
	}
	if !(width > 0) || math.IsInf(span, 0) {
		return nil
	}
	cell := &Cell{Width: span / math.Round(span/width), Offset: lowest, Decimals: -1}
	first := lowest // number at a point
	for _, v := range values[1:] {
		if cell.round(v) != cell.round(first) {
			first = v
		} else if !isRounding(first, v) {
			return nil
		}
	}
	return cell
}

// closeness is the relative difference of numbers below which rounding errors may have made it, in single precision too.
const closeness = 1e-7

// isRounding reports whether rounding errors may have made the difference of two numbers: not of numbers of double precision that
// are near to each other beside one far away, such as times within a minute beside a time of 0.
func isRounding(a, b float64) bool {
	const double = 1e-12 // relative, of some operations
	relative := double
	if isSingle(a) && isSingle(b) {
		relative = closeness
	}
	return math.Abs(a-b) <= relative*max(math.Abs(a), math.Abs(b))
}

// isSingle reports whether a number may be one of single precision, or the decimal that such a number is written as.
func isSingle(v float64) bool {
	if float64(float32(v)) == v {
		return true
	}
	written, err := strconv.ParseFloat(strconv.FormatFloat(v, 'g', -1, 32), 64)
	return err == nil && written == v
}

// commonWidth is Euclid's algorithm for numbers with rounding errors.
func commonWidth(a, b, tolerance float64) float64 {
	for b > tolerance {
		rest := math.Abs(a - float64(math.Round(a/b)*b))
		a, b = b, rest
	}
	return a
}
