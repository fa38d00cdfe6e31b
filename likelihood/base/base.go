// Base: the interfaces of base densities, and their check.

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

// ErrNoSampler: samples were asked for, and the base density cannot be drawn from.
var ErrNoSampler = errors.New("likelihood: base cannot be sampled")

// Base is the density p0 that the flow starts from, at t0. LogProb gives log p0(x) in nats, x of length D. It may be
// called by several goroutines at once, and must not call the flow whose base it is, which could wait for ever.
//
// gonum's distmv.Normal, StudentsT and Uniform are bases. The optional interfaces below add abilities: gradients need a
// Scorer, sampling needs one of StreamSampler, Quantiler, Rander. Their methods store the result in their first argument
// and return it; a result in another slice is copied.
//
// A type that embeds a base and overrides LogProb must also override the other methods, which Go would promote. New
// compares ScoreInput with LogProb, and for a trained base also ScoreParams (likelihood.ErrSettings); sampling refuses
// draws of the embedded base (ErrNoSampler).
type Base interface {
	LogProb(x []float64) float64
}

// Scorer is a base that computes ∂log p0(x)/∂x, with the method of gonum's distmv.Normal: it stores the gradient in
// score if score is not nil. Gradients of a flow need it: finite differences of LogProb would add their error to every
// weight.
type Scorer interface {
	ScoreInput(score, x []float64) []float64
}

// StreamSampler is a base that draws from a given source of random numbers, so that each row of a batch has a stream of its
// own.
type StreamSampler interface {
	RandStream(dst []float64, rng *rand.Rand) []float64
}

// Quantiler is a base that turns independent uniform numbers p into a draw, as gonum's distmv.Normal and Uniform do.
// Rows then have streams of their own too.
type Quantiler interface {
	Quantile(x, p []float64) []float64
}

// Rander is a base that draws from a source of its own, as gonum's distmv.StudentsT. It is used for a base that is
// neither a StreamSampler nor a Quantiler, row after row in one goroutine. The seed of Sample then has no effect.
type Rander interface {
	Rand(x []float64) []float64
}

// Trainable is a base with parameters. ScoreParams adds weight·∂log p0(x)/∂φ to grad, which has one slice for each
// parameter, in the order of Params().List().
type Trainable interface {
	Params() *graph.Params
	ScoreParams(grad [][]float64, x []float64, weight float64)
}

// dimer is the method by which gonum's distributions and those of this package state their dimension.
type dimer interface{ Dim() int }

// checkDim refuses a base that says that it has another dimension than what it is for.
func checkDim(b Base, dim int, what string) error {
	if d, ok := b.(dimer); ok && d.Dim() != dim {
		return errors.Wrapf(fault.ErrSettings, "base has %d dimensions, %s %d", d.Dim(), what, dim)
	}
	return nil
}

// Check refuses (likelihood.ErrSettings) a base that does not have dim dimensions, a normal density whose scale is no
// number in float64, and a base whose methods do not belong to one density, such as a type that embeds a base and
// overrides only LogProb. trained says that ScoreParams will be called too. Check calls the base, and turns a panic
// into an error: gonum's bases of another dimension panic.
func Check(b Base, dim int, trained bool) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = errors.Wrapf(fault.ErrSettings, "base %T panics at a point of %d dimensions: %v", b, dim, v)
		}
	}()
	if err := checkDim(b, dim, "the field"); err != nil {
		return err
	}
	if err := checkScales(b); err != nil {
		return err
	}
	b.LogProb(make([]float64, dim))
	return checkConsistency(b, dim, trained)
}

// LogProbScore stores the score and returns log p0(x). It computes both at once for bases of this package, though not for
// types that embed them, which have a density of their own. The score of a base that is no Scorer is NaN. Both are NaN if
// the base is nil or score is not as long as x.
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
		numeric.Store(score, s.ScoreInput(score, x))
	} else {
		numeric.Fill(score, math.NaN())
	}
	return b.LogProb(x)
}

// isGradient says whether grad has a slice of the right size for each parameter.
func isGradient(grad [][]float64, params *graph.Params) bool {
	return slices.EqualFunc(grad, params.List(), func(g []float64, p *graph.Param) bool { return len(g) == p.Len() })
}

// spoil sets a gradient that cannot be computed to NaN, so that nothing is trained with it.
func spoil(grad [][]float64) {
	for _, g := range grad {
		numeric.Fill(g, math.NaN())
	}
}
