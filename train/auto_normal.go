// One normal density with shrunken correlations.

package train

import (
	"context"
	"math"

	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/base"
	"gonum.org/v1/gonum/mat"
)

// normalOf returns the normal density of rows, with correlations multiplied by 1 - λ, λ = Σ Var(rᵢⱼ) / Σ rᵢⱼ² over
// pairs of columns (Schäfer and Strimmer, A shrinkage approach to large-scale covariance matrix estimation, 2005, eq.
// 10). λ is small if rows are many, and nearly 1 if they are fewer than columns.
func normalOf(ctx context.Context, z [][]float64) (*base.Gaussian, error) {
	mean, std, err := likelihood.Moments(z, nil)
	if err != nil {
		return nil, err
	}
	r, shrink, err := correlations(ctx, z, mean, std)
	if err != nil {
		return nil, err
	}
	covariance := mat.NewSymDense(len(mean), nil)
	for i := range mean {
		covariance.SetSym(i, i, std[i]*std[i])
		for j := range i {
			covariance.SetSym(i, j, (1-shrink)*r.At(i, j)*std[i]*std[j])
		}
	}
	return base.NewGaussian(mean, covariance)
}

// correlations returns the correlations of the columns, and λ.
func correlations(ctx context.Context, z [][]float64, mean, std []float64) (r *mat.Dense, shrink float64, err error) {
	d, n := len(mean), float64(len(z))
	u, squares := mat.NewDense(len(z), d, nil), mat.NewDense(len(z), d, nil)
	for i, row := range z {
		for j, v := range row {
			one := (v - mean[j]) / math.Max(std[j], math.SmallestNonzeroFloat64)
			u.Set(i, j, one)
			squares.Set(i, j, one*one)
		}
	}
	r, fourth := mat.NewDense(d, d, nil), mat.NewDense(d, d, nil)
	if err := products(ctx, r, u); err != nil {
		return nil, 0, err
	}
	if err := products(ctx, fourth, squares); err != nil {
		return nil, 0, err
	}
	r.Scale(1/n, r) // as the variances
	uncertain, signal := 0.0, 0.0
	for i := range d {
		for j := range i {
			uncertain += (fourth.At(i, j)/n - float64(r.At(i, j)*r.At(i, j))) / (n - 1)
			signal += float64(r.At(i, j) * r.At(i, j))
		}
	}
	return r, min(1, max(uncertain/max(signal, 1e-300), 1e-6)), nil
}

// products computes the products of all pairs of columns, a few columns at a time, so that a context ends them.
func products(ctx context.Context, dst, u *mat.Dense) error {
	const atOnce = 16
	n, d := u.Dims()
	for lo := 0; lo < d; lo += atOnce {
		if err := ctx.Err(); err != nil {
			return err
		}
		hi := min(lo+atOnce, d)
		dst.Slice(0, d, lo, hi).(*mat.Dense).Mul(u.T(), u.Slice(0, n, lo, hi))
	}
	return nil
}
