// The weights of kernels: those that maximise the likelihood of each value under the kernels on all others.

package marginal

import (
	"context"
	"math/rand/v2"
	"slices"

	"github.com/gorgoflow/gorgoflow/internal/elementary"
	"github.com/gorgoflow/gorgoflow/internal/parallel"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/numeric"
	"github.com/pkg/errors"
)

const (
	weighed    = 3000 // most values from which the weights are computed
	iterations = 60
	negligible = 1e-4 // a smaller weight counts as 0
)

// scale is a monotone map of a column on which all kernels have one width.
type scale struct {
	heavy        bool // asinh((x - center)/spread), else (x - center)/spread
	center, unit float64
}

func (s scale) of(x float64) float64 {
	u := (x - s.center) / s.unit
	if s.heavy {
		return elementary.Asinh(u)
	}
	return u
}

func (s scale) back(y float64) float64 {
	if s.heavy {
		y = elementary.Sinh(y)
	}
	return s.center + float64(y*s.unit)
}

// slope is the derivative of the map.
func (s scale) slope(x float64) float64 {
	if u := (x - s.center) / s.unit; s.heavy {
		return 1 / (s.unit * elementary.Hypot(1, u))
	}
	return 1 / s.unit
}

// sample is a column's values: as they are, and spread over their cells.
type sample struct {
	exact  *centers
	spread []float64 // in their original order
	cell   float64
	boxes  bool // kernels may be as wide as a cell
}

// part is a kind of kernel, with its weight in the sum.
type part struct {
	kernel
	on     *centers
	scale  *scale // nil: the column's own scale
	weight float64
}

// density is the density of the kernels on all values at x. If without is set, x is a value, and its own kernel is left out.
func (p *part) density(x float64, without bool) float64 {
	n, y, slope := float64(len(p.on.values)), x, 1.0
	if p.scale != nil {
		y, slope = p.scale.of(x), p.scale.slope(x)
	}
	near := p.near(p.on, y)
	if without {
		near, n = near-p.top(), n-1
	}
	return slope * max(0, near) / n
}

// mixture is the kernels of a column, and its tail.
type mixture struct {
	parts         []*part
	scale         scale   // of the triangular kernels
	tail          float64 // the weight of a Cauchy density around the scale's centre
	logLikelihood float64 // of a value under the kernels on all others
}

// newMixture computes the weights on a scale.
func newMixture(ctx context.Context, s *sample, on scale, rng *rand.Rand) (*mixture, error) {
	m := &mixture{scale: on}
	if s.boxes {
		m.parts = append(m.parts, &part{kernel: box{s.cell / 2}, on: s.exact})
	}
	scaled := make([]float64, len(s.spread))
	for i, x := range s.spread {
		scaled[i] = on.of(x)
	}
	slices.Sort(scaled)
	centers := newCenters(scaled)
	for half := 0.01; half < 3; half *= 1.7 {
		m.parts = append(m.parts, &part{kernel: triangle{half}, on: centers, scale: &m.scale})
	}
	return m, m.weigh(ctx, chosen(s.spread, rng))
}

// chosen returns random values, or all.
func chosen(values []float64, rng *rand.Rand) []float64 {
	if len(values) <= weighed {
		return values
	}
	some := make([]float64, weighed)
	for i := range some {
		some[i] = values[rng.IntN(len(values))]
	}
	return some
}

// weigh maximises the likelihood with respect to the weights by expectation and maximisation. The tail keeps at least the
// weight of one value.
func (m *mixture) weigh(ctx context.Context, values []float64) error {
	k := len(m.parts)
	table := numeric.NewRows(len(values), k+1)
	for i, x := range values {
		if err := parallel.Ended(ctx, i); err != nil {
			return err
		}
		for j, p := range m.parts {
			table[i][j] = p.density(x, true)
		}
		table[i][k] = m.tailDensity(x)
	}
	weights := numeric.Ones(k + 1)
	for i := range weights {
		weights[i] /= float64(k + 1)
	}
	for range iterations {
		if err := ctx.Err(); err != nil {
			return errors.WithStack(err)
		}
		m.logLikelihood = maximise(table, weights)
		weights[k] = max(weights[k], 0.5/float64(len(values)))
	}
	for j, p := range m.parts {
		p.weight = weights[j]
	}
	m.tail = weights[k]
	m.prune()
	return nil
}

// maximise takes one step, and returns the mean log-likelihood before it.
func maximise(table [][]float64, weights []float64) (mean float64) {
	next := make([]float64, len(weights))
	for _, row := range table {
		sum := numeric.Dot(row, weights)
		mean += elementary.Log(sum) / float64(len(table))
		for j, v := range row {
			next[j] += weights[j] * v / (sum * float64(len(table)))
		}
	}
	copy(weights, next)
	return mean
}

// prune drops kernels of negligible weight, and normalises the other weights.
func (m *mixture) prune() {
	m.parts = slices.DeleteFunc(m.parts, func(p *part) bool { return p.weight < negligible })
	sum := m.tail
	for _, p := range m.parts {
		sum += p.weight
	}
	m.tail /= sum
	for _, p := range m.parts {
		p.weight /= sum
	}
}

func (m *mixture) tailDensity(x float64) float64 {
	return elementary.Exp(cauchyLog((x-m.scale.center)/m.scale.unit)) / m.scale.unit
}

func (m *mixture) tailBelow(x float64) float64 {
	return float64(m.tail * cauchyBelow((x-m.scale.center)/m.scale.unit))
}

// hasCells says whether boxes have a weight.
func (m *mixture) hasCells() bool {
	return slices.ContainsFunc(m.parts, func(p *part) bool { return p.scale == nil })
}

// below is the mass below x.
func (m *mixture) below(x float64) float64 {
	sum := m.tailBelow(x)
	for _, p := range m.parts {
		y := x
		if p.scale != nil {
			y = p.scale.of(x)
		}
		sum += p.weight * p.kernel.below(p.on, y) / float64(len(p.on.values))
	}
	return sum
}
