// Checks of rows of numbers, and of the arrays that go with them.

package likelihood

import (
	"math"

	"github.com/pkg/errors"
	"gorgonia.org/tensor"
)

// CheckRows is the check of a batch that all methods begin with: at least one row, all of the given width, and finite
// numbers. If not, it returns a *DataError that locates the entry and calls the batch what. It checks all entries
// before a solve, since a solver only notices a NaN as a row that no step size satisfies, and cannot locate it.
func CheckRows(what string, x [][]float64, width int) error {
	if len(x) == 0 {
		return &DataError{What: what, Cause: ErrEmpty}
	}
	for r, row := range x {
		if err := checkRow(what, r, row, width); err != nil {
			return err
		}
	}
	return nil
}

func checkRow(what string, r int, row []float64, width int) error {
	if len(row) != width {
		return &DataError{What: what, Row: r, Column: -1, Got: len(row), Want: width, Cause: ErrWidth}
	}
	for c, v := range row {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return &DataError{What: what, Row: r, Column: c, Value: v, Cause: ErrNotFinite}
		}
	}
	return nil
}

// CheckSize refuses numbers that are finite, but not in the number type of a field, with a *DataError that locates the
// first. mean and std are the standardisation that comes first; nil, nil for none. A standard deviation of 0 is refused
// by Standardize.
func CheckSize(what string, x [][]float64, dtype tensor.Dtype, mean, std []float64) error {
	if dtype != tensor.Float32 {
		return nil
	}
	for r, row := range x {
		for c, v := range row {
			u := v
			if c < len(mean) && c < len(std) && std[c] > 0 {
				u = (v - mean[c]) / std[c]
			}
			if math.IsInf(float64(float32(u)), 0) {
				return tooLarge(what, r, c, v, dtype)
			}
		}
	}
	return nil
}

func tooLarge(what string, row, column int, v float64, dtype tensor.Dtype) error {
	return &DataError{What: what, Row: row, Column: column, Value: v, Cause: ErrNotFinite, Dtype: dtype.String()}
}

// checkSameRows checks an array that must have a row for each row of data.
func checkSameRows(what string, x [][]float64, rows, width int) error {
	if len(x) != rows {
		return errors.Wrapf(ErrSettings, "%s has %d rows, want %d, one for each row of data", what, len(x), rows)
	}
	return CheckRows(what, x, width)
}

// CheckWeights refuses a wrong number of weights (ErrSettings), and the first weight that is negative or not finite: a
// *DataError with its row, which calls the weights what. nil means equal weights.
func CheckWeights(what string, weights []float64, rows int) error {
	if weights != nil && len(weights) != rows {
		return errors.Wrapf(ErrSettings, "%d %s, want %d, one for each row", len(weights), what, rows)
	}
	for row, w := range weights {
		if math.IsNaN(w) || math.IsInf(w, 0) {
			return &DataError{What: what, Row: row, Column: -1, Value: w, Cause: ErrNotFinite}
		}
		if w < 0 {
			return &DataError{What: what, Row: row, Column: -1, Value: w, Cause: ErrNegative}
		}
	}
	return nil
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
		return CheckRows("condition", condition, width)
	}
	return checkSameRows("condition", condition, rows, width)
}
