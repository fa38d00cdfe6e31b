package likelihood

import (
	"math"

	"github.com/pkg/errors"
)

// Standardize makes the flow a density of x = mean + std ∘ x′, where x′ is what it models: data are standardised before
// they enter and samples are taken back, and the log-densities count the determinant, -Σ log stdᵢ, so that they are in
// the data's own units. nil, nil undoes it.
//
// ErrWidth where a length is not D, ErrNotFinite, and ErrSettings where a deviation is not positive.
func (f *Flow) Standardize(mean, std []float64) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if mean == nil && std == nil {
		f.mean, f.std, f.logStd = nil, nil, 0
		return nil
	}
	if err := checkRow("mean", 0, mean, f.dim); err != nil {
		return err
	}
	if err := checkRow("std", 0, std, f.dim); err != nil {
		return err
	}
	sum := 0.0
	for i, s := range std {
		if s <= 0 {
			return errors.Wrapf(ErrSettings, "standardize: deviation of column %d is %v, want a positive number (a constant column has no density)", i, s)
		}
		sum += math.Log(s)
	}
	f.mean, f.std, f.logStd = append([]float64(nil), mean...), append([]float64(nil), std...), sum
	return nil
}

// Standardization is what Standardize has set; nil, nil if nothing.
func (f *Flow) Standardization() (mean, std []float64) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return append([]float64(nil), f.mean...), append([]float64(nil), f.std...)
}

// Moments are mean and standard deviation of each column of x (divided by the number of rows), for Standardize.
func Moments(x [][]float64) (mean, std []float64, err error) {
	if len(x) == 0 {
		return nil, nil, &DataError{What: "data", Cause: ErrEmpty}
	}
	width := len(x[0])
	if err := checkRows("data", x, width); err != nil {
		return nil, nil, err
	}
	mean, std = make([]float64, width), make([]float64, width)
	n := float64(len(x))
	for c := range width {
		for _, row := range x {
			mean[c] += row[c] / n
		}
		for _, row := range x {
			std[c] += (row[c] - mean[c]) * (row[c] - mean[c]) / n
		}
		std[c] = math.Sqrt(std[c])
	}
	return mean, std, nil
}

// standardized is x′ in column c.
func (f *Flow) standardized(c int, x float64) float64 {
	if f.mean == nil {
		return x
	}
	return (x - f.mean[c]) / f.std[c]
}

// restore writes x = mean + std ∘ x′ over x′.
func (f *Flow) restore(rows [][]float64) {
	if f.mean == nil {
		return
	}
	for _, row := range rows {
		for c := range row {
			row[c] = f.mean[c] + f.std[c]*row[c]
		}
	}
}
