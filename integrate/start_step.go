package integrate

import (
	"math"
)

// chooseSteps finds the first step of each row from the size of y₀, of f(t₀, y₀)
// and of its change over an Euler step (Solving ODEs I, II.4, "Starting step size").
func (s *starter[T]) chooseSteps(j *forwardCall[T], n int) error {
	f, v := s.field, &j.span
	s.scaleStart(j, n)
	controls := s.plan.controls(n)
	for i := range controls {
		d0, d1 := s.d0.error(i, n/controls, false), s.d1.error(i, n/controls, false)
		h := 0.01 * d0 / d1
		if d0 < 1e-5 || d1 < 1e-5 {
			h = 1e-6
		}
		s.h[i] = v.sign * min(h, v.max)
		s.d0.low[i] = d1
	}
	s.euler(j, n)
	if err := f.program.Run(n); err != nil {
		return err
	}
	s.scaleChange(j, n)
	for i := range controls {
		d2 := s.d1.error(i, n/controls, false) / math.Abs(s.h[i])
		s.h[i] = v.sign * firstStep(math.Abs(s.h[i]), s.d0.low[i], d2, s.plan.Tableau.Order, v)
	}
	return nil
}

// firstStep combines the trial step h, |f| and |Δf|/h.
func firstStep(h, d1, d2 float64, order int, v *interval) float64 {
	largest := max(d1, d2)
	guess := math.Pow(0.01/largest, 1/float64(order+1))
	if largest <= 1e-15 {
		guess = max(1e-6, h*1e-3)
	}
	if !(guess < math.Inf(1)) { // the trial step left the domain of f
		guess = h * 1e-3
	}
	return max(min(100*h, guess, v.max), v.min)
}

// controls is the number of step sizes in a pack of n rows.
func (p *plan) controls(n int) int {
	if p.shared {
		return 1
	}
	return n
}
