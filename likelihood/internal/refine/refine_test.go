// The bounds of rows whose errors are known.

package refine

import (
	"math"
	"slices"
	"testing"

	"github.com/pkg/errors"
)

// solved returns a batch whose rows have the given errors after so many steps, and the number of steps of each row's
// last solve.
func solved(rows int, within float64, errorOf func(row, steps int) float64) (b *Batch, last []int) {
	last = make([]int, rows)
	return &Batch{Rows: rows, Within: within, Solve: func(list []int, steps int) (moved, rounding []float64, err error) {
		if list == nil {
			for i := range last {
				last[i] = steps
			}
			return nil, nil, nil
		}
		for _, row := range list {
			moved = append(moved, math.Abs(errorOf(row, steps)-errorOf(row, last[row])))
			rounding, last[row] = append(rounding, 1e-12), steps
		}
		return moved, rounding, nil
	}}, last
}

// TestBoundsOfKnownErrors: errors that shrink with the fourth, third or, at kinks, second power of the steps are within
// their bounds. The bounds are at most fifteen times the errors. A row takes more steps only until its bound is narrow
// enough, and rows whose bounds never are come back as open.
func TestBoundsOfKnownErrors(t *testing.T) {
	const within = 1e-4
	for _, power := range []float64{4, 3, 2} {
		errorOf := func(row, steps int) float64 {
			return math.Pow(10, -float64(row)/2) * math.Pow(float64(steps), -power)
		}
		b, last := solved(12, within, errorOf)
		b.Kinked = power == 2
		bounds, open, err := b.Bounds(1)
		if err != nil {
			t.Fatal(err)
		}
		for row, bound := range bounds {
			if e := errorOf(row, last[row]); bound < e || bound > 15*e+1e-11 {
				t.Errorf("errors of power %g, row %d after %d steps: bound %g, error %g", power, row, last[row], bound, e)
			}
			if slices.Contains(open, row) != (bound > within) || (bound > within && last[row] != 16) {
				t.Errorf("power %g, row %d: %d steps, bound %g, open %v", power, row, last[row], bound, open)
			}
		}
		if !slices.IsSortedFunc(last, func(a, b int) int { return b - a }) || last[0] == last[11] {
			t.Errorf("power %g: %v steps, want ever fewer for ever easier rows", power, last)
		}
	}
}

// TestRowsWithoutBounds: rows that cannot be solved have no bound. A row whose last change is small by chance has a
// bound, and errors of a solve come back.
func TestRowsWithoutBounds(t *testing.T) {
	b, _ := solved(3, 1, func(row, steps int) float64 {
		return [...]float64{math.NaN(), math.Inf(1), 0.5 / float64(min(steps, 4))}[row]
	})
	bounds, open, err := b.Bounds(1)
	if err != nil || !math.IsInf(bounds[0], 1) || !math.IsInf(bounds[1], 1) || !slices.Equal(open, []int{0, 1}) {
		t.Errorf("bounds %v, open %v, %v", bounds, open, err)
	}
	if b.Bound(0, 1) != earlierPart || b.Bound(0, math.NaN()) != 0 {
		t.Errorf("bounds of no change: %g, %g, want %g, 0", b.Bound(0, 1), b.Bound(0, math.NaN()), earlierPart)
	}
	want := errors.New("no")
	b.Solve = func([]int, int) ([]float64, []float64, error) { return nil, nil, want }
	if _, _, err := b.Bounds(1); !errors.Is(err, want) {
		t.Errorf("error %v, want %v", err, want)
	}
}

// TestSteps: the first solve takes the most steps that a budget allows.
func TestSteps(t *testing.T) {
	for budget, want := range map[int]int{0: 1, 12: 1, 15: 1, 23: 1, 24: 2, 47: 2, 48: 4, math.MaxInt: mostSteps} {
		if got := Steps(budget); got != want {
			t.Errorf("%d steps of a budget of %d, want %d", got, budget, want)
		}
	}
}
