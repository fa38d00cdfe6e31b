package likelihood

import (
	"github.com/gorgoflow/gorgoflow/graph"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// hutchPP is Hutch++ (Meyer, Musco, Musco, Woodruff: Hutch++, optimal stochastic trace estimation, 2021, algorithm 1),
// for each row. The first probes Ω sketch the range of J: with Q an orthonormal basis of JΩ and P = QQᵀ, the trace on
// that range is found exactly, and Hutchinson's estimate is left with what is outside, w = (I-P)g for each further probe g:
//
//	tr J ≈ Σ qᵀ(2I-P)Jq + mean wᵀJw.
//
// The factor 2I-P is I on the range of a projector, and as the paper has it. With it the expectation is tr J whatever Q
// is, (2P-P²) + (I-P)² = I, so that neither the rounding of Q nor its floor (see orthonormal) biases a density.
func (r *rightSide) hutchPP() *G.Node {
	k := r.trace.sketch()
	basis := r.orthonormal(r.pushAll(r.probes[:k]))
	var onRange *G.Node
	for i, image := range r.pushAll(basis) {
		u := r.b.Sub(r.b.Scale(basis[i], 2), r.projected(basis[i], basis))
		onRange = r.sum(onRange, r.dot(u, image))
	}
	var outside *G.Node
	for _, one := range r.outside(basis, r.probes[k:]) {
		outside = r.sum(outside, one)
	}
	return r.b.Add(onRange, r.b.Scale(outside, 1/float64(len(r.probes)-k)))
}

// outside is wᵀJw of each probe's part outside the basis, which may be empty.
func (r *rightSide) outside(basis, probes []*G.Node) (numbers []*G.Node) {
	for _, g := range probes {
		w := g
		if len(basis) > 0 {
			w = r.b.Sub(g, r.projected(g, basis))
		}
		numbers = append(numbers, r.dot(w, r.push(w)))
	}
	return numbers
}

// orthonormal is the modified Gram–Schmidt process on columns of R×D, a process of its own for each row. What is left
// of a column that depends on those before is rounding noise; a floor under its norm makes it nearly zero rather than a
// unit vector of noise, and keeps its derivative small.
func (r *rightSide) orthonormal(columns []*G.Node) (basis []*G.Node) {
	relative, absolute := sketchFloor(r.b)
	for _, v := range columns {
		floor := r.b.Shift(r.b.Scale(r.squaredNorm(v), relative*relative), absolute*absolute)
		for _, q := range basis {
			v = r.b.Sub(v, r.b.Mul(q, r.dot(q, v)))
		}
		basis = append(basis, r.b.Div(v, r.b.Sqrt(r.b.Add(r.squaredNorm(v), floor))))
	}
	return basis
}

// sketchFloor is the least norm of a new direction, relative to that of its column and absolute. With n the noise and f
// the floor, a dependent column's share in the gradient is of the order (n/f)², and an independent one of norm v is
// treated as exact up to (f/v)². The absolute floor is for J = 0; powers of it in derivatives must not overflow.
func sketchFloor(b *graph.Builder) (relative, absolute float64) {
	if b.Dtype() == tensor.Float32 {
		return 1e-4, 1e-10
	}
	return 1e-9, 1e-60
}

// projected is Pv.
func (r *rightSide) projected(v *G.Node, basis []*G.Node) *G.Node {
	var sum *G.Node
	for _, q := range basis {
		sum = r.sum(sum, r.b.Mul(q, r.dot(q, v)))
	}
	return sum
}

func (r *rightSide) pushAll(tangents []*G.Node) []*G.Node {
	images := make([]*G.Node, len(tangents))
	for i, v := range tangents {
		images[i] = r.push(v)
	}
	return images
}

// push is Jv for each row.
func (r *rightSide) push(v *G.Node) *G.Node {
	if r.chain != nil {
		return r.chain.pushforward(r.b, v)
	}
	return r.orZero(r.b.JVP([]*G.Node{r.f}, []*G.Node{r.z}, []*G.Node{v}))
}

func (r *rightSide) dot(x, y *G.Node) *G.Node { return r.b.SumCols(r.b.Mul(x, y)) }

// sum is x + y, where x may not be there yet.
func (r *rightSide) sum(x, y *G.Node) *G.Node {
	if x == nil {
		return y
	}
	return r.b.Add(x, y)
}
