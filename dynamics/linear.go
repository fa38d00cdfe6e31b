// Affine maps of time features, input and condition, and the products that layers are made of.

package dynamics

import (
	"github.com/gorgoflow/gorgoflow/graph"
	G "gorgonia.org/gorgonia"
)

// columns says which columns of a weight matrix [out, lead+in+cond] meet what: first lead columns for
// the features of t (or none), then the layer's input x, then the condition c.
type columns struct {
	lead, in, cond int
	out            int
}

func (s columns) width() int { return s.lead + s.in + s.cond }

// withLead returns the span with another number of leading columns.
func (s columns) withLead(lead int) columns {
	s.lead = lead
	return s
}

// slice returns columns [from, from+n) of the weight.
func (s columns) slice(b *graph.Builder, weight *G.Node, from, n int) *G.Node {
	if n == s.width() {
		return weight
	}
	return b.SliceCols(weight, from, from+n)
}

// product returns [lead, x, c]·weightᵀ + bias; a nil bias is none. The parts are multiplied one by
// one: what does not depend on x is then computed once for all stages in which it does not change.
func (s columns) product(b *graph.Builder, weight, bias, lead *G.Node, a arguments) *G.Node {
	sum := bias
	add := func(x *G.Node, from, n int) {
		if n == 0 {
			return
		}
		y := b.MatMul(x, s.slice(b, weight, from, n), false, true)
		if sum != nil {
			y = b.Add(y, sum)
		}
		sum = y
	}
	add(lead, 0, s.lead)
	add(a.c, s.lead+s.in, s.cond)
	add(a.x, s.lead, s.in)
	return sum
}

// tangent returns the matrix in×out by which the product acts on a tangent of x.
func (s columns) tangent(b *graph.Builder, weight *G.Node) *G.Node {
	return b.Transpose(s.slice(b, weight, s.lead, s.in))
}

// linear is torch's nn.Linear: a weight [out, width] and a bias [1, out].
type linear struct {
	columns
	weight, bias *graph.Param
}

func (l *linear) apply(b *graph.Builder, a arguments) *G.Node {
	return l.product(b, b.Param(l.weight), b.Param(l.bias), a.features, a)
}

func (l *linear) factor(b *graph.Builder) *G.Node { return l.tangent(b, b.Param(l.weight)) }

// sumParts adds parts of width columns that stand side by side.
func sumParts(b *graph.Builder, x *G.Node, width, parts int) *G.Node {
	sum := b.SliceCols(x, 0, width)
	for k := 1; k < parts; k++ {
		sum = b.Add(sum, b.SliceCols(x, k*width, (k+1)*width))
	}
	return sum
}

// partSum is the matrix by which sumParts multiplies: unit matrices one under another.
func partSum(b *graph.Builder, width, parts int) *G.Node {
	values := make([]float64, parts*width*width)
	for k := range parts {
		for i := range width {
			values[(k*width+i)*width+i] = 1
		}
	}
	return b.Const(parts*width, width, values)
}

// partSumSize is how many numbers partSum has.
func partSumSize(width, parts int) int { return parts * width * width }

// partRepeat is the matrix parts×(parts·width) that repeats each column width times.
func partRepeat(b *graph.Builder, width, parts int) *G.Node {
	values := make([]float64, parts*parts*width)
	for k := range parts {
		for i := range width {
			values[k*parts*width+k*width+i] = 1
		}
	}
	return b.Const(parts, parts*width, values)
}
