// Standardisation: the columns of data to mean 0 and standard deviation 1 and back.

package likelihood

import (
	"math"

	"github.com/gorgoflow/gorgoflow/internal/elementary"
	"github.com/gorgoflow/gorgoflow/internal/entries"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/numeric"
	"github.com/pkg/errors"
	"gorgonia.org/tensor"
)

// Moments returns the mean and the standard deviation of each column of x (divided by the number of rows), for
// Standardize. Rows have the given weights, or equal ones if weights is nil or all 0; any of weight 0 has no effect.
// The standard deviation of a constant column is 0 in spite of rounding, and numbers of any size have a finite one.
func Moments(x [][]float64, weights []float64) (mean, std []float64, err error) {
	if len(x) == 0 {
		return nil, nil, &DataError{What: "data", Cause: ErrEmpty}
	}
	if err := checkWeights("weights", weights, len(x)); err != nil {
		return nil, nil, err
	}
	own := numeric.Shares{Weights: weights, Rows: len(x)}.Normalized()
	width := -1 // that of the first row that counts
	for i, row := range x {
		if own.Of(i) == 0 {
			continue
		}
		if width < 0 {
			width = len(row)
		}
		if err := checkRow("data", i, row, width); err != nil {
			return nil, nil, err
		}
	}
	mean, std = moments(x, width, own)
	return mean, std, nil
}

// moments sums distances from the middle of the heavy rows' range, in units near the range of all rows that have a weight.
// Numbers far from 0 lie close to each other, so their distances are exact, and neither sums nor squares overflow. Each pass goes
// through whole rows, which lie anywhere in memory.
func moments(x [][]float64, width int, s numeric.Shares) (mean, std []float64) {
	counts := func(row int) bool { return s.Of(row) > 0 }
	columns := make([]column, width)
	least, most := ranges(x, width, counts)
	low, high := ranges(x, width, s.IsHeavy)
	for c := range columns {
		unit := math.Ldexp(1, math.Ilogb(max(float64(most[c]/2)-float64(least[c]/2), math.SmallestNonzeroFloat64))) // a power of two, so that division is exact
		columns[c] = column{unit: unit, middle: float64(low[c]/2) + float64(high[c]/2)}
	}
	for i, row := range x {
		if counts(i) {
			for c := range columns {
				of := &columns[c]
				of.mean += s.Part(row[c]/of.unit-of.middle/of.unit, i)
			}
		}
	}
	for i, row := range x {
		if counts(i) {
			for c := range columns {
				of := &columns[c]
				d := row[c]/of.unit - of.middle/of.unit - of.mean
				of.squares += s.Part(d*d, i)
				of.rest += s.Part(d, i)
			}
		}
	}
	mean, std = make([]float64, width), make([]float64, width)
	for c, of := range columns {
		if mean[c] = least[c]; least[c] != most[c] { // a rounded sum would leave a standard deviation of some 1e-17 of the value
			mean[c], std[c] = of.middle+float64(of.mean*of.unit), math.Sqrt(of.squares-float64(of.rest*of.rest))*of.unit
		}
	}
	return mean, std
}

// column is the sums over a column: in units, from its middle.
type column struct {
	unit, middle, mean, squares float64
	rest                        float64 // of the rounded mean
}

// ranges are those of all columns in some of the rows.
func ranges(x [][]float64, width int, in func(row int) bool) (least, most []float64) {
	least, most = make([]float64, width), make([]float64, width)
	for c := range width {
		least[c], most[c] = math.Inf(1), math.Inf(-1)
	}
	for i, row := range x {
		if in(i) {
			for c, v := range row {
				least[c], most[c] = min(least[c], v), max(most[c], v)
			}
		}
	}
	return least, most
}

// standardization is x = mean + std ∘ x′; the zero value changes nothing.
type standardization struct {
	mean, std []float64 // nil: none
	logStd    float64   // Σ log std
}

func (s *standardization) set(dim int, mean, std []float64) error {
	if mean == nil && std == nil {
		*s = standardization{}
		return nil
	}
	if err := checkRow("mean", 0, mean, dim); err != nil {
		return err
	}
	if err := checkRow("std", 0, std, dim); err != nil {
		return err
	}
	sum := 0.0
	for i, v := range std {
		if v <= 0 {
			return errors.Wrapf(ErrSettings, "standardize: deviation of column %d is %v, want a positive number: a constant column of data has no density, and one of conditions takes 1", i, v)
		}
		sum += elementary.Log(v)
	}
	*s = standardization{append([]float64(nil), mean...), append([]float64(nil), std...), sum}
	return nil
}

func (s *standardization) copies() (mean, std []float64) {
	return append([]float64(nil), s.mean...), append([]float64(nil), s.std...)
}

// standardized is x′ in column c.
func (s *standardization) standardized(c int, x float64) float64 {
	if s.mean == nil {
		return x
	}
	return (x - s.mean[c]) / s.std[c]
}

// slope converts a derivative with respect to x′ to one with respect to x.
func (s *standardization) slope(c int, byStandardized float64) float64 {
	if s.mean == nil {
		return byStandardized
	}
	return byStandardized / s.std[c]
}

// checkSize refuses numbers that are finite, but, once standardised, not in the number type of a field: that of each
// column, or one for all.
func (s *standardization) checkSize(what string, x [][]float64, dtypes ...tensor.Dtype) error {
	return located(entries.CheckSize(what, x, s.mean, s.std, dtypes...))
}

// restore replaces x′ by x = mean + std ∘ x′.
func (s *standardization) restore(rows [][]float64) {
	if s.mean == nil {
		return
	}
	for _, row := range rows {
		for c := range row {
			row[c] = s.mean[c] + float64(s.std[c]*row[c])
		}
	}
}
