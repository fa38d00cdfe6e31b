package train

import (
	"math"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/pkg/errors"
	"gorgonia.org/tensor"
)

// checkSize finds the first number that is finite, but not in single precision, if
// it is that in which the model computes: with its row among those given, which a
// batch no longer knows. They are to be standardised by data and condition.
func (s set) checkSize(what string, params []*graph.Param, data, condition standardization) error {
	if !isSingle(params) {
		return nil
	}
	if err := checkSize(what, s.x, data.Mean, data.Std); err != nil {
		return err
	}
	return checkSize(what+" condition", s.c, condition.Mean, condition.Std)
}

func checkSize(what string, rows [][]float64, mean, std []float64) error {
	for i, row := range rows {
		for j, v := range row {
			u := v
			if mean != nil && std[j] > 0 { // a constant column is refused later, by name
				u = (v - mean[j]) / std[j]
			}
			if math.IsInf(float64(float32(u)), 0) {
				return errors.WithStack(&likelihood.DataError{What: what, Row: i, Column: j, Value: v, Cause: likelihood.ErrNotFinite, Dtype: tensor.Float32.String()})
			}
		}
	}
	return nil
}

// isSingle reports whether any parameter is float32; those of bases and norms never are.
func isSingle(params []*graph.Param) bool {
	for _, p := range params {
		if p.Params().Dtype() == tensor.Float32 {
			return true
		}
	}
	return false
}
