// The weights of kernels: those that maximise the likelihood of each value under the kernels on all others.

package marginal

import (
	"cmp"
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

	usualWidest = 3    // bounds half the widths of kernels
	widening    = 1.7  // of a kernel beside the next narrower one
	usualLeast  = 0.01 // half the width of the narrowest kernels

	narrowWeight = 0.05 // of the narrowest usual kernels, from which on narrower ones are tried
	resolution   = 1e-6 // least half width of kernels, in distances of the farthest value: sums of squares lose narrower ones
)

// sample is a column's values: as they are, and spread over their cells.
type sample struct {
	exact  [groups]*centers // by group, those of atoms if there are any
	spread []float64        // in their original order
	isAtom []bool           // nil: none is
	copied *copies
	cell   grid
	boxes  bool // kernels may be as wide as a cell
}

// part is a kind of kernel, with its weight in the sum.
type part struct {
	kernel
	on     *centers
	rows   group  // those of on
	scale  *scale // nil: the column's own scale
	weight float64
}

// density is the density at x of the kernels on all values, without so many that are on x itself.
func (p *part) density(x float64, without int) float64 {
	n, y, slope := float64(len(p.on.values)), x, 1.0
	if p.scale != nil {
		y, slope = p.scale.of(x), p.scale.slope(x)
	}
	near := p.near(p.on, y)
	if n -= float64(without); n == 0 {
		return 0
	}
	return slope * max(0, near-float64(float64(without)*p.top(y))) / n
}

// mixture is the kernels of a column, and its tail.
type mixture struct {
	parts         []*part
	scale         scale   // of the triangular kernels
	far           scale   // of the tail
	tail          float64 // the weight of a Cauchy density around the centre of far
	logLikelihood float64 // of a value under the kernels on all others
}

// newMixture computes the weights on a scale, from some of the rows. Likelihoods of several scales can be compared if
// the rows are the same.
func newMixture(ctx context.Context, s *sample, on, far scale, rows []int) (*mixture, error) {
	m := &mixture{scale: on, far: far}
	if s.boxes {
		m.addBoxes(s, everyRow)
	}
	scaled := make([]float64, len(s.spread))
	for i, x := range s.spread {
		if err := parallel.Ended(ctx, i); err != nil {
			return nil, err
		}
		scaled[i] = on.of(x)
	}
	m.addTriangles(s, everyRow, scaled)
	if s.isAtom != nil { // kernels on all rows give atoms and other values one shape
		m.addBoxes(s, atAtoms)
		m.addBoxes(s, offAtoms)
		m.addTriangles(s, offAtoms, scaled)
	}
	return m, m.weigh(ctx, s, rows)
}

// addBoxes adds kernels as wide as a cell on the rows of a group.
func (m *mixture) addBoxes(s *sample, rows group) {
	m.parts = append(m.parts, &part{kernel: box{s.cell}, on: s.exact[rows], rows: rows})
}

// addTriangles adds triangular kernels of all widths on the rows of a group.
func (m *mixture) addTriangles(s *sample, rows group, scaled []float64) {
	on := s.of(rows, scaled)
	for half := cmp.Or(m.scale.least, usualLeast); half < max(usualWidest, m.scale.widest); half *= widening {
		m.parts = append(m.parts, &part{kernel: triangle{half}, on: on, rows: rows, scale: &m.scale})
	}
}

// chosen returns random rows of n, or all.
func chosen(n int, rng *rand.Rand) []int {
	rows := make([]int, min(n, weighed))
	for i := range rows {
		rows[i] = i
		if n > weighed {
			rows[i] = rng.IntN(n)
		}
	}
	return rows
}

// weigh maximises the likelihood of rows with respect to the weights by expectation and maximisation. The tail keeps at
// least the weight of one value.
func (m *mixture) weigh(ctx context.Context, s *sample, rows []int) error {
	k := len(m.parts)
	table := numeric.NewRows(len(rows), k+1)
	for i, row := range rows {
		if err := parallel.Ended(ctx, i); err != nil {
			return err
		}
		x := s.spread[row]
		for j, p := range m.parts {
			table[i][j] = p.density(x, s.own(p.rows, row))
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
		weights[k] = max(weights[k], 0.5/float64(len(rows)))
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
	return elementary.Exp(cauchyLog((x-m.far.center)/m.far.unit)) / m.far.unit
}

// narrow is a distance, in units of the tail, within which it is constant, and over which sums lose it.
const narrow = 1e-8

// tailWithin is the tail's mass between a and b, from the nearer end: far out a difference of sums from the other end is 0.
func (m *mixture) tailWithin(a, b float64) float64 {
	u, v := (a-m.far.center)/m.far.unit, (b-m.far.center)/m.far.unit
	if apart := (b - a) / m.far.unit; apart < narrow {
		return m.tail * apart * elementary.Exp(cauchyLog(u))
	}
	if u > 0 {
		u, v = -v, -u
	}
	return float64(m.tail * (cauchyBelow(v) - cauchyBelow(u)))
}

// isNarrow says whether the narrowest of the usual kernels, or boxes that are no cells of rounded values, have a weight: kernels
// between them may then be better.
func (m *mixture) isNarrow(cell grid) bool {
	sum := 0.0
	for _, p := range m.parts {
		k, ok := p.kernel.(triangle)
		if ok && k.half <= usualLeast || !ok && !cell.isFound && p.rows != atAtoms {
			sum += p.weight
		}
	}
	return sum >= narrowWeight
}

// hasCells says whether boxes have a weight.
func (m *mixture) hasCells() bool {
	return slices.ContainsFunc(m.parts, func(p *part) bool { return p.scale == nil })
}

// below is the kernels' mass below x, without the tail's, which far out is below its rounding.
func (m *mixture) below(x float64) (sum float64) {
	for _, p := range m.parts {
		y := x
		if p.scale != nil {
			y = p.scale.of(x)
		}
		sum += p.weight * p.kernel.below(p.on, y) / float64(len(p.on.values))
	}
	return sum
}
