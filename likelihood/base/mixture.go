// Mixture: a weighted sum of normal densities that can be trained.

package base

import (
	"math"
	"math/rand/v2"
	"slices"
	"strconv"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/internal/elementary"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/fault"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/numeric"
	"github.com/pkg/errors"
	"gorgonia.org/tensor"
)

// Mixture is Σ wₖ N(μₖ, LₖLₖᵀ). Its parameters are the logits of the weights and the parameters of the components. A nil or
// zero Mixture has no dimensions, and its densities and scores are NaN, as they are at a point of another dimension.
type Mixture struct {
	params     *graph.Params
	logits     *graph.Param // 1×K
	components []*Gaussian  // bound to params
}

// NewMixture copies the components' values. Weights must be positive and need not add up to 1. It returns
// likelihood.ErrSettings if counts or dimensions differ or a weight is not positive, likelihood.ErrNotFinite for an
// infinite one, likelihood.ErrEmpty without components.
func NewMixture(weights []float64, components ...*Gaussian) (*Mixture, error) {
	if len(components) == 0 {
		return nil, errors.Wrap(fault.ErrEmpty, "mixture without components")
	}
	if len(weights) != len(components) {
		return nil, errors.Wrapf(fault.ErrSettings, "mixture: %d weights and %d components", len(weights), len(components))
	}
	logits := make([]float64, len(weights))
	for k, w := range weights {
		if !(w > 0) {
			return nil, errors.Wrapf(fault.ErrSettings, "mixture: weight %d is %v, want a positive number", k, w)
		}
		if !components[k].isMade() {
			return nil, errors.Wrapf(fault.ErrSettings, "mixture: component %d is nil or zero, want one made by NewGaussian, NewDiagonalGaussian or NewGaussianFactor", k)
		}
		logits[k] = elementary.Log(w)
	}
	return newMixture(logits, components)
}

func newMixture(logits []float64, components []*Gaussian) (*Mixture, error) {
	m := &Mixture{params: graph.NewParams(tensor.Float64)}
	var err error
	if m.logits, err = numeric.AddParam(m.params, "base.logits", 1, logits); err != nil {
		return nil, err
	}
	for k, c := range components {
		if c.Dim() != components[0].Dim() {
			return nil, errors.Wrapf(fault.ErrSettings, "mixture: component %d has %d dimensions, component 0 has %d", k, c.Dim(), components[0].Dim())
		}
		own, err := newGaussian(m.params, "base."+strconv.Itoa(k), c.mean.Values(), c.factor.Values(), c.factor.Rows)
		if err != nil {
			return nil, err
		}
		m.components = append(m.components, own)
	}
	return m, nil
}

// isMade is false for a mixture that no constructor has made.
func (m *Mixture) isMade() bool { return m != nil && len(m.components) > 0 }

// takes says whether the density is one of vectors of n numbers.
func (m *Mixture) takes(n int) bool { return m.isMade() && m.components[0].takes(n) }

// Dim is D.
func (m *Mixture) Dim() int {
	if !m.isMade() {
		return 0
	}
	return m.components[0].Dim()
}

// Components returns copies of the normal densities that are mixed, with parameters of their own. Each may be a base.
func (m *Mixture) Components() (list []*Gaussian) {
	if !m.isMade() {
		return nil
	}
	for _, c := range m.components {
		list = append(list, c.copy())
	}
	return list
}

// Params are the logits, then mean and factor of each component; nil for a nil or zero Mixture.
func (m *Mixture) Params() *graph.Params {
	if !m.isMade() {
		return nil
	}
	return m.params
}

// LogProb is log Σ wₖ pₖ(x), in nats; NaN if x does not have D numbers.
func (m *Mixture) LogProb(x []float64) float64 {
	return m.evaluate(nil, x)
}

// ScoreInput is the mean of the components' scores, weighted by their posterior probabilities at x; NaN if x does not
// have D numbers. It is stored in score if score is as long as x.
func (m *Mixture) ScoreInput(score, x []float64) []float64 {
	score = orMake(score, len(x))
	m.evaluate(score, x)
	return score
}

// evaluate visits each component once and adds up terms and scores relative to the largest term so far, so that it
// needs no memory for the posterior probabilities. These have the sum 1 also where log p(x) is so large that it has
// lost their digits. A score that is nil is not computed.
func (m *Mixture) evaluate(score, x []float64) float64 {
	if !m.takes(len(x)) {
		numeric.Fill(score, math.NaN())
		return math.NaN()
	}
	var stack [16]float64
	one := stack[:]
	if len(x) > len(stack) {
		one = make([]float64, len(x))
	}
	one = one[:len(x)]
	clear(score)
	logits, largest, sum := graph.Data[float64](m.logits), math.Inf(-1), 0.0
	norm := numeric.LogSumExp(logits)
	for k, c := range m.components {
		floor, joint := largest-negligible-logits[k]+norm, 0.0
		if score == nil {
			joint = c.whitenAbove(one, x, floor)
		} else {
			joint = c.evaluateAbove(one, x, floor)
		}
		joint = joint + logits[k] - norm
		if !(joint > math.Inf(-1)) { // so far away that its score may be infinite too
			continue
		}
		keep, add := 1.0, 1.0
		if joint > largest {
			keep, largest = elementary.Exp(largest-joint), joint
		} else {
			add = elementary.Exp(joint - largest)
		}
		sum = float64(keep*sum) + add
		for i := range score {
			score[i] = float64(keep*score[i]) + float64(add*one[i])
		}
	}
	if sum == 0 && slices.ContainsFunc(x, math.IsNaN) {
		numeric.Fill(score, math.NaN())
		return math.NaN()
	}
	for i := range score {
		score[i] /= max(sum, 1)
	}
	return largest + elementary.Log(sum)
}

// A component this many nats below the sum of the others does not change the sum, to the last bit of a number that is not
// nearly zero.
const negligible = 60

// RandStream draws a component, and then a point from it; NaN if dst does not have D numbers or rng is nil.
func (m *Mixture) RandStream(dst []float64, rng *rand.Rand) []float64 {
	if !m.takes(len(dst)) || rng == nil {
		numeric.Fill(dst, math.NaN())
		return dst
	}
	m.sampler()(dst, rng)
	return dst
}

// sampler is RandStream for many draws with the present parameters.
func (m *Mixture) sampler() func(dst []float64, rng *rand.Rand) {
	logits := graph.Data[float64](m.logits)
	norm := numeric.LogSumExp(logits)
	components := numeric.NewChoices(len(logits), func(k int) float64 { return elementary.Exp(logits[k] - norm) })
	return func(dst []float64, rng *rand.Rand) { m.components[components.At(rng.Float64())].RandStream(dst, rng) }
}
