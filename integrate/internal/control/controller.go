package control

import "math"

// LeastError keeps the logarithm of a vanishing error finite.
const LeastError = 1e-10

// ControlMemory is what a controller remembers of one row: the logarithms of its
// last accepted errors. The zero value says that they were just met.
type ControlMemory struct {
	previous, beforePrevious float64
	rejected                 bool
}

// StepControl is a Controller with the exponents of one tableau worked in.
type StepControl struct {
	Beta               [3]float64
	Retry              float64
	LogSafety          float64
	Minimum, Maximum   float64
	LogLow, LogHighest float64
}

// Accepted returns the factor for the step after an accepted one and remembers its
// error.
func (c *StepControl) Accepted(m *ControlMemory, e float64) float64 {
	now := math.Log(max(e, LeastError))
	log := c.LogSafety - c.Beta[0]*now - c.Beta[1]*m.previous - c.Beta[2]*m.beforePrevious
	m.previous, m.beforePrevious = now, m.previous
	factor := c.factor(log)
	if m.rejected {
		m.rejected = false
		return min(factor, 1)
	}
	return factor
}

// Refused returns the factor for repeating a rejected step. An error that is not
// finite says nothing but that the step was far too long.
func (c *StepControl) Refused(m *ControlMemory, e float64) float64 {
	m.rejected = true
	if !(e <= math.MaxFloat64) {
		return c.Minimum
	}
	return min(c.factor(c.LogSafety-c.Retry*math.Log(e)), 1)
}

// factor is exp(log) within the bounds, without an exponential where they hold.
func (c *StepControl) factor(log float64) float64 {
	switch {
	case log <= c.LogLow:
		return c.Minimum
	case log >= c.LogHighest:
		return c.Maximum
	}
	return math.Exp(log)
}
