// The rule for step sizes, and its memory of a row.

package control

import "cmp"

// LeastError replaces smaller errors, so that their logarithm stays finite.
const LeastError = 1e-10

// Controller is the rule for step sizes for one method.
type Controller interface {
	// Factors sets the factor h_{n+1}/h_n of every row, from the errors of the steps tried and from those that the rows
	// remember.
	Factors(rows []Row, e, factors []float64)
}

// Memory is the history of one row: the errors of its last two accepted steps, 0 for steps that do not exist yet, and
// whether the last step was rejected.
type Memory struct {
	previous, beforePrevious float64
	rejected                 bool
}

// errors are those of the last three accepted steps, the latest first, which has just been accepted.
func (m *Memory) errors(e float64) [3]float64 {
	return [3]float64{max(e, LeastError), cmp.Or(m.previous, 1), cmp.Or(m.beforePrevious, 1)}
}

// Accepted remembers the error of an accepted step and returns the factor for the next one. The step after a rejected one
// does not grow.
func (m *Memory) Accepted(e, factor float64) float64 {
	if m.previous, m.beforePrevious = max(e, LeastError), m.previous; m.rejected {
		m.rejected = false
		return min(factor, 1)
	}
	return factor
}

// Refused remembers that a step was rejected and returns the factor for repeating it.
func (m *Memory) Refused(factor float64) float64 {
	m.rejected = true
	return min(factor, 1)
}

// Rule gives the factor of one row.
type Rule interface {
	// Propose returns the factor for the step after an accepted one, from the errors of the last
	// three accepted steps, the latest first.
	Propose(errors [3]float64) float64
	// Reject returns the factor for repeating a rejected step.
	Reject(e float64) float64
}

// EachRow is the Controller of a Rule.
type EachRow struct{ Rule }

// Factors implements Controller. A row that has ended is not asked for.
func (c EachRow) Factors(rows []Row, e, factors []float64) {
	for l := range rows {
		switch row := &rows[l]; {
		case row.Finished:
		case row.Took:
			factors[l] = c.Propose(row.Memory.errors(e[l]))
		default:
			factors[l] = c.Reject(e[l])
		}
	}
}
