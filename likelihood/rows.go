// Checks of rows of numbers, and of the arrays that go with them; and work for each row.

package likelihood

import (
	"context"
	"time"

	"github.com/gorgoflow/gorgoflow/internal/entries"
	"github.com/gorgoflow/gorgoflow/internal/parallel"
	"github.com/pkg/errors"
)

// located makes a *DataError of a fault of rows.
func located(err error) error {
	if fault, ok := err.(*entries.Fault); ok {
		return (*DataError)(fault)
	}
	return err
}

// checkRows is the check of a batch that all methods begin with.
func checkRows(what string, x [][]float64, width int) error {
	return located(entries.Check(what, x, width))
}

func checkRow(what string, r int, row []float64, width int) error {
	return located(entries.CheckOne(what, r, row, width))
}

func checkWeights(what string, weights []float64, n int) error {
	return located(entries.CheckWeights(what, weights, n, ErrSettings))
}

// checkSameRows checks an array that must have a row for each row of data.
func checkSameRows(what string, x [][]float64, rows, width int) error {
	if len(x) != rows {
		return errors.Wrapf(ErrSettings, "%s has %d rows, want %d, one for each row of data", what, len(x), rows)
	}
	return checkRows(what, x, width)
}

// checkCondition checks conditions against the width that a flow takes and the number of rows.
func checkCondition(condition [][]float64, width, rows int) error {
	switch {
	case width == 0 && condition == nil:
		return nil
	case width == 0:
		return errors.Wrap(ErrCondition, "the field takes no condition, but one was given")
	case condition == nil:
		return errors.Wrapf(ErrCondition, "the field takes a condition of %d columns, and none was given", width)
	case len(condition) == 1:
		return checkRows("condition", condition, width)
	}
	return checkSameRows("condition", condition, rows, width)
}

// rowsAtOnce is the number of rows that a worker takes at a time when there is no solver. The first fewRows tell how long
// rows take: others are woken for what takes longer than worthSharing.
const (
	rowsAtOnce   = 64
	fewRows      = 16
	worthSharing = 200 * time.Microsecond
)

// eachRow calls row for 0 … n-1, by so many workers, unless the context ends before. It is for rows that may take long, as
// those of a base with many components do.
func eachRow(ctx context.Context, workers, n int, row func(i int)) error {
	rows := func(lo, hi int) error {
		for i := lo; i < hi; i++ {
			if err := ctx.Err(); err != nil {
				return err
			}
			row(i)
		}
		return nil
	}
	first := min(n, fewRows)
	parts := (n - first + rowsAtOnce - 1) / rowsAtOnce
	start := time.Now()
	if err := rows(0, first); err != nil {
		return err
	}
	if min(workers, parts) < 2 || time.Since(start)*time.Duration(n-first) < worthSharing*fewRows {
		return rows(first, n)
	}
	return parallel.Do(ctx, "likelihood: a density", workers, parts, func(_, part int) error {
		lo := first + part*rowsAtOnce
		return rows(lo, min(lo+rowsAtOnce, n))
	})
}
