// The bound of a row by the change of its result.

package refine

import "math"

// Change is what has changed in the result of a row since the solve with half the steps.
type Change struct {
	Moved    float64 // change of log p and of its parts together, since these may cancel in one solve and not in another; NaN if there is none
	Relative float64 // see Relative
	Rounding float64 // added to the bound
}

// The shares come from measurements on twelve flows (trained on toy sets by maximum likelihood and by flow matching,
// and random ones with four activations), 1000 rows each, and on fields of one and two columns with closed forms that
// narrow the data up to e¹²-fold.
const (
	leastShare   = 1. / 7 // of the change: the law of order three; 1/15 is that of order four
	mostShare    = 0.6
	byMove       = 6    // further share for each nat, since a row with a large change has steps that are too long
	kinkedShare  = 1.5  // for errors without a law
	earlierPart  = 0.01 // of the change before, since the last one may be small by chance
	mostUnsolved = 32
)

// Bound is the bound of a row with the change before, NaN if there was none.
func (b *Batch) Bound(c *Change, before float64) float64 {
	share := min(leastShare+float64(byMove*c.Moved), mostShare)
	switch {
	case before > c.Moved:
		share = byRate(c.Moved / before)
	case before > 0 && c.Moved > c.Rounding: // changes that do not shrink bound nothing
		return math.Inf(1)
	}
	if b.Kinked {
		share = kinkedShare
	}
	bound := max(share, byPath(c.Relative)) * c.Moved
	if before > 0 {
		bound = max(bound, earlierPart*before)
	}
	return bound + c.Rounding
}

// byRate is the sum of all further changes, in units of the last one, if each is the last one's share of the one before.
func byRate(rate float64) float64 { return max(leastShare, rate/(1-rate)) }

// byPath is the share for a row whose end has moved by a share of its path. It follows the errors of RK4 for dz/dt =
// λz: where one step hardly leaves the start, the second solve has most of the path before it still.
func byPath(relative float64) float64 {
	unsolved := mostUnsolved + 0.
	if relative != 1 {
		unsolved = min(relative/math.Abs(1-relative), mostUnsolved)
	}
	return leastShare + min(relative, 1) + float64(unsolved*unsolved*unsolved)
}

// leastPath is the least part of a row's whole path that counts as its path in a direction.
const leastPath = 0.2

// Relative is how far the end z of a row has moved since the last solve, as a share of its path from x in the direction
// of the movement, at most 1e6. A field that narrows one direction of the data errs in that direction, in which the
// path may be short.
func Relative(z, last, x []float64) float64 {
	moved, whole, along := 0., 0., 0.
	for c, v := range z {
		d, w := v-last[c], v-x[c]
		moved, whole, along = moved+float64(d*d), whole+float64(w*w), along+float64(d*w)
	}
	if !(moved > 0) {
		return 0
	}
	moved, whole = math.Sqrt(moved), math.Sqrt(whole)
	return min(moved/max(math.Abs(along)/moved, leastPath*whole), 1e6)
}
