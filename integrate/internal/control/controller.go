// The rule for step sizes, and what it remembers.

package control

import (
	"cmp"
	"math"
)

// LeastError keeps the logarithm of a vanishing error finite.
const LeastError = 1e-10

// Controller is the rule for step sizes of one method. A factor is h_{n+1}/h_n.
type Controller interface {
	// Propose returns the factor for the step after an accepted one, from the errors of the last
	// three accepted steps, the latest first.
	Propose(errors [3]float64) float64
	// Reject returns the factor for repeating a rejected step.
	Reject(e float64) float64
}

// Memory is the history of one row: the errors of its last accepted steps, 0 for those that do not
// exist yet, and whether the step before was rejected.
type Memory struct {
	previous, beforePrevious float64
	rejected                 bool
}

// Accepted returns the factor for the step after an accepted one and remembers the error. After a
// rejected step the next does not grow.
func (m *Memory) Accepted(c Controller, e float64) float64 {
	e = max(e, LeastError)
	factor := c.Propose([3]float64{e, cmp.Or(m.previous, 1), cmp.Or(m.beforePrevious, 1)})
	m.previous, m.beforePrevious = e, m.previous
	if m.rejected {
		m.rejected = false
		return min(factor, 1)
	}
	return factor
}

// Refused returns the factor for repeating a rejected step.
func (m *Memory) Refused(c Controller, e float64) float64 {
	m.rejected = true
	return min(c.Reject(e), 1)
}

// Powers is a Controller of three exponents, with the exponent of one tableau worked in.
type Powers struct {
	Beta               [3]float64
	Retry              float64
	LogSafety          float64
	Minimum, Maximum   float64
	LogLow, LogHighest float64
}

// Propose implements Controller.
func (c *Powers) Propose(errors [3]float64) float64 {
	log := c.LogSafety
	for i, e := range errors {
		if c.Beta[i] != 0 {
			log -= float64(c.Beta[i] * math.Log(e))
		}
	}
	return c.factor(log)
}

// Reject implements Controller. An error that is not finite says nothing but that the step was far
// too long.
func (c *Powers) Reject(e float64) float64 {
	if !(e <= math.MaxFloat64) {
		return c.Minimum
	}
	return c.factor(c.LogSafety - c.Retry*math.Log(e))
}

// factor is exp(log) within the bounds, without an exponential where they hold.
func (c *Powers) factor(log float64) float64 {
	switch {
	case log <= c.LogLow:
		return c.Minimum
	case log >= c.LogHighest:
		return c.Maximum
	}
	return math.Exp(log)
}
