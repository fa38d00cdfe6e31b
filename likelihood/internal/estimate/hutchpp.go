// Hutch++: exact where the Jacobian is large, and estimated elsewhere.

package estimate

import (
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/rhs"
	"github.com/gorgoflow/gorgoflow/likelihood/trace"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

type hutchPP struct{}

func (hutchPP) least() int                           { return 2 } // one for the sketch, one for the rest
func (hutchPP) sketch(probes int) int                { return probes / 2 }
func (hutchPP) vectors(s *trace.Settings, _ int) int { return ProbeCount(s) }

// nodes counts five operations for making a column orthogonal to another, or for projecting it on another.
func (e hutchPP) nodes(s *trace.Settings, product int) int {
	k := ProbeCount(s)
	sketch := e.sketch(k)
	pairs := sketch*(sketch-1)/2 + sketch*sketch + sketch*(k-sketch)
	return 5*pairs + (k+sketch)*product
}

func (hutchPP) method(*rhs.RHS, *trace.Settings) (trace.Method, string, error) {
	return trace.HutchPP, "asked for", nil
}

func (hutchPP) scatter(r *rhs.RHS, sketch int) []*G.Node {
	return outside(r, orthonormal(r, r.PushAll(r.Probes[:sketch])), r.Probes[sketch:])
}

// build is Hutch++ (Meyer, Musco, Musco, Woodruff: Hutch++, optimal stochastic trace estimation, 2021, algorithm 1),
// for each row. The first probes Ω sketch the range of J: with Q an orthonormal basis of JΩ and P = QQᵀ, the trace on
// that range is exact. Hutchinson's method estimates the trace outside of it, with w = (I-P)g for each further probe g:
//
//	tr J ≈ Σ qᵀ(2I-P)Jq + mean wᵀJw.
//
// If P is a projector, the factor 2I-P is I on its range, as in the paper. With this factor the expectation is tr J for any
// Q, since (2P-P²) + (I-P)² = I. So neither the rounding of Q nor its floor (see orthonormal) biases a density.
func (hutchPP) build(r *rhs.RHS, s *trace.Settings) (*G.Node, error) {
	k := SketchCount(s)
	basis := orthonormal(r, r.PushAll(r.Probes[:k]))
	var onRange *G.Node
	for i, image := range r.PushAll(basis) {
		u := r.B.Sub(r.B.Scale(basis[i], 2), projected(r, basis[i], basis))
		onRange = r.Sum(onRange, r.Dot(u, image))
	}
	var rest *G.Node
	for _, one := range outside(r, basis, r.Probes[k:]) {
		rest = r.Sum(rest, one)
	}
	return r.B.Add(onRange, r.B.Scale(rest, 1/float64(len(r.Probes)-k))), nil
}

// outside returns wᵀJw for the part w of each probe outside the basis, which may be empty.
func outside(r *rhs.RHS, basis, probes []*G.Node) (numbers []*G.Node) {
	for _, g := range probes {
		w := g
		if len(basis) > 0 {
			w = r.B.Sub(g, projected(r, g, basis))
		}
		numbers = append(numbers, r.Dot(w, r.Push(w)))
	}
	return numbers
}

// orthonormal is the modified Gram–Schmidt process on columns of R×D, separately for each row. If a column depends on
// earlier ones, its remainder is rounding noise. A floor under its norm makes it nearly zero instead of a unit vector of
// noise, and keeps its derivative small.
func orthonormal(r *rhs.RHS, columns []*G.Node) (basis []*G.Node) {
	relative, absolute := sketchFloor(r.B)
	for _, v := range columns {
		floor := r.B.Shift(r.B.Scale(r.SquaredNorm(v), relative*relative), absolute*absolute)
		for _, q := range basis {
			v = r.B.Sub(v, r.B.Mul(q, r.Dot(q, v)))
		}
		basis = append(basis, r.B.Div(v, r.B.Sqrt(r.B.Add(r.SquaredNorm(v), floor))))
	}
	return basis
}

// sketchFloor is the least norm of a new direction, relative to that of its column, and absolute. For noise n and floor
// f, a dependent column's part in the gradient is of the order (n/f)², and an independent one of norm v is treated as
// exact up to (f/v)². The absolute floor is for J = 0; powers of it in derivatives must not overflow.
func sketchFloor(b *graph.Builder) (relative, absolute float64) {
	if b.Dtype() == tensor.Float32 {
		return 1e-4, 1e-10
	}
	return 1e-9, 1e-60
}

// projected is Pv.
func projected(r *rhs.RHS, v *G.Node, basis []*G.Node) *G.Node {
	var sum *G.Node
	for _, q := range basis {
		sum = r.Sum(sum, r.B.Mul(q, r.Dot(q, v)))
	}
	return sum
}
