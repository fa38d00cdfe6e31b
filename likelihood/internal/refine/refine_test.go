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
	return &Batch{Rows: rows, Within: within, Solve: func(list []int, steps int) (changes []Change, err error) {
		if list == nil {
			for i := range last {
				last[i] = steps
			}
			return nil, nil
		}
		for _, row := range list {
			changes = append(changes, Change{Moved: math.Abs(errorOf(row, steps) - errorOf(row, last[row])), Rounding: 1e-12})
			last[row] = steps
		}
		return changes, nil
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

// TestBoundsOfNarrowedRows: for dz/dt = λz the bound covers the error from the first doubling on, though two solves that
// hardly leave the start agree. The errors are those of RK4 for a row whose end is 1e-3 in a normal base.
func TestBoundsOfNarrowedRows(t *testing.T) {
	for rate := 0.5; rate <= 12; rate += 0.5 {
		start := []float64{1e-3 * math.Exp(-rate)}
		end := func(steps float64) []float64 {
			h := rate / steps
			return []float64{start[0] * math.Pow(1+h+h*h/2+h*h*h/6+h*h*h*h/24, steps)}
		}
		before := math.NaN()
		for steps := 1.0; steps <= 16; steps *= 2 {
			z, last, want := end(2*steps), end(steps), 1e-3
			c := Change{Moved: math.Abs(z[0]*z[0]-last[0]*last[0]) / 2, Relative: Relative(z, last, start)}
			if e, bound := math.Abs(z[0]*z[0]-want*want)/2, new(Batch).Bound(&c, before); !(bound >= e) {
				t.Errorf("rate %g, %g steps: bound %g, error %g", rate, 2*steps, bound, e)
			}
			before = c.Moved
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
	if still := (&Change{}); b.Bound(still, 1) != earlierPart || b.Bound(still, math.NaN()) != 0 {
		t.Errorf("bounds of no change: %g, %g, want %g, 0", b.Bound(still, 1), b.Bound(still, math.NaN()), earlierPart)
	}
	want := errors.New("no")
	b.Solve = func([]int, int) ([]Change, error) { return nil, want }
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
