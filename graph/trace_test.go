// Traces of Jacobians, exact and estimated.

package graph_test

import (
	"errors"
	"math/rand/v2"
	"testing"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/graph/internal/ops"
	G "gorgonia.org/gorgonia"
)

// tracedField is a function R×3 → R×3 whose Jacobian is traced. w is 3×5, v 5×3 and row 1×3, all fixed; t is R×1.
type tracedField struct {
	name  string
	build func(b *graph.Builder, in traced) *G.Node
}

type traced struct{ z, w, v, t, row *G.Node }

func (in traced) list() []*G.Node { return []*G.Node{in.z, in.w, in.v, in.t, in.row} }

func tracedFields() []tracedField {
	hidden := func(b *graph.Builder, in traced) *G.Node {
		return b.Tanh(b.Add(b.MatMul(in.z, in.w, false, false), in.t))
	}
	return []tracedField{
		{"one hidden layer", func(b *graph.Builder, in traced) *G.Node {
			return b.Add(b.MatMul(hidden(b, in), in.v, false, false), in.row)
		}},
		{"gated output", func(b *graph.Builder, in traced) *G.Node {
			return b.Mul(b.MatMul(hidden(b, in), in.v, false, false), b.Sigmoid(in.row))
		}},
		{"output gated by row", func(b *graph.Builder, in traced) *G.Node {
			return b.Mul(b.MatMul(hidden(b, in), in.v, false, false), in.t)
		}},
		{"shared weights", func(b *graph.Builder, in traced) *G.Node {
			return b.Tanh(b.MatMul(hidden(b, in), in.w, false, true))
		}},
		{"concatenated", func(b *graph.Builder, in traced) *G.Node {
			return b.Square(b.ConcatCols(b.SliceCols(in.z, 1, 3), b.Mul(in.t, b.SumCols(b.Square(in.z)))))
		}},
		{"stock functions", func(b *graph.Builder, in traced) *G.Node {
			h, err := G.Mul(in.z, in.w)
			b.Fail(err)
			h, err = G.Softplus(h)
			b.Fail(err)
			h, err = G.Mul(h, in.v)
			b.Fail(err)
			return h
		}},
		{"linear", func(b *graph.Builder, in traced) *G.Node {
			return b.MatMul(b.MatMul(in.z, in.w, false, false), in.v, false, false)
		}},
		{"constant", func(b *graph.Builder, in traced) *G.Node { return b.Add(b.Mul(in.t, in.row), b.Sin(in.row)) }},
	}
}

func newTraced(rows int) (*graph.Builder, traced, values, *rand.Rand) {
	rng := rand.New(rand.NewPCG(5, uint64(rows)))
	b := graph.NewBuilder[float64](rows)
	in := traced{b.Input("z", 3), b.Shared("w", 3, 5), b.Shared("v", 5, 3), b.Input("t", 1), b.Shared("row", 1, 3)}
	v := values{}
	for _, n := range in.list() {
		v[n] = random(rng, n, true)
	}
	return b, in, v, rng
}

// traceByDifferences is the trace of each row's Jacobian.
func traceByDifferences(t *testing.T, f, z *G.Node, v values) []float64 {
	t.Helper()
	rows, cols := z.Shape()[0], z.Shape()[1]
	trace := make([]float64, rows)
	for i := range rows * cols {
		element := centralElement(z, i, v, func(v values) float64 { return evaluate(t, f, v)[i] })
		trace[i/cols] += element
	}
	return trace
}

func TestTraces(t *testing.T) {
	for _, field := range tracedFields() {
		for _, rows := range []int{1, 4} {
			b, in, v, rng := newTraced(rows)
			f := field.build(b, in)
			want := traceByDifferences(t, f, in.z, v)
			for name, n := range map[string]*G.Node{
				"JVP": graph.TraceJVP(b, f, in.z), "one by one": graph.TraceOneByOne(b, f, in.z),
			} {
				if b.Err() != nil {
					t.Fatal(field.name, name, b.Err())
				}
				t.Run(field.name+"/"+name, func(t *testing.T) {
					near(t, "trace", evaluate(t, n, v), want, tolerance)
					out := []*G.Node{n}
					g := leavesLike(b, rng, "g"+field.name+name, out, v)
					grads := b.VJP(out, g, in.list())
					if b.Err() != nil {
						t.Fatal(b.Err())
					}
					checkDifferences(t, out, g, grads, in.list(), v)
				})
			}
		}
	}
}

// TestTraceOfForeignOps: where rows cannot be told apart, Trace falls back to cotangents and traceJVP refuses.
func TestTraceOfForeignOps(t *testing.T) {
	b, in, v, _ := newTraced(4)
	f := b.Mul(b.Apply(smooth{}, in.z), in.row)
	n := b.Trace(f, in.z)
	if b.Err() != nil {
		t.Fatal(b.Err())
	}
	near(t, "trace", evaluate(t, n, v), traceByDifferences(t, f, in.z, v), tolerance)
	graph.TraceJVP(b, f, in.z)
	var refused *graph.NotRowwiseError
	if !errors.As(b.Err(), &refused) {
		t.Errorf("error %v, want a NotRowwiseError", b.Err())
	}
}

// TestTraceJVPSkipsOuterLayers: the unit tangents pass a linear first layer without a product per row, and the diagonal is
// taken before the last layer. No product of D·R rows is left for one hidden layer.
func TestTraceJVPSkipsOuterLayers(t *testing.T) {
	b, in, _, _ := newTraced(4)
	n := graph.TraceJVP(b, tracedFields()[0].build(b, in), in.z)
	for stack := []*G.Node{n}; len(stack) > 0; stack = stack[1:] {
		if _, product := graph.KindOf(stack[0]).(ops.MatMul); product && stack[0].Shape()[0] == 12 {
			t.Errorf("a product of %v is left", stack[0].Shape())
		}
		stack = append(stack, graph.ChildrenOf(stack[0])...)
	}
}
