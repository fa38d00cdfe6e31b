// Gaussian: a normal density with a mean and a covariance that can be trained.

package base

import (
	"math"
	"math/rand/v2"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/fault"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/numeric"
	"github.com/pkg/errors"
	"gonum.org/v1/gonum/mat"
	"gorgonia.org/tensor"
)

// Gaussian is a normal density with mean μ and covariance LLᵀ, L diagonal or lower triangular. Its parameters are μ and
// L with the logarithms of L's diagonal in place of the diagonal, so that every value an optimiser may step to is a
// density. One that is nil or zero has no dimensions and no density: its numbers are NaN, as those at a point of another dimension are.
type Gaussian struct {
	params   *graph.Params
	mean     *graph.Param // 1×D
	factor   *graph.Param // 1×D logarithms of the standard deviations, or D×D: L, logarithms on its diagonal, nothing above it
	diagonal bool
}

// NewDiagonalGaussian has independent coordinates with the given means and standard deviations.
// ErrSettings where the lengths differ or a deviation is not positive, ErrNotFinite for NaN or infinity.
func NewDiagonalGaussian(mean, std []float64) (*Gaussian, error) {
	if len(std) != len(mean) {
		return nil, errors.Wrapf(fault.ErrSettings, "gaussian: %d means and %d standard deviations", len(mean), len(std))
	}
	logs := make([]float64, len(std))
	for i, s := range std {
		if !(s > 0) {
			return nil, errors.Wrapf(fault.ErrSettings, "gaussian: standard deviation %d is %v, want a positive number", i, s)
		}
		logs[i] = numeric.Log(s)
	}
	return newGaussian(graph.NewParams(tensor.Float64), "base", mean, logs, 1)
}

// NewGaussian has the covariance given, D×D symmetric and positive definite; ErrSettings where it is not.
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

// NewGaussianFactor has the covariance LLᵀ of a lower triangular matrix L, D×D with a positive diagonal; ErrSettings where L is
// not of that kind.
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
		if !(l.At(i, i) > 0) {
			return nil, errors.Wrapf(fault.ErrSettings, "gaussian: entry %d of the factor's diagonal is %v, want a positive number", i, l.At(i, i))
		}
		factor[i*d+i] = numeric.Log(l.At(i, i))
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

// isMade is false of a density that no constructor has made.
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

// Params are the mean and the factor; nil of a density that is nil or zero.
func (g *Gaussian) Params() *graph.Params {
	if !g.isMade() {
		return nil
	}
	return g.params
}

// LogProb is -½|L⁻¹(x-μ)|² - log det L - D/2·log 2π; NaN where x has not D numbers.
func (g *Gaussian) LogProb(x []float64) float64 {
	return g.evaluate(make([]float64, len(x)), x)
}

// ScoreInput is -L⁻ᵀL⁻¹(x-μ), in score where that is as long as x; NaN where x has not D numbers.
func (g *Gaussian) ScoreInput(score, x []float64) []float64 {
	score = orMake(score, len(x))
	g.evaluate(score, x)
	return score
}

// evaluate stores the score, which is as long as x.
func (g *Gaussian) evaluate(score, x []float64) float64 {
	if !g.takes(len(x)) {
		numeric.Fill(score, math.NaN())
		return math.NaN()
	}
	return g.evaluateAbove(score, x, math.Inf(-1))
}

// evaluateAbove is -∞, and stores nothing of use, where log p(x) is found to be below the floor.
func (g *Gaussian) evaluateAbove(score, x []float64, floor float64) float64 {
	logp := g.whitenAbove(score, x, floor)
	if math.IsInf(logp, -1) {
		return logp
	}
	g.unwhitenTransposed(score)
	for i := range score {
		score[i] = -score[i]
	}
	return logp
}

// whiten stores y = L⁻¹(x-μ) and returns log p(x).
func (g *Gaussian) whiten(y, x []float64) float64 { return g.whitenAbove(y, x, math.Inf(-1)) }

// whitenAbove ends early with -∞ where log p(x) is below the floor: |y|² only grows from coordinate to coordinate.
func (g *Gaussian) whitenAbove(y, x []float64, floor float64) float64 {
	mean, factor, d := graph.Data[float64](g.mean), graph.Data[float64](g.factor), len(x)
	logp, ahead := -float64(d)*halfLog2Pi, g.logVolume()
	for i := range d {
		if logp-ahead < floor {
			return math.Inf(-1)
		}
		rest, logScale := x[i]-mean[i], 0.0
		if g.diagonal {
			logScale = factor[i]
		} else {
			for j := range i {
				rest -= factor[i*d+j] * y[j]
			}
			logScale = factor[i*d+i]
		}
		y[i] = rest * math.Exp(-logScale)
		logp -= 0.5*y[i]*y[i] + logScale
		ahead -= logScale
	}
	return logp
}

// logVolume is log det L.
func (g *Gaussian) logVolume() (sum float64) {
	factor, d := graph.Data[float64](g.factor), g.Dim()
	for i := range d {
		if g.diagonal {
			sum += factor[i]
		} else {
			sum += factor[i*d+i]
		}
	}
	return sum
}

// unwhitenTransposed replaces y by L⁻ᵀy.
func (g *Gaussian) unwhitenTransposed(y []float64) {
	factor, d := graph.Data[float64](g.factor), len(y)
	for i := d - 1; i >= 0; i-- {
		if g.diagonal {
			y[i] *= math.Exp(-factor[i])
			continue
		}
		for j := i + 1; j < d; j++ {
			y[i] -= factor[j*d+i] * y[j]
		}
		y[i] *= math.Exp(-factor[i*d+i])
	}
}

// ScoreParams: with y = L⁻¹(x-μ) and v = L⁻ᵀy, ∂log p/∂μ = v, ∂log p/∂Lᵢⱼ = vᵢyⱼ - [i=j]/Lᵢᵢ. All of grad is NaN where it is not of the
// parameters' sizes or x has not D numbers.
func (g *Gaussian) ScoreParams(grad [][]float64, x []float64, weight float64) {
	if !g.takes(len(x)) || !isGradient(grad, g.params) {
		spoil(grad)
		return
	}
	g.addScoreParams(grad, x, weight)
}

func (g *Gaussian) addScoreParams(grad [][]float64, x []float64, weight float64) {
	d := len(x)
	y, v := make([]float64, d), make([]float64, d)
	g.whiten(y, x)
	copy(v, y)
	g.unwhitenTransposed(v)
	factor := graph.Data[float64](g.factor)
	for i := range d {
		grad[0][i] += weight * v[i]
		if g.diagonal {
			grad[1][i] += weight * (y[i]*y[i] - 1)
			continue
		}
		for j := range i {
			grad[1][i*d+j] += weight * v[i] * y[j]
		}
		grad[1][i*d+i] += weight * (v[i]*y[i]*math.Exp(factor[i*d+i]) - 1)
	}
}

// RandStream is μ + Lξ, ξ standard normal; NaN where dst has not D numbers or there is no rng.
func (g *Gaussian) RandStream(dst []float64, rng *rand.Rand) []float64 {
	if !g.takes(len(dst)) || rng == nil {
		numeric.Fill(dst, math.NaN())
		return dst
	}
	mean, factor, d := graph.Data[float64](g.mean), graph.Data[float64](g.factor), len(dst)
	for i := range dst {
		dst[i] = rng.NormFloat64()
	}
	for i := d - 1; i >= 0; i-- { // from below, since row i of L reads the numbers above it
		if g.diagonal {
			dst[i] = mean[i] + math.Exp(factor[i])*dst[i]
			continue
		}
		sum := mean[i] + math.Exp(factor[i*d+i])*dst[i]
		for j := range i {
			sum += factor[i*d+j] * dst[j]
		}
		dst[i] = sum
	}
	return dst
}
