// The scales on which kernels have one width.

package marginal

import (
	"math"

	"github.com/gorgoflow/gorgoflow/internal/elementary"
)

// scale is a monotone map of a column on which all kernels have one width.
type scale struct {
	heavy        bool // asinh((x - center)/unit), else (x - center)/unit
	center, unit float64
	opposite     *scale  // not nil: a heavy one that is added, so that values near to either center are far apart
	widest       float64 // bounds half the widths of kernels, if above usualWidest
	least        float64 // half the width of the narrowest kernels; 0 means usualLeast
}

func (s scale) of(x float64) float64 {
	u := (x - s.center) / s.unit
	if !s.heavy {
		return u
	}
	if s.opposite != nil {
		return elementary.Asinh(u) + s.opposite.of(x)
	}
	return elementary.Asinh(u)
}

func (s scale) back(y float64) float64 {
	if s.opposite != nil {
		return s.backBetween(y)
	}
	if s.heavy {
		y = elementary.Sinh(y)
	}
	return s.center + float64(y*s.unit)
}

// newtonSteps are more than back takes: its slope is between one and two.
const newtonSteps = 60

// backBetween solves for the part v of y that belongs to the nearer center, by Newton's method: y - v is nearly constant there.
func (s scale) backBetween(y float64) float64 {
	near := scale{heavy: true, center: s.center, unit: s.unit}
	far := *s.opposite
	if y > s.of(float64(near.center/2)+float64(far.center/2)) {
		near, far = far, near
	}
	v := y - far.of(near.center)
	for range newtonSteps {
		x := near.back(v)
		step := (v + far.of(x) - y) / (1 + far.slope(x)/near.slope(x))
		if v -= step; math.Abs(step) <= 0x1p-50*max(1, math.Abs(v)) {
			break
		}
	}
	return near.back(v)
}

// slope is the derivative of the map.
func (s scale) slope(x float64) float64 {
	if !s.heavy {
		return 1 / s.unit
	}
	slope := 1 / (s.unit * elementary.Hypot(1, (x-s.center)/s.unit))
	if s.opposite != nil {
		slope += s.opposite.slope(x)
	}
	return slope
}

// away is the distance from the center, from the nearer one of two.
func (s scale) away(x float64) float64 {
	if s.opposite != nil {
		return min(math.Abs(x-s.center), s.opposite.away(x))
	}
	return math.Abs(x - s.center)
}
