// Whitening: patches in coordinates in which the training patches have no correlations and unit variance.

package main

import (
	"errors"
	"math"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"
)

// whitening is z = Λ^(-½) Vᵀ (x - μ) with the covariance VΛVᵀ. A flow that starts there need not find out first that
// smooth patches are a hundred times as large as rough ones.
type whitening struct {
	mean, deviation []float64
	axes            mat.Dense // V
	logDet          float64   // log |∂z/∂x|
}

func newWhitening(x [][]float64) (*whitening, error) {
	flat := matrix(x)
	w := &whitening{mean: make([]float64, columns), deviation: make([]float64, columns)}
	for c := range columns {
		w.mean[c] = stat.Mean(mat.Col(nil, c, flat), nil)
	}
	var covariance mat.SymDense
	stat.CovarianceMatrix(&covariance, flat, nil)
	var eigen mat.EigenSym
	if !eigen.Factorize(&covariance, true) {
		return nil, errors.New("the covariance of the training patches has no eigenvectors to working accuracy")
	}
	eigen.VectorsTo(&w.axes)
	for c, v := range eigen.Values(nil) {
		if !(v > 0) {
			return nil, errors.New("the training patches have fewer than 63 directions: more of them are needed")
		}
		w.deviation[c] = math.Sqrt(v)
		w.logDet -= 0.5 * math.Log(v)
	}
	return w, nil
}

// apply replaces rows by their coordinates.
func (w *whitening) apply(x [][]float64) {
	flat := matrix(x)
	var z mat.Dense
	for i := range x {
		for c := range x[i] {
			flat.Set(i, c, x[i][c]-w.mean[c])
		}
	}
	z.Mul(flat, &w.axes)
	for i := range x {
		for c := range x[i] {
			x[i][c] = z.At(i, c) / w.deviation[c]
		}
	}
}

// invert gives rows in the patches' own coordinates.
func (w *whitening) invert(z [][]float64) [][]float64 {
	x := make([][]float64, len(z))
	for i, row := range z {
		scaled := mat.NewVecDense(columns, nil)
		for c, v := range row {
			scaled.SetVec(c, v*w.deviation[c])
		}
		var back mat.VecDense
		back.MulVec(&w.axes, scaled)
		x[i] = make([]float64, columns)
		for c := range x[i] {
			x[i][c] = back.AtVec(c) + w.mean[c]
		}
	}
	return x
}

func matrix(x [][]float64) *mat.Dense {
	flat := mat.NewDense(len(x), columns, nil)
	for i, row := range x {
		flat.SetRow(i, row)
	}
	return flat
}
