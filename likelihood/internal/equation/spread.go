// The scatter of an estimated trace over further probes.

package equation

import (
	"context"
	"math/rand/v2"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/estimate"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/rhs"
	"github.com/pkg/errors"
	G "gorgonia.org/gorgonia"
)

// SpreadProbes is the number of probes from which a certificate estimates their standard deviation: to about a quarter
// (relative standard deviation 1/√(2·7) for normal estimates).
const SpreadProbes = 8

// Spread solves for Δl by each of several probes, so that their scatter is seen; with Hutch++ for the part outside the
// value's sketch. The probes are outside error control: the path alone chooses the steps.
type Spread[T graph.Float] struct {
	System
	Sketch   int // number of sketching probes of the value, which come before those of the spread
	compiled *integrate.Solver[T]
}

// Solver returns the solver for the scatter of a density, which the first call makes.
func (s *Spread[T]) Solver(ctx context.Context, density *Solver[T]) (*integrate.Solver[T], error) {
	if err := density.Compiling.Write(ctx); err != nil {
		return nil, err
	}
	defer density.Compiling.EndWrite()
	if s.compiled != nil {
		return s.compiled, nil
	}
	s.System = *density.System
	own := *s.Trace
	s.Sketch = estimate.SketchCount(&own)
	own.Probes = s.Sketch + SpreadProbes
	s.Trace, s.FreeDensity = &own, true
	system := s.ODE()
	system.Blocks[1] = ode.Block{Name: "logdet by probe", Width: SpreadProbes, Quadrature: true, Uncontrolled: true}
	system.Build = s.build
	settings, err := density.chosen(ctx) // rows that share their steps do so in packs of one size
	if err != nil {
		return nil, err
	}
	made, err := solverWithin[T](ctx, system, settings, density.Building)
	if err == nil {
		s.compiled = made
	}
	return made, err
}

// build adds f and one column a probe.
func (s *Spread[T]) build(b *graph.Builder, t *G.Node, y, args []*G.Node) ([]*G.Node, error) {
	r := rhs.New(s.Field, b, t, y[0], args)
	if err := r.AddField(true); err != nil {
		return nil, err
	}
	return []*G.Node{r.F, b.ConcatCols(estimate.Scatter(r, s.Trace, s.Sketch)...)}, errors.Wrap(b.Err(), "building the scatter of probes")
}

// Oppose replaces every second probe by the one before it, with the signs of half the columns changed. Independent
// signs may all give one value: with two columns the estimate has two values, and in 1 of 128 rows eight probes all
// have the same, with standard deviation 0.
func Oppose[T graph.Float](probes []T, dim int, rng *rand.Rand) {
	for ; len(probes) >= 2*dim; probes = probes[2*dim:] {
		left := dim / 2
		for c, v := range probes[:dim] {
			probes[dim+c] = v
			if rng.IntN(dim-c) < left { // so that all halves are equally likely
				probes[dim+c], left = -v, left-1
			}
		}
	}
}

// Excess is the expected squared standard deviation over further probes, relative to the variance of one: 1 - ρ/7 for eight
// probes in pairs of correlation ρ. The value is a quadratic form in ε, so ρ is the mean of sᵢsⱼ over i ≠ j, where s holds
// the changes of sign.
func (s *Spread[T]) Excess() float64 {
	if s.Trace.Gaussian || s.Dim == 1 {
		return 1
	}
	dim := float64(s.Dim)
	sum := float64(s.Dim % 2) // of s
	return 1 - (float64(sum*sum)-dim)/(dim*(dim-1))/(SpreadProbes-1)
}
