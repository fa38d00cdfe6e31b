// The rule for step sizes that multiplies powers of errors.

package control

import (
	"math"

	"github.com/gorgoflow/gorgoflow/internal/elementary"
)

// Powers is a Controller that multiplies powers of three errors, for the error exponent of one tableau.
type Powers struct {
	Beta               [3]float64
	Retry              float64
	LogSafety          float64
	Minimum, Maximum   float64
	LogLow, LogHighest float64
}

// Factors implements Controller. Logarithms of all rows come first, then exponentials: a processor computes those of
// several rows at once, which do not wait for each other.
func (c *Powers) Factors(rows []Row, e, factors []float64) {
	for l := range rows {
		if row := &rows[l]; row.Took {
			factors[l] = c.logNext(row.Memory.errors(e[l]))
		} else {
			factors[l] = c.logRepeat(e[l])
		}
	}
	for l, log := range factors[:len(rows)] {
		factors[l] = c.factor(log)
	}
}

// Propose implements Rule.
func (c *Powers) Propose(errors [3]float64) float64 { return c.factor(c.logNext(errors)) }

// Reject implements Rule.
func (c *Powers) Reject(e float64) float64 { return c.factor(c.logRepeat(e)) }

// logNext is the logarithm of the factor after an accepted step.
func (c *Powers) logNext(errors [3]float64) float64 {
	log := c.LogSafety - float64(c.Beta[0]*elementary.QuickLog(errors[0]))
	for i := 1; i < len(errors); i++ {
		if c.Beta[i] != 0 {
			log -= float64(c.Beta[i] * elementary.QuickLog(errors[i]))
		}
	}
	return log
}

// logRepeat is the logarithm of the factor of a rejected step. For an error that is not finite it is that of the least factor:
// such an error says only that the step was far too long.
func (c *Powers) logRepeat(e float64) float64 {
	if !(e <= math.MaxFloat64) {
		return c.LogLow
	}
	return c.LogSafety - float64(c.Retry*elementary.QuickLog(e))
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
