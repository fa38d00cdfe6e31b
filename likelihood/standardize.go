package likelihood

import (
	"math"

	"github.com/pkg/errors"
)

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
			return errors.Wrapf(ErrSettings, "standardize: deviation of column %d is %v, want a positive number (a constant column has no density)", i, v)
		}
		sum += math.Log(v)
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

// restore writes x = mean + std ∘ x′ over x′.
func (s *standardization) restore(rows [][]float64) {
	if s.mean == nil {
		return
	}
	for _, row := range rows {
		for c := range row {
			row[c] = s.mean[c] + s.std[c]*row[c]
		}
	}
}
