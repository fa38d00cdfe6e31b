// Root finding in a bracket by the ITP method.

package forward

import "math"

// bracket encloses a change of sign in the step of a lane. The ITP method shrinks it: with at most one evaluation more
// than bisection, and superlinearly where the function is smooth. Oliveira, Takahashi, ACM TOMS 47 (2021) 5:1–24.
type bracket struct {
	lane, event int
	a, b        float64 // the ends, as fractions of the step
	ga, gb      float64
	done        bool
	ε, slack    float64 // half the width wanted; how far a guess may be from the midpoint
	curvature   float64 // κ₁ of the method
}

// newBracket returns a bracket whose root is wanted to eight times the relative rounding of the type.
func newBracket(lane, event int, a, b, ga, gb, epsilon float64) bracket {
	c := bracket{lane: lane, event: event, a: a, b: b, ga: ga, gb: gb, ε: float64(4 * epsilon), curvature: 0.2 / (b - a)}
	fraction, halvings := math.Frexp((b - a) / (2 * c.ε))
	if fraction > 0.5 {
		halvings++
	}
	c.slack = math.Ldexp(c.ε, halvings)
	return c
}

// located reports whether the bracket is narrow enough. The root is taken to be b, just after the change of sign.
func (c *bracket) located() bool { return c.gb == 0 || c.b-c.a <= 2*c.ε }

// guess returns the next point to evaluate: the root of the chord, moved a little towards the midpoint, and never so
// far from it that bisection would have been better.
func (c *bracket) guess() float64 {
	middle := float64((c.a + c.b) / 2)
	chord := (float64(c.gb*c.a) - float64(c.ga*c.b)) / (c.gb - c.ga)
	inward := math.Copysign(1, middle-chord)
	x := middle
	if pull := c.curvature * (c.b - c.a) * (c.b - c.a); pull <= math.Abs(middle-chord) {
		x = chord + float64(inward*pull)
	}
	if radius := c.slack - float64((c.b-c.a)/2); math.Abs(x-middle) > radius {
		x = middle - float64(inward*max(radius, 0))
	}
	if !(x > c.a && x < c.b) {
		return middle
	}
	return x
}

// update shrinks the bracket by the value g at a guess x.
func (c *bracket) update(x, g float64) {
	c.slack /= 2
	switch {
	case g == 0:
		c.b, c.gb = x, 0
	case (g < 0) == (c.ga < 0):
		c.a, c.ga = x, g
	default:
		c.b, c.gb = x, g
	}
}
