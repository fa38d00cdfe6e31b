// Package refine solves rows with few equal steps, bounds their errors, and solves rows with too large bounds with more
// steps.
//
// A row is solved with n steps and with 2n. The change of log p between them bounds the error of the second solve, once it
// is known how fast errors shrink: with a method of order four, to a sixteenth. Few steps are often too long for that law,
// so the bounds are larger shares of the change, which were measured: see Bound.
package refine

import (
	"math"
	"math/bits"

	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/tableau"
)

// Method is RK4, with four stages and order four. Methods of order five have smaller errors with as many evaluations, but
// the bound comes from the change between few steps and twice as many, and theirs is no smaller than RK4's.
var Method = tableau.RK4

// Least is the number of evaluations of a value and its bound, with one step and with two.
var Least = 3 * len(Method.C)

// doublings is the number of doublings of the steps after the first two solves.
const doublings = 3

// Steps is the number of steps of the first solve within a budget of evaluations. It is a power of two, so that a model
// compiles few solvers.
func Steps(budget int) int {
	most := min(max(budget/Least, 1), mostSteps)
	return 1 << (bits.Len(uint(most)) - 1)
}

// mostSteps keeps the last solve within the number of steps that integrate allows.
const mostSteps = 1 << 12

// Settings returns the settings of a solve with equal steps, for a flow with settings of its own.
func Settings(s *integrate.Settings, steps int) *integrate.Settings {
	return &integrate.Settings{Tableau: Method, Steps: steps, Shared: s.Shared, Lanes: s.Lanes, BlockRows: s.BlockRows, Workers: s.Workers}
}

// Batch is a number of rows, and the function that solves them.
type Batch struct {
	Rows   int
	Within float64 // bound that is small enough
	Kinked bool    // the right-hand side has kinks, so that errors shrink more slowly
	// Solve solves the given rows, nil for all, with so many equal steps each, and keeps the results. It returns the change
	// of each row from its last result, nothing at the first solve.
	Solve func(rows []int, steps int) ([]Change, error)
}

// Bounds solves all rows with so many steps and with twice as many, and then rows whose bound is above Within with more and
// more steps. It returns the bounds, +Inf for a row without one, and the rows whose bounds are still above Within.
func (b *Batch) Bounds(steps int) (bounds []float64, open []int, err error) {
	if _, err = b.Solve(nil, steps); err != nil {
		return nil, nil, err
	}
	bounds, before := make([]float64, b.Rows), make([]float64, b.Rows)
	for i := range b.Rows {
		before[i], open = math.NaN(), append(open, i)
	}
	for range doublings + 1 {
		if steps *= 2; len(open) == 0 {
			break
		}
		if open, err = b.solveOn(open, steps, bounds, before); err != nil {
			return nil, nil, err
		}
	}
	return bounds, open, nil
}

// solveOn solves rows with twice the steps and returns those that are still above Within.
func (b *Batch) solveOn(rows []int, steps int, bounds, before []float64) (open []int, err error) {
	changes, err := b.Solve(rows, steps)
	if err != nil {
		return nil, err
	}
	for k, row := range rows {
		bounds[row] = b.Bound(&changes[k], before[row])
		if before[row] = changes[k].Moved; math.IsNaN(bounds[row]) {
			bounds[row] = math.Inf(1)
		}
		if !(bounds[row] <= b.Within) {
			open = append(open, row)
		}
	}
	return open, nil
}
