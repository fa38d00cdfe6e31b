package base

import (
	"math/rand/v2"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/fault"
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

// Check compares the dimension, where the base tells it, and calls the base once: one of another dimension that does
// not tell panics, as gonum's do. What an embedding base has taken over from another is found here too.
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

// LogProbScore stores the score and returns log p0(x), in one go where the base is of this package as it stands. A type
// that embeds one has its unexported methods too, but a density of its own.
func LogProbScore(b Base, score, x []float64) float64 {
	switch b := b.(type) {
	case Standard:
		return b.evaluate(score, x)
	case *Gaussian:
		return b.evaluate(score, x)
	case *Mixture:
		return b.evaluate(score, x)
	}
	b.(Scorer).ScoreInput(score, x)
	return b.LogProb(x)
}
