package likelihood

import (
	"math"
	"math/rand/v2"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/pkg/errors"
	"gonum.org/v1/gonum/mat"
)

// Gaussian is a normal density with mean μ and covariance LLᵀ, L diagonal or lower triangular. Its parameters are μ and
// L with the logarithms of L's diagonal in place of the diagonal, so that every value an optimiser may step to is a
// density.
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
		return nil, errors.Wrapf(ErrSettings, "gaussian: %d means and %d standard deviations", len(mean), len(std))
	}
	logs := make([]float64, len(std))
	for i, s := range std {
		if !(s > 0) {
			return nil, errors.Wrapf(ErrSettings, "gaussian: standard deviation %d is %v, want a positive number", i, s)
		}
		logs[i] = logOf(s)
	}
	return newGaussian(graph.NewParams(float64Type), "base", mean, logs, 1)
}

// NewGaussian has the covariance given, D×D symmetric and positive definite; ErrSettings where it is not.
func NewGaussian(mean []float64, covariance mat.Symmetric) (g *Gaussian, err error) {
	defer graph.Recover("likelihood: a covariance", &err)
	d := len(mean)
	if covariance == nil {
		return nil, errors.Wrap(ErrSettings, "gaussian: no covariance")
	}
	if covariance.SymmetricDim() != d {
		return nil, errors.Wrapf(ErrSettings, "gaussian: %d means, covariance of %d dimensions", d, covariance.SymmetricDim())
	}
	var c mat.Cholesky
	if !c.Factorize(covariance) {
		return nil, errors.Wrap(ErrSettings, "gaussian: covariance is not positive definite")
	}
	var l mat.TriDense
	c.LTo(&l)
	factor := make([]float64, d*d)
	for i := range d {
		for j := range i {
			factor[i*d+j] = l.At(i, j)
		}
		factor[i*d+i] = logOf(l.At(i, i))
	}
	return newGaussian(graph.NewParams(float64Type), "base", mean, factor, d)
}

func newGaussian(params *graph.Params, prefix string, mean, factor []float64, factorRows int) (*Gaussian, error) {
	if len(mean) == 0 {
		return nil, errors.Wrap(ErrEmpty, "gaussian without dimensions")
	}
	g := &Gaussian{params: params, diagonal: factorRows == 1}
	var err error
	if g.mean, err = addValues(params, prefix+".mean", 1, mean); err != nil {
		return nil, err
	}
	if g.factor, err = addValues(params, prefix+".factor", factorRows, factor); err != nil {
		return nil, err
	}
	return g, nil
}

// addValues adds a parameter of float64 with these values, row-major.
func addValues(params *graph.Params, name string, rows int, values []float64) (*graph.Param, error) {
	if err := finite(name, values); err != nil {
		return nil, err
	}
	p, err := params.Add(name, rows, len(values)/rows)
	if err != nil {
		return nil, err
	}
	copy(graph.Data[float64](p), values)
	return p, nil
}

// Dim is D.
func (g *Gaussian) Dim() int { return g.mean.Cols }

// Params are the mean and the factor.
func (g *Gaussian) Params() *graph.Params { return g.params }

// LogProb is -½|L⁻¹(x-μ)|² - log det L - D/2·log 2π.
func (g *Gaussian) LogProb(x []float64) float64 {
	return g.evaluate(make([]float64, len(x)), x)
}

// ScoreInput is -L⁻ᵀL⁻¹(x-μ).
func (g *Gaussian) ScoreInput(score, x []float64) []float64 {
	score = orMake(score, len(x))
	g.evaluate(score, x)
	return score
}

func (g *Gaussian) evaluate(score, x []float64) float64 {
	logp := g.whiten(score, x)
	g.unwhitenTransposed(score)
	for i := range score {
		score[i] = -score[i]
	}
	return logp
}

// whiten stores y = L⁻¹(x-μ) and returns log p(x).
func (g *Gaussian) whiten(y, x []float64) float64 {
	mean, factor, d := graph.Data[float64](g.mean), graph.Data[float64](g.factor), len(x)
	logp := -float64(d) * halfLog2Pi
	for i := range d {
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
	}
	return logp
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

// ScoreParams: with y = L⁻¹(x-μ) and v = L⁻ᵀy, ∂log p/∂μ = v, ∂log p/∂Lᵢⱼ = vᵢyⱼ - [i=j]/Lᵢᵢ.
func (g *Gaussian) ScoreParams(grad [][]float64, x []float64, weight float64) {
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

// RandStream is μ + Lξ, ξ standard normal.
func (g *Gaussian) RandStream(dst []float64, rng *rand.Rand) []float64 {
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
