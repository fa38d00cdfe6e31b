// Package refine solves rows by few equal steps, bounds what these may be off by, and solves those on of which that is too much.
//
// A row is solved by n steps and by 2n. How far log p moves between them bounds the error of the second, once it is known how fast errors shrink:
// of a method of order four to a sixteenth. Steps of few evaluations are often too long for that law, so that the bounds have larger
// shares of the move, which were measured: see Bound.
package refine

import (
	"math"
	"math/bits"

	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/tableau"
)

// Method is RK4: four stages and order four are what few steps are best compared by. Methods of order five err less by as many
// evaluations, but the move that bounds them is that of half the steps, which is no smaller than RK4's.
var Method = tableau.RK4

// Least is the number of evaluations that a value and its bound take, by one step and by two.
var Least = 3 * len(Method.C)

// doublings are those of the steps after the first two solves.
const doublings = 3

// Steps is the number of the first solve within a budget of so many evaluations, a power of two, so that a model compiles few solvers.
func Steps(budget int) int {
	most := min(max(budget/Least, 1), mostSteps)
	return 1 << (bits.Len(uint(most)) - 1)
}

// mostSteps keeps the last solve within what integrate grants.
const mostSteps = 1 << 12

// Settings are those of a solve by equal steps, for a flow with settings of its own.
func Settings(s *integrate.Settings, steps int) *integrate.Settings {
	return &integrate.Settings{Tableau: Method, Steps: steps, Shared: s.Shared, Lanes: s.Lanes, BlockRows: s.BlockRows, Workers: s.Workers}
}

// Batch is a number of rows, and how they are solved.
type Batch struct {
	Rows   int
	Within float64 // bound that is small enough
	Kinked bool    // the right-hand side has kinks, so that errors shrink more slowly
	// Solve solves the given rows, nil for all, by so many equal steps each, keeps what it finds, and says how far each is from what was kept before: NaN
	// where it cannot say, nothing at the first solve. Rounding is what is to be added to its bound.
	Solve func(rows []int, steps int) (moved, rounding []float64, err error)
}

// Bounds solves all rows by so many steps and by twice as many, then those whose bound is above Within by ever twice as many, and
// gives the bounds, +Inf where there is none, with the rows that are still above Within.
func (b *Batch) Bounds(steps int) (bounds []float64, open []int, err error) {
	if _, _, err = b.Solve(nil, steps); err != nil {
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

// solveOn gives the rows that are still above Within.
func (b *Batch) solveOn(rows []int, steps int, bounds, before []float64) (open []int, err error) {
	moved, rounding, err := b.Solve(rows, steps)
	if err != nil {
		return nil, err
	}
	for k, row := range rows {
		bounds[row] = b.Bound(moved[k], before[row]) + rounding[k]
		if before[row] = moved[k]; math.IsNaN(bounds[row]) {
			bounds[row] = math.Inf(1)
		}
		if !(bounds[row] <= b.Within) {
			open = append(open, row)
		}
	}
	return open, nil
}

// The shares come from measurements on twelve flows (trained on toy sets by maximum likelihood and by flow matching, and random ones with
// four activations), 1000 rows each.
const (
	leastShare  = 1. / 7 // of the move: the law of order three; 1/15 is that of order four
	mostShare   = 0.6
	byMove      = 6    // further share by the nat, since a row that moves far has steps that are too long
	byRate      = 1.2  // share by the rate at which moves shrink
	kinkedShare = 1.5  // where errors have no law
	earlierPart = 0.01 // of the move before, where the last one is small by chance
)

// Bound is that of a row that moved so far at the last doubling and at the one before, NaN if there was none. The move is that of log p
// and of its parts together, since these may cancel in one solve and not in another.
func (b *Batch) Bound(moved, before float64) float64 {
	share := leastShare + byMove*moved
	if before > 0 {
		share = max(leastShare, byRate*moved/before)
	}
	if share = min(share, mostShare); b.Kinked {
		share = kinkedShare
	}
	bound := share * moved
	if before > 0 {
		bound = max(bound, earlierPart*before)
	}
	return bound
}
