// Package entries checks the entries of rows of numbers, and the arrays that go with them.
package entries

import (
	"context"
	"fmt"
	"slices"

	"github.com/gorgoflow/gorgoflow/internal/finite"
	"github.com/gorgoflow/gorgoflow/internal/parallel"
	"github.com/pkg/errors"
	"gorgonia.org/tensor"
)

// Package likelihood exports each of them under its name, with its documentation.
var (
	ErrEmpty     = errors.New("likelihood: empty batch")
	ErrWidth     = errors.New("likelihood: wrong number of columns")
	ErrNotFinite = errors.New("likelihood: value is not finite")
	ErrNegative  = errors.New("likelihood: negative weight")
)

// Fault locates an entry that cannot be used. It has the fields of likelihood.DataError, which callers convert it to.
type Fault struct {
	What   string
	Row    int
	Column int
	Value  float64
	Got    int
	Want   int
	Dtype  string
	Cause  error
}

// Error names the place.
func (f *Fault) Error() string {
	return fmt.Sprintf("%v: %s row %d, column %d", f.Cause, f.What, f.Row, f.Column)
}

// Unwrap returns the sentinel.
func (f *Fault) Unwrap() error { return f.Cause }

// Check is the check of a batch: at least one row, all of the given width, and finite numbers. If not, it returns a *Fault
// that calls the batch what. All entries are checked before a solve, since a solver only notices a NaN as a row that no
// step size satisfies, and cannot locate it.
func Check(what string, x [][]float64, width int) error {
	if len(x) == 0 {
		return &Fault{What: what, Cause: ErrEmpty}
	}
	if parallel.IsFew(len(x), width) {
		return checkRange(what, x, 0, len(x), width)
	}
	return parallel.Ranges(context.Background(), "checking rows", len(x), width, func(lo, hi int) error { return checkRange(what, x, lo, hi, width) })
}

func checkRange(what string, x [][]float64, lo, hi, width int) error {
	for r := lo; r < hi; r++ {
		if err := CheckOne(what, r, x[r], width); err != nil {
			return err
		}
	}
	return nil
}

// CheckOne is Check of row r.
func CheckOne(what string, r int, row []float64, width int) error {
	if len(row) != width {
		return &Fault{What: what, Row: r, Column: -1, Got: len(row), Want: width, Cause: ErrWidth}
	}
	if c := finite.FirstNot(row); c >= 0 {
		return &Fault{What: what, Row: r, Column: c, Value: row[c], Cause: ErrNotFinite}
	}
	return nil
}

// Fits says whether a number is finite in the number type of a field.
func Fits(v float64, dtype tensor.Dtype) bool {
	if dtype == tensor.Float32 {
		return finite.Is(float32(v))
	}
	return finite.Is(v)
}

// CheckSize refuses numbers that are finite, but not in the number type of a field, with a *Fault that locates the first.
// mean and std are the standardisation that comes first; nil, nil for none. A standard deviation of 0 is for the
// standardisation to refuse. The number types are those of the columns; one alone is that of all columns.
func CheckSize(what string, x [][]float64, mean, std []float64, dtypes ...tensor.Dtype) error {
	if mean == nil && !slices.Contains(dtypes, tensor.Float32) {
		return nil
	}
	if len(x) == 0 || parallel.IsFew(len(x), len(x[0])) {
		return checkSizes(what, x, 0, len(x), mean, std, dtypes)
	}
	types := make([]tensor.Dtype, len(dtypes))
	copy(types, dtypes) // those of the caller stay on its stack
	return parallel.Ranges(context.Background(), "checking rows", len(x), len(x[0]), func(lo, hi int) error { return checkSizes(what, x, lo, hi, mean, std, types) })
}

// checkSizes is CheckSize of rows lo … hi−1.
func checkSizes(what string, x [][]float64, lo, hi int, mean, std []float64, dtypes []tensor.Dtype) error {
	var single []bool // by column
	for r := lo; r < hi; r++ {
		for c := len(single); c < len(x[r]); c++ {
			single = append(single, Of(dtypes, c) == tensor.Float32)
		}
		for c, v := range x[r] {
			u := v
			if c < len(mean) && c < len(std) && std[c] > 0 {
				u = (v - mean[c]) / std[c]
			}
			if fits := finite.Is(u); !fits || single[c] && !finite.Is(float32(u)) {
				return &Fault{What: what, Row: r, Column: c, Value: v, Cause: ErrNotFinite, Dtype: Of(dtypes, c).String()}
			}
		}
	}
	return nil
}

// Of is the number type of a column.
func Of(dtypes []tensor.Dtype, column int) tensor.Dtype { return dtypes[min(column, len(dtypes)-1)] }

// CheckWeights refuses a wrong number of weights (refused, wrapped), and the first weight that is negative or not finite:
// a *Fault with its row, which calls the weights what. nil means equal weights.
func CheckWeights(what string, weights []float64, rows int, refused error) error {
	if weights != nil && len(weights) != rows {
		return errors.Wrapf(refused, "%d %s, want %d, one for each row", len(weights), what, rows)
	}
	for row, w := range weights {
		if !finite.Is(w) {
			return &Fault{What: what, Row: row, Column: -1, Value: w, Cause: ErrNotFinite}
		}
		if w < 0 {
			return &Fault{What: what, Row: row, Column: -1, Value: w, Cause: ErrNegative}
		}
	}
	return nil
}
