// The rule for step sizes, and its memory of a row.

package control

import (
	"cmp"
	"math"

	"github.com/gorgoflow/gorgoflow/internal/elementary"
)

// LeastError replaces smaller errors, so that their logarithm stays finite.
const LeastError = 1e-10

// Controller is the rule for step sizes for one method. A factor is h_{n+1}/h_n.
type Controller interface {
	// Propose returns the factor for the step after an accepted one, from the errors of the last
	// three accepted steps, the latest first.
	Propose(errors [3]float64) float64
	// Reject returns the factor for repeating a rejected step.
	Reject(e float64) float64
}

// Memory is the history of one row: the errors of its last two accepted steps, 0 for steps that do not exist yet, and
// whether the last step was rejected.
type Memory struct {
	previous, beforePrevious float64
	rejected                 bool
}

// Accepted remembers the error of an accepted step and returns the factor for the next step. The step after a rejected
// one does not grow.
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

// Powers is a Controller that multiplies powers of three errors, for the error exponent of one tableau.
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
			log -= float64(c.Beta[i] * elementary.QuickLog(e))
		}
	}
	return c.factor(log)
}

// Reject implements Controller. For an error that is not finite it takes the least factor: such an error says only that
// the step was far too long.
func (c *Powers) Reject(e float64) float64 {
	if !(e <= math.MaxFloat64) {
		return c.Minimum
	}
	return c.factor(c.LogSafety - float64(c.Retry*elementary.QuickLog(e)))
}

// factor is exp(log) within the bounds. Outside of them it needs no exponential.
func (c *Powers) factor(log float64) float64 {
	switch {
	case log <= c.LogLow:
		return c.Minimum
	case log >= c.LogHighest:
		return c.Maximum
	}
	return elementary.QuickExp(log)
}
