// Products of manifolds.

package manifold

import (
	"math"
	"math/rand/v2"
	"slices"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/numeric"
	G "gorgonia.org/gorgonia"
)

// product has the columns of its factors side by side.
type product []Manifold

// Product is the product of manifolds, with the product of their densities: rows and embedded points have the columns
// of one factor after those of another.
func Product(factors ...Manifold) Manifold { return product(slices.Clone(factors)) }

func (s product) Dim() (columns int) {
	for _, m := range s {
		columns += m.Dim()
	}
	return columns
}

func (s product) Embedded() (columns int) {
	for _, m := range s {
		columns += m.Embedded()
	}
	return columns
}

func (s product) Embed(b *graph.Builder, z *G.Node) *G.Node {
	var parts []*G.Node
	at := 0
	for _, m := range s {
		parts = append(parts, m.Embed(b, b.SliceCols(z, at, at+m.Dim())))
		at += m.Dim()
	}
	return b.ConcatCols(parts...)
}

func (s product) Tangent(b *graph.Builder, z, v *G.Node) *G.Node {
	var parts []*G.Node
	at, seen := 0, 0
	for _, m := range s {
		parts = append(parts, m.Tangent(b, b.SliceCols(z, at, at+m.Dim()), b.SliceCols(v, seen, seen+m.Embedded())))
		at, seen = at+m.Dim(), seen+m.Embedded()
	}
	return b.ConcatCols(parts...)
}

// each calls f with every factor and its columns of a row.
func (s product) each(f func(m Manifold, from, to int)) {
	at := 0
	for _, m := range s {
		f(m, at, at+m.Dim())
		at += m.Dim()
	}
}

// Project fills a row of another size with NaN.
func (s product) Project(z []float64) {
	if len(z) != s.Dim() {
		numeric.Fill(z, math.NaN())
		return
	}
	if !spoil(z) { // the other factors' columns too
		s.each(func(m Manifold, from, to int) { m.Project(z[from:to]) })
	}
}

func (s product) LogProb(z []float64) (sum float64) {
	if len(z) != s.Dim() {
		return math.NaN()
	}
	s.each(func(m Manifold, from, to int) { sum += m.LogProb(z[from:to]) })
	return sum
}

func (s product) ScoreInput(score, z []float64) []float64 {
	score = zeros(score, z)
	if len(z) != s.Dim() {
		numeric.Fill(score, math.NaN())
		return score
	}
	s.each(func(m Manifold, from, to int) {
		numeric.Store(score[from:to], m.ScoreInput(score[from:to], z[from:to]))
	})
	return score
}

func (s product) RandStream(dst []float64, rng *rand.Rand) []float64 {
	if len(dst) != s.Dim() {
		return undrawn(dst)
	}
	s.each(func(m Manifold, from, to int) { numeric.Store(dst[from:to], m.RandStream(dst[from:to], rng)) })
	return dst
}
