// Base: the interfaces of base densities, and the check of one.

package base

import (
	"math"
	"math/rand/v2"
	"slices"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/fault"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/numeric"
	"github.com/pkg/errors"
)

// ErrNoSampler: samples were asked for, and the base density cannot draw.
var ErrNoSampler = errors.New("likelihood: base cannot be sampled")

// Base is the density p0 that the flow starts from, at t0. LogProb gives log p0(x) in nats, x of length D, and may be
// called by several goroutines at once.
//
// gonum's distmv.Normal, StudentsT and Uniform are bases as they stand. What else a base can do is found by the optional
// interfaces below: gradients need a Scorer, sampling one of StreamSampler, Quantiler, Rander.
//
// A type that embeds a base and overrides LogProb overrides with it what it uses of the others. New compares ScoreInput with
// LogProb, and where the base is trained ScoreParams (ErrSettings); sampling refuses draws of the embedded base (ErrNoSampler).
type Base interface {
	LogProb(x []float64) float64
}

// Scorer is a base that knows ∂log p0(x)/∂x. It is the method that gonum's distmv.Normal has: the gradient is stored in
// score when that is not nil. No gradient of a flow can be had without it: finite differences of LogProb would put an
// error of their own under every weight.
type Scorer interface {
	ScoreInput(score, x []float64) []float64
}

// StreamSampler is a base that draws from a given source of randomness, so that each row of a batch has a stream of its own.
type StreamSampler interface {
	RandStream(dst []float64, rng *rand.Rand) []float64
}

// Quantiler is a base that turns independent uniform numbers p into a draw, as gonum's distmv.Normal and Uniform do.
// Rows then have streams of their own too.
type Quantiler interface {
	Quantile(x, p []float64) []float64
}

// Rander is a base that draws from a source of its own, as gonum's distmv.StudentsT. It is used where neither
// StreamSampler nor Quantiler is there, row after row in one goroutine; a seed given to Sample then has no effect.
type Rander interface {
	Rand(x []float64) []float64
}

// Trainable is a base with parameters. ScoreParams adds weight·∂log p0(x)/∂φ to grad, which has one slice a parameter, in
// the order of Params().List().
type Trainable interface {
	Params() *graph.Params
	ScoreParams(grad [][]float64, x []float64, weight float64)
}

// dimer is what gonum's distributions and those of this package say their dimension by.
type dimer interface{ Dim() int }

// Check refuses (likelihood.ErrSettings) a base that is not for dim dimensions, and one whose methods are not those of one density,
// as of a type that embeds a base and overrides LogProb alone. trained says that ScoreParams will be called too. The base is called: one
// of another dimension that does not tell panics, as gonum's do, which Check says as an error.
func Check(b Base, dim int, trained bool) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = errors.Wrapf(fault.ErrSettings, "base %T panics at a point of %d dimensions: %v", b, dim, v)
		}
	}()
	if d, ok := b.(dimer); ok && d.Dim() != dim {
		return errors.Wrapf(fault.ErrSettings, "base has %d dimensions, the field %d", d.Dim(), dim)
	}
	b.LogProb(make([]float64, dim))
	return checkConsistency(b, dim, trained)
}

// LogProbScore stores the score and returns log p0(x), in one go where the base is of this package as it stands: a type that
// embeds one has a density of its own. The score of a base that is no Scorer is NaN, and all is where there is no base or score is not
// as long as x.
func LogProbScore(b Base, score, x []float64) float64 {
	if b == nil || len(score) != len(x) {
		numeric.Fill(score, math.NaN())
		return math.NaN()
	}
	switch b := b.(type) {
	case Standard:
		return b.evaluate(score, x)
	case *Gaussian:
		return b.evaluate(score, x)
	case *Mixture:
		return b.evaluate(score, x)
	}
	if s, ok := b.(Scorer); ok {
		s.ScoreInput(score, x)
	} else {
		numeric.Fill(score, math.NaN())
	}
	return b.LogProb(x)
}

// isGradient says whether grad has a slice for each of the parameters, of its size.
func isGradient(grad [][]float64, params *graph.Params) bool {
	return slices.EqualFunc(grad, params.List(), func(g []float64, p *graph.Param) bool { return len(g) == p.Len() })
}

// spoil makes NaN of a gradient that cannot be computed, so that nothing is trained by it.
func spoil(grad [][]float64) {
	for _, g := range grad {
		numeric.Fill(g, math.NaN())
	}
}
