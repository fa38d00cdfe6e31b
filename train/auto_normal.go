// One normal density with shrunken correlations.

package train

import (
	"context"
	"math"

	"github.com/gorgoflow/gorgoflow/internal/elementary"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/base"
	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
)

// normalOf returns the normal density of rows, with correlations multiplied by 1 - λ. The rows are likeliest with this λ, each
// by the density of all others (Hoffbeck and Landgrebe, Covariance matrix estimation and classification with limited
// training data, 1996). By the errors of the correlations alone, λ is far too large for columns that nearly depend on each
// other, and far too small for fewer rows than columns with one cause in common.
func normalOf(ctx context.Context, z [][]float64) (*base.Gaussian, error) {
	mean, std, err := likelihood.Moments(z, nil)
	if err != nil {
		return nil, err
	}
	u := mat.NewDense(len(z), len(mean), nil)
	for i, row := range z {
		for j, v := range row {
			u.Set(i, j, (v-mean[j])/math.Max(std[j], math.SmallestNonzeroFloat64))
		}
	}
	r := mat.NewDense(len(mean), len(mean), nil)
	if err := products(ctx, r, u); err != nil {
		return nil, err
	}
	r.Scale(1/float64(len(z)), r) // as the variances
	shrink, err := shrinkage(ctx, r, u)
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

const (
	leastShrink = 1e-6
	fewJudged   = 250     // rows by which λ is chosen at least, if there are so many
	mostJudged  = 1 << 25 // rows times squares of columns by which it is chosen at most, but for these
)

// shrinkage returns λ for the correlations r of the columns of u, which have mean 0: the best of a coarse grid from 1 down,
// which ends beyond a maximum, and then of a finer one around it.
func shrinkage(ctx context.Context, r, u *mat.Dense) (float64, error) {
	best, most := 1.0, math.Inf(-1)
	try := func(shrink float64) {
		if v := likelihoodOfOthers(r, u, shrink); v > most {
			best, most = shrink, v
		}
	}
	for shrink := 1.0; shrink > leastShrink && shrink >= best/16 && ctx.Err() == nil; shrink /= 4 {
		try(shrink)
	}
	for _, step := range [...]float64{2, math.Sqrt2} {
		if err := ctx.Err(); err != nil {
			return 0, err
		}
		from := best
		try(max(from/step, leastShrink))
		try(min(from*step, 1))
	}
	return best, nil
}

// likelihoodOfOthers is the sum over rows u of the log-density by the mean and the shrunken correlations of all other rows,
// up to a constant. Without a row the correlations of n rows are n/(n-1)·(R - uuᵀ/(n-1)), and its distance from the mean is
// n/(n-1)·u, so that one factorisation does for all rows.
func likelihoodOfOthers(r, u *mat.Dense, shrink float64) (sum float64) {
	rows, d := u.Dims()
	n, keep := float64(rows), 1-shrink
	some := u.Slice(0, min(rows, max(fewJudged, mostJudged/(d*d))), 0, d)
	all := mat.NewSymDense(d, nil)
	for i := range d {
		for j := range i + 1 {
			all.SetSym(i, j, keep*n/(n-1)*r.At(i, j))
		}
		all.SetSym(i, i, all.At(i, i)+shrink)
	}
	var factor mat.Cholesky
	var solved mat.Dense
	if !factor.Factorize(all) || factor.SolveTo(&solved, some.T()) != nil {
		return math.Inf(-1)
	}
	for i := range some.(*mat.Dense).RawMatrix().Rows {
		square := floats.Dot(u.RawRowView(i), mat.Col(nil, i, &solved))
		rest := 1 - float64(keep*n/((n-1)*(n-1))*square)
		if !(rest > 0) { // the others say nothing of its direction
			return math.Inf(-1)
		}
		sum -= float64(0.5 * (factor.LogDet() + elementary.Log(rest) + n*n/((n-1)*(n-1))*square/rest))
	}
	return sum
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
