package integrate

import (
	"cmp"
	"math"
)

// Controller chooses the next step size from the error estimates e_n, e_{n−1},
// e_{n−2} of the last accepted steps, each measured against the tolerance (1 is
// just accepted). With k the Tableau's ErrorExponent,
//
//	h_{n+1}/h_n = Safety · e_n^(−β₁/k) · e_{n−1}^(−β₂/k) · e_{n−2}^(−β₃/k),
//
// kept between MinFactor and MaxFactor (Söderlind, ACM TOMS 29 (2003) 1–26). A
// rejected step is repeated with Safety·e^(−1/k), and the step after it does not
// grow. The memory belongs to each row: one Controller serves any number of them.
//
// In the terms of control theory β₁ = P+I+D, β₂ = −P−2D, β₃ = D.
type Controller struct {
	Beta [3]float64
	// Safety keeps the next error below the tolerance; 0 means 0.9.
	Safety float64
	// MinFactor and MaxFactor bound the change of the step; 0 means 0.2 and 10.
	MinFactor, MaxFactor float64
}

// Ready controllers.
var (
	// ControlI looks at the last error only. It needs the fewest evaluations on
	// smooth problems. Hairer, Nørsett, Wanner, Solving ODEs I, II.4.
	ControlI = &Controller{Beta: [3]float64{1, 0, 0}}
	// ControlPI damps the oscillation of the step where stability limits it.
	// Gustafsson, ACM TOMS 17 (1991) 533–554: P = 0.4, I = 0.3.
	ControlPI = &Controller{Beta: [3]float64{0.7, -0.4, 0}}
	// ControlPID is the digital filter H312PID: the smoothest sequence of steps.
	// Söderlind, ACM TOMS 29 (2003), Table III.
	ControlPID = &Controller{Beta: [3]float64{1. / 18, 1. / 9, 1. / 18}}
)

// leastError keeps the logarithm of a vanishing error finite.
const leastError = 1e-10

// controlMemory is what a controller remembers of one row: the logarithms of its
// last accepted errors. The zero value says that they were just met.
type controlMemory struct {
	previous, beforePrevious float64
	rejected                 bool
}

// stepControl is a Controller with the exponents of one tableau worked in.
type stepControl struct {
	beta               [3]float64
	retry              float64
	logSafety          float64
	minimum, maximum   float64
	logLow, logHighest float64
}

func (c *Controller) with(exponent int) stepControl {
	safety, minimum, maximum := cmp.Or(c.Safety, 0.9), cmp.Or(c.MinFactor, 0.2), cmp.Or(c.MaxFactor, 10)
	k := float64(exponent)
	return stepControl{
		beta:      [3]float64{c.Beta[0] / k, c.Beta[1] / k, c.Beta[2] / k},
		retry:     1 / k,
		logSafety: math.Log(safety), minimum: minimum, maximum: maximum,
		logLow: math.Log(minimum), logHighest: math.Log(maximum),
	}
}

// accepted returns the factor for the step after an accepted one and remembers its
// error.
func (c *stepControl) accepted(m *controlMemory, e float64) float64 {
	now := math.Log(max(e, leastError))
	log := c.logSafety - c.beta[0]*now - c.beta[1]*m.previous - c.beta[2]*m.beforePrevious
	m.previous, m.beforePrevious = now, m.previous
	factor := c.factor(log)
	if m.rejected {
		m.rejected = false
		return min(factor, 1)
	}
	return factor
}

// refused returns the factor for repeating a rejected step. An error that is not
// finite says nothing but that the step was far too long.
func (c *stepControl) refused(m *controlMemory, e float64) float64 {
	m.rejected = true
	if !(e <= math.MaxFloat64) {
		return c.minimum
	}
	return min(c.factor(c.logSafety-c.retry*math.Log(e)), 1)
}

// factor is exp(log) within the bounds, without an exponential where they hold.
func (c *stepControl) factor(log float64) float64 {
	switch {
	case log <= c.logLow:
		return c.minimum
	case log >= c.logHighest:
		return c.maximum
	}
	return math.Exp(log)
}

func (c *Controller) validate() error {
	safety, minimum, maximum := cmp.Or(c.Safety, 0.9), cmp.Or(c.MinFactor, 0.2), cmp.Or(c.MaxFactor, 10)
	if !(safety > 0 && safety <= 1) || !(minimum > 0 && minimum < 1) || !(maximum > 1) {
		return settingsError("controller: need 0 < Safety ≤ 1, 0 < MinFactor < 1 < MaxFactor; got %g, %g, %g", safety, minimum, maximum)
	}
	for _, beta := range c.Beta {
		if math.IsNaN(beta) || math.IsInf(beta, 0) {
			return settingsError("controller: Beta is %v; every entry must be finite", c.Beta)
		}
	}
	return nil
}
