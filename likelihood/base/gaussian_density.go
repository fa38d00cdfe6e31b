// The density of a Gaussian: its value, score, gradient of the parameters, and draws.

package base

import (
	"math"
	"math/rand/v2"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/internal/elementary"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/numeric"
)

// LogProb is -½|L⁻¹(x-μ)|² - log det L - D/2·log 2π, in nats; NaN if x does not have D numbers.
func (g *Gaussian) LogProb(x []float64) float64 {
	if !g.takes(len(x)) {
		return math.NaN()
	}
	return g.whiten(make([]float64, len(x)), x)
}

// ScoreInput is -L⁻ᵀL⁻¹(x-μ); NaN if x does not have D numbers. It is stored in score if score is as long as x.
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

// evaluateAbove returns -∞, and an undefined score, if log p(x) is below the floor.
func (g *Gaussian) evaluateAbove(score, x []float64, floor float64) float64 {
	logp := g.whitenAbove(score, x, floor)
	if math.IsInf(logp, -1) && floor > logp { // without a floor y is complete, however far x is
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

// whitenAbove returns -∞ as soon as log p(x) is below the floor: |y|² only grows from coordinate to coordinate.
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
				rest -= float64(factor[i*d+j] * y[j])
			}
			logScale = factor[i*d+i]
		}
		y[i] = rest * elementary.Exp(-logScale)
		logp -= float64(0.5*y[i]*y[i]) + logScale
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
			y[i] *= elementary.Exp(-factor[i])
			continue
		}
		for j := i + 1; j < d; j++ {
			y[i] -= float64(factor[j*d+i] * y[j])
		}
		y[i] *= elementary.Exp(-factor[i*d+i])
	}
}

// ScoreParams implements Trainable: with y = L⁻¹(x-μ) and v = L⁻ᵀy, ∂log p/∂μ = v, ∂log p/∂Lᵢⱼ = vᵢyⱼ - [i=j]/Lᵢᵢ. All of
// grad is NaN if it does not have the parameters' sizes, or if x does not have D numbers.
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
		grad[0][i] += float64(weight * v[i])
		if g.diagonal {
			grad[1][i] += float64(weight * (float64(y[i]*y[i]) - 1))
			continue
		}
		for j := range i {
			grad[1][i*d+j] += float64(weight * v[i] * y[j])
		}
		grad[1][i*d+i] += float64(weight * (float64(v[i]*y[i]*elementary.Exp(factor[i*d+i])) - 1))
	}
}

// RandStream is μ + Lξ with a standard normal ξ; NaN if dst does not have D numbers or rng is nil.
func (g *Gaussian) RandStream(dst []float64, rng *rand.Rand) []float64 {
	if !g.takes(len(dst)) || rng == nil {
		numeric.Fill(dst, math.NaN())
		return dst
	}
	mean, factor, d := graph.Data[float64](g.mean), graph.Data[float64](g.factor), len(dst)
	for i := range dst {
		dst[i] = elementary.NormalDraw(rng)
	}
	for i := d - 1; i >= 0; i-- { // from the last, since row i of L reads the numbers before it
		if g.diagonal {
			dst[i] = mean[i] + float64(elementary.Exp(factor[i])*dst[i])
			continue
		}
		sum := mean[i] + float64(elementary.Exp(factor[i*d+i])*dst[i])
		for j := range i {
			sum += float64(factor[i*d+j] * dst[j])
		}
		dst[i] = sum
	}
	return dst
}
