// Gaussian: a normal density with a trainable mean and covariance.

package base

import (
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/internal/elementary"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/fault"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/numeric"
	"github.com/pkg/errors"
	"gonum.org/v1/gonum/mat"
	"gorgonia.org/tensor"
)

// Gaussian is a normal density with mean μ and covariance LLᵀ, where L is diagonal or lower triangular. Its parameters
// are μ and L, with the logarithms of the diagonal instead of L's diagonal, so that all values of the parameters whose
// exponentials are numbers give a density. A nil or zero Gaussian has no dimensions, and its densities and scores are
// NaN, as they are at a point of another dimension.
type Gaussian struct {
	params   *graph.Params
	mean     *graph.Param // 1×D
	factor   *graph.Param // 1×D logarithms of the standard deviations, or D×D: L, logarithms on its diagonal, nothing above it
	diagonal bool
}

// NewDiagonalGaussian returns a Gaussian with independent coordinates. It returns likelihood.ErrSettings if the lengths
// differ or a standard deviation is below 2⁻¹⁰²³, about 1.1e-308, or NaN; likelihood.ErrNotFinite for an infinity, and
// for a mean that is no number; likelihood.ErrEmpty without dimensions.
func NewDiagonalGaussian(mean, std []float64) (*Gaussian, error) {
	if len(std) != len(mean) {
		return nil, errors.Wrapf(fault.ErrSettings, "gaussian: %d means and %d standard deviations", len(mean), len(std))
	}
	logs := make([]float64, len(std))
	for i, s := range std {
		var err error
		if logs[i], err = logScale("standard deviation %d", i, s); err != nil {
			return nil, err
		}
	}
	return newGaussian(graph.NewParams(tensor.Float64), "base", mean, logs, 1)
}

// leastScale bounds entries of L's diagonal, by which a density divides. The inverse of less may be infinite.
const leastScale = 0x1p-1023

// logScale is the logarithm of an entry of L's diagonal.
func logScale(what string, i int, v float64) (float64, error) {
	if !(v >= leastScale) {
		return 0, errors.Wrapf(fault.ErrSettings, "gaussian: "+what+" is %v, want a positive number of at least %v", i, v, leastScale)
	}
	return elementary.Log(v), nil
}

// NewGaussian returns a Gaussian with a covariance, D×D symmetric and positive definite; likelihood.ErrSettings if the
// covariance is not.
func NewGaussian(mean []float64, covariance mat.Symmetric) (g *Gaussian, err error) {
	defer graph.Recover("likelihood: a covariance", &err)
	d := len(mean)
	if covariance == nil {
		return nil, errors.Wrap(fault.ErrSettings, "gaussian: no covariance")
	}
	if covariance.SymmetricDim() != d {
		return nil, errors.Wrapf(fault.ErrSettings, "gaussian: %d means, covariance of %d dimensions", d, covariance.SymmetricDim())
	}
	var c mat.Cholesky
	if !c.Factorize(covariance) {
		return nil, errors.Wrap(fault.ErrSettings, "gaussian: covariance is not positive definite")
	}
	var l mat.TriDense
	c.LTo(&l)
	return NewGaussianFactor(mean, &l)
}

// NewGaussianFactor returns a Gaussian with covariance LLᵀ, for a lower triangular L, D×D with a diagonal of at least
// 2⁻¹⁰²³; likelihood.ErrSettings if L is not.
func NewGaussianFactor(mean []float64, l mat.Triangular) (g *Gaussian, err error) {
	defer graph.Recover("likelihood: a factor of a covariance", &err)
	if l == nil {
		return nil, errors.Wrap(fault.ErrSettings, "gaussian: no factor")
	}
	d := len(mean)
	if n, kind := l.Triangle(); n != d || kind != mat.Lower {
		return nil, errors.Wrapf(fault.ErrSettings, "gaussian: %d means and a factor of %d rows, want a lower triangular one of %d", d, n, d)
	}
	factor := make([]float64, d*d)
	for i := range d {
		for j := range i {
			factor[i*d+j] = l.At(i, j)
		}
		if factor[i*d+i], err = logScale("entry %d of the factor's diagonal", i, l.At(i, i)); err != nil {
			return nil, err
		}
	}
	return newGaussian(graph.NewParams(tensor.Float64), "base", mean, factor, d)
}

func newGaussian(params *graph.Params, prefix string, mean, factor []float64, factorRows int) (*Gaussian, error) {
	if len(mean) == 0 {
		return nil, errors.Wrap(fault.ErrEmpty, "gaussian without dimensions")
	}
	g := &Gaussian{params: params, diagonal: factorRows == 1}
	var err error
	if g.mean, err = numeric.AddParam(params, prefix+".mean", 1, mean); err != nil {
		return nil, err
	}
	if g.factor, err = numeric.AddParam(params, prefix+".factor", factorRows, factor); err != nil {
		return nil, err
	}
	return g, nil
}

// copy returns a Gaussian with the same values, and parameters of its own.
func (g *Gaussian) copy() *Gaussian {
	own := &Gaussian{params: graph.NewParams(g.params.Dtype()), diagonal: g.diagonal}
	like := func(name string, p *graph.Param) *graph.Param {
		q, _ := own.params.Add(name, p.Rows, p.Cols) // the size has been accepted before
		copy(graph.Data[float64](q), p.Values())
		return q
	}
	own.mean, own.factor = like("base.mean", g.mean), like("base.factor", g.factor)
	return own
}

// isMade is false for a density that no constructor has made.
func (g *Gaussian) isMade() bool { return g != nil && g.mean != nil }

// takes says whether the density is one of vectors of n numbers.
func (g *Gaussian) takes(n int) bool { return g.isMade() && n == g.mean.Cols }

// Dim is D.
func (g *Gaussian) Dim() int {
	if !g.isMade() {
		return 0
	}
	return g.mean.Cols
}

// IsDiagonal says whether the coordinates are independent.
func (g *Gaussian) IsDiagonal() bool { return g.isMade() && g.diagonal }

// Params are the mean and the factor; nil for a nil or zero Gaussian.
func (g *Gaussian) Params() *graph.Params {
	if !g.isMade() {
		return nil
	}
	return g.params
}
