// Affine maps of time features, input and condition, and the products in them.

package dynamics

import (
	"math"
	"slices"

	"github.com/gorgoflow/gorgoflow/graph"
	G "gorgonia.org/gorgonia"
)

// columns says what the columns of a weight matrix [out, lead+in+cond] multiply: first lead columns for the features of
// t (or none), then in columns for the layer's input x, then cond columns for the condition c.
type columns struct {
	lead, in, cond int
	out            int
	mask           *mask // which columns of x an output may see; nil: all
}

// mask is out×in of 0 and 1. It is made only when there is a weight of its size, since the caller of the network's
// constructor may refuse the weight.
type mask struct {
	make   func() []float64
	values []float64
}

func (s columns) width() int { return s.lead + s.in + s.cond }

// withLead returns s with another number of leading columns.
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

// inputs returns the columns of the weight that multiply x, with zeros where the mask has them. The weight may be
// several weights of out×width, one under another.
func (s columns) inputs(b *graph.Builder, weight *G.Node) *G.Node {
	part := s.slice(b, weight, s.lead, s.in)
	if s.mask == nil || part == nil {
		return part
	}
	rows := part.Shape()[0]
	return b.Mul(part, b.Const(rows, s.in, slices.Repeat(s.mask.values, rows/s.out)))
}

// thin sets initial values that the mask hides to 0, and scales the others as if the hidden columns did not exist.
func (s columns) thin(weight *graph.Param) {
	if s.mask == nil || weight == nil {
		return
	}
	if s.mask.values == nil {
		s.mask.values = s.mask.make()
	}
	for row := range weight.Rows {
		seen := s.mask.values[row%s.out*s.in:][:s.in]
		sees := float64(s.lead + s.cond)
		for _, m := range seen {
			sees += m
		}
		grow := math.Sqrt(float64(s.width()) / max(sees, 1))
		for col := range weight.Cols {
			at, factor := row*weight.Cols+col, grow
			if x := col - s.lead; x >= 0 && x < s.in {
				factor *= seen[x]
			}
			weight.Set(at, factor*weight.At(at))
		}
	}
	weight.Params().Touch()
}

// product returns [lead, x, c]·weightᵀ + bias; bias may be nil. The three parts are multiplied one by one, so that
// parts that do not depend on x are computed once for all stages in which they do not change.
func (s columns) product(b *graph.Builder, weight, bias, lead *G.Node, a arguments) *G.Node {
	sum := bias
	add := func(x, part *G.Node) {
		y := b.MatMul(x, part, false, true)
		if sum != nil {
			y = b.Add(y, sum)
		}
		sum = y
	}
	if s.lead > 0 {
		add(lead, s.slice(b, weight, 0, s.lead))
	}
	if s.cond > 0 {
		add(a.c, s.slice(b, weight, s.lead+s.in, s.cond))
	}
	if s.in > 0 {
		add(a.x, s.inputs(b, weight))
	}
	return sum
}

// tangent returns the in×out matrix that multiplies a tangent of x.
func (s columns) tangent(b *graph.Builder, weight *G.Node) *G.Node {
	return b.Transpose(s.inputs(b, weight))
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

// partSum is the matrix that sumParts multiplies by: unit matrices one under another.
func partSum(b *graph.Builder, width, parts int) *G.Node {
	values := make([]float64, parts*width*width)
	for k := range parts {
		for i := range width {
			values[(k*width+i)*width+i] = 1
		}
	}
	return b.Const(parts*width, width, values)
}

// partSumSize is the number of elements of partSum.
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
