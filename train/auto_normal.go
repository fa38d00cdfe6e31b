// One normal density, its correlations shrunk as far as they are not known.

package train

import (
	"math"

	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/base"
	"gonum.org/v1/gonum/mat"
)

// normalOf is the normal density of rows whose correlations are multiplied by 1 - λ, λ = Σ Var(rᵢⱼ) / Σ rᵢⱼ² over pairs of columns
// (Schäfer and Strimmer, A shrinkage approach to large-scale covariance matrix estimation, 2005, eq. 10): next to nothing where rows are
// many, and nearly 1 where they are fewer than columns.
func normalOf(z [][]float64) (*base.Gaussian, error) {
	mean, std, err := likelihood.Moments(z, nil)
	if err != nil {
		return nil, err
	}
	r, shrink := correlations(z, mean, std)
	covariance := mat.NewSymDense(len(mean), nil)
	for i := range mean {
		covariance.SetSym(i, i, std[i]*std[i])
		for j := range i {
			covariance.SetSym(i, j, (1-shrink)*r.At(i, j)*std[i]*std[j])
		}
	}
	return base.NewGaussian(mean, covariance)
}

// correlations are those of the columns, and λ.
func correlations(z [][]float64, mean, std []float64) (r *mat.Dense, shrink float64) {
	d, n := len(mean), float64(len(z))
	u, squares := mat.NewDense(len(z), d, nil), mat.NewDense(len(z), d, nil)
	for i, row := range z {
		for j, v := range row {
			one := (v - mean[j]) / math.Max(std[j], math.SmallestNonzeroFloat64)
			u.Set(i, j, one)
			squares.Set(i, j, one*one)
		}
	}
	var fourth mat.Dense
	r = new(mat.Dense)
	r.Mul(u.T(), u)
	fourth.Mul(squares.T(), squares)
	r.Scale(1/(n-1), r)
	uncertain, signal := 0.0, 0.0
	for i := range d {
		for j := range i {
			product := r.At(i, j) * (n - 1)
			uncertain += n / math.Pow(n-1, 3) * (fourth.At(i, j) - product*product/n)
			signal += r.At(i, j) * r.At(i, j)
		}
	}
	return r, min(1, max(uncertain/max(signal, 1e-300), 1e-6))
}
