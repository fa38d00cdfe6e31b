// Sums of kernels on sorted values, computed from sums of the values and of their squares instead of kernel by kernel.

package marginal

import (
	"math"
	"sort"

	"github.com/gorgoflow/gorgoflow/likelihood/internal/numeric"
)

// centers are sorted values with the sums of all values before each. The sums are those of distances from the median:
// sums of values far from 0 would lose the distances between them.
type centers struct {
	values       []float64
	median       float64
	sum, squares []float64
}

func newCenters(sorted []float64) *centers {
	c := &centers{values: sorted, median: sorted[len(sorted)/2], sum: make([]float64, len(sorted)+1), squares: make([]float64, len(sorted)+1)}
	for i, v := range sorted {
		v -= c.median
		c.sum[i+1], c.squares[i+1] = c.sum[i]+v, c.squares[i]+float64(v*v)
	}
	if usual := spacing(crowd(sorted, numeric.Deviation(sorted))); usual > 0 && c.median-sorted[0] > farBelow*usual {
		c.sumOutwards()
	}
	return c
}

// farBelow is how far below the median the least value may be, in distances of the quartiles, to be summed before others.
const farBelow = 1e8

// sumOutwards sums from the median in both directions, so that values far below do not take the digits of all others.
func (c *centers) sumOutwards() {
	middle := len(c.values) / 2
	c.sum[middle], c.squares[middle] = 0, 0
	for i, v := range c.values[middle:] {
		v -= c.median
		c.sum[middle+i+1], c.squares[middle+i+1] = c.sum[middle+i]+v, c.squares[middle+i]+float64(v*v)
	}
	for i := middle - 1; i >= 0; i-- {
		v := c.values[i] - c.median
		c.sum[i], c.squares[i] = c.sum[i+1]-v, c.squares[i+1]-float64(v*v)
	}
}

// before is the number of values below x.
func (c *centers) before(x float64) int { return sort.SearchFloat64s(c.values, x) }

// kernel is a density around 0.
type kernel interface {
	// near is Σ over all values of the density at x.
	near(c *centers, x float64) float64
	// below is Σ over all values of the mass below x.
	below(c *centers, x float64) float64
	// top is the density at x of the kernel on x.
	top(x float64) float64
}

// box is uniform in the cell of a value.
type box struct{ cell grid }

func (k box) top(x float64) float64 { return 0.5 / k.cell.reach(x) }

func (k box) near(c *centers, x float64) float64 {
	half := k.cell.reach(x)
	lo, hi := c.before(x-half), c.before(x+half)
	if x+half == x { // so far from 0 that numbers are farther apart than cells are wide
		hi = c.before(math.Nextafter(x, math.Inf(1)))
	}
	return float64(hi-lo) * k.top(x)
}

func (k box) below(c *centers, x float64) float64 {
	half := k.cell.reach(x)
	lo, hi := c.before(x-half), c.before(x+half)
	area := float64(float64(hi-lo)*(x-c.median+half)) - (c.sum[hi] - c.sum[lo])
	if lo < hi && c.values[lo] == c.values[hi-1] { // sums lose small distances from a value that is far from the median
		area = float64(float64(hi-lo) * (x - c.values[lo] + half))
	}
	return float64(lo) + float64(area*k.top(x))
}

// triangle falls linearly from 0 to ±half.
type triangle struct{ half float64 }

func (k triangle) top(float64) float64 { return 1 / k.half }

func (k triangle) near(c *centers, x float64) float64 {
	lo, mid, hi := c.before(x-k.half), c.before(x), c.before(x+k.half)
	x -= c.median
	apart := float64(float64(mid-lo)*x) - (c.sum[mid] - c.sum[lo])
	apart = apart + (c.sum[hi] - c.sum[mid]) - float64(float64(hi-mid)*x)
	return max(0, float64(hi-lo)-apart/k.half) / k.half
}

// below sums (1+s)²/2 for values with s ≤ 0, and 1 - (1-s)²/2 for values with s ≥ 0, where s = (x - v)/half.
func (k triangle) below(c *centers, x float64) float64 {
	lo, mid, hi := c.before(x-k.half), c.before(x), c.before(x+k.half)
	scale := 0.5 / (k.half * k.half)
	return float64(mid) + float64(scale*(c.squaresAround(mid, hi, x+k.half)-c.squaresAround(lo, mid, x-k.half)))
}

// squaresAround is Σ (v - x)² of values lo … hi.
func (c *centers) squaresAround(lo, hi int, x float64) float64 {
	x -= c.median
	return c.squares[hi] - c.squares[lo] - float64(2*x*(c.sum[hi]-c.sum[lo])) + float64(float64(hi-lo)*x*x)
}
