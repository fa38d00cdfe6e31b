// The size of the first step.

package control

import (
	"math"

	"github.com/gorgoflow/gorgoflow/internal/elementary"
)

// FirstStepOf computes the first step from a time t from the trial step h, |f| and |Δf|/h. Solving ODEs I, II.4, has 0.01 where this
// formula has 1. Over flows of twelve kinds the error of the first step is far below the tolerance even with 1, and a
// first step that is too short costs as much as any other.
//
// The bound 100 h is 1/|λ| for y' = λy, and any interval may be. A method whose error estimate is 0 there takes half. Far from
// the time 0 the trial step was rounded to a multiple of the spacing of times.
func (p *Scheme) FirstStepOf(t, h, d1, d2 float64, v *Span) float64 {
	largest := max(d1, d2)
	guess := elementary.Pow(1/largest, 1/float64(p.Tableau.Order+1))
	if largest <= 1e-15 {
		guess = max(1e-6, h*1e-3)
	}
	if !(guess < math.Inf(1)) { // the trial step left the domain of f
		guess = h * 1e-3
	}
	first := min(100*h, guess, v.Max)
	if p.Blind {
		_, tried := Taken(t, v.Sign*h)
		if rate := float64(d2 * h / math.Abs(tried)); math.Abs(float64(first*rate)-d1) < 0.1*d1 {
			first /= 2
		}
	}
	return max(first, v.Least(t))
}
