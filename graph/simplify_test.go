// What is simplified has the value, the shape and the kind that it had.

package graph_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/graph/internal/kernel/scalar"
	"github.com/gorgoflow/gorgoflow/graph/internal/ops"
	G "gorgonia.org/gorgonia"
)

// pool holds the expressions that the tests of simplification combine: leaves, and operations of them both as a Builder
// simplifies them (simple) and as they are written (raw).
type pool struct {
	b      *graph.Builder
	v      values
	simple []*G.Node
	raw    []*G.Node
}

const poolRows = 4 // differs from every other size

func newPool() *pool {
	p := &pool{b: graph.NewBuilder[float64](poolRows), v: values{}}
	rng := rand.New(rand.NewPCG(7, 1))
	for _, leaf := range []*G.Node{p.b.Input("x", 3), p.b.Input("t", 1), p.b.Shared("w", 3, 3), p.b.Shared("row", 1, 3), p.b.Shared("s", 1, 1)} {
		p.v[leaf] = random(rng, leaf, true)
		p.keep(leaf, leaf)
	}
	tall := p.b.Shared("tall", 3*poolRows, 3)
	graph.SetPerRow(p.b, tall, true) // as tall as three copies of the batch, but no copies
	p.v[tall] = random(rng, tall, true)
	p.keep(tall, tall)
	for _, leaf := range []*G.Node{graph.Filled(p.b, 1, 3, 1), graph.Filled(p.b, 3, 1, 0), p.b.Identity(3), p.b.Const(1, 3, []float64{1, 2, 3})} {
		p.keep(leaf, leaf)
	}
	return p
}

func (p *pool) keep(simple, raw *G.Node) {
	p.simple, p.raw = append(p.simple, simple), append(p.raw, raw)
}

// combine adds an operation of the operands with these indices, simplified and raw, unless they do not fit.
func (p *pool) combine(t *testing.T, op ops.Kind, operands ...int) {
	t.Helper()
	var simple, raw []*G.Node
	var sizes []ops.Dims
	for _, i := range operands {
		simple, raw = append(simple, p.simple[i]), append(raw, p.raw[i])
		sizes = append(sizes, ops.Dims{Rows: p.raw[i].Shape()[0], Cols: p.raw[i].Shape()[1]})
	}
	if _, wrong := op.Size(sizes); wrong != "" || p.mixesBatch(op, simple) {
		return
	}
	y := graph.AddKind(p.b, op, simple...)
	z, err := graph.Apply(graph.Operation{Kind: op}, raw...)
	if err != nil || p.b.Err() != nil {
		t.Fatal(op, err, p.b.Err())
	}
	if !y.Shape().Eq(z.Shape()) || p.b.IsPerRow(y) != p.b.IsPerRow(z) {
		t.Fatalf("%v: shape %v and kind became %v", z, z.Shape(), y.Shape())
	}
	want := evaluate(t, z, p.v)
	if sum := dot(want, want); math.IsInf(sum, 0) || math.IsNaN(sum) {
		return // divided by zero
	}
	near(t, z.Name(), evaluate(t, y, p.v), want, 1e-13)
	p.keep(y, z)
}

// mixesBatch reports whether an operation takes the rows of the batch for something else than rows: whether its result is
// per row has no meaning then.
func (p *pool) mixesBatch(op ops.Kind, x []*G.Node) bool {
	switch o := op.(type) {
	case ops.Transpose, ops.BroadcastRows:
		return p.b.IsPerRow(x[0])
	case ops.MatMul:
		contraction := o.TransA && !o.TransB
		return p.b.IsPerRow(x[1]) != (p.b.IsPerRow(x[0]) && contraction) || (o.TransA && !contraction && p.b.IsPerRow(x[0]))
	}
	return false
}

func poolOps() []ops.Kind {
	return []ops.Kind{
		ops.Affine{Scale: 2, Shift: 0.5}, ops.Affine{Scale: -1}, ops.Affine{Scale: 1}, ops.Unary{Func: scalar.Neg}, ops.Unary{Func: scalar.Tanh},
		ops.BroadcastRows{R: poolRows}, ops.SumRows{K: 1}, ops.SumRows{K: 3}, ops.TileRows{K: 3}, ops.TileRows{K: 1}, ops.FoldRows{K: 3}, ops.FoldRows{K: 1},
		ops.BroadcastCols{C: 3}, ops.BroadcastCols{C: 1}, ops.SumCols{}, ops.SliceCols{From: 1, To: 3}, ops.SliceCols{From: 0, To: 1},
		ops.PadCols{Before: 1, After: 2}, ops.PadCols{}, ops.Transpose{},
	}
}

// TestSimplifiedChains: an operation of an operation of an operation of a leaf has the value, the shape and the kind of the
// raw expression.
func TestSimplifiedChains(t *testing.T) {
	p := newPool()
	from := 0
	for depth := range 3 {
		to := len(p.simple)
		for i := from; i < to; i += depth + 1 { // a part of the deeper ones
			for _, op := range poolOps() {
				p.combine(t, op, i)
			}
		}
		from = to
	}
	if len(p.simple) < 2000 {
		t.Errorf("only %d expressions", len(p.simple))
	}
}

// TestSimplifiedPairs: a function of two operands has the value, the shape and the kind of the raw expression, and so has
// an operation of that function. The operands are leaves or operations of leaves.
func TestSimplifiedPairs(t *testing.T) {
	for i := 0; ; i++ {
		p := newPairPool(t) // a pool each: Gorgonia's graphs grow slow
		operands := len(p.simple)
		if i == operands {
			return
		}
		for j := i % 3; j < operands; j += 3 {
			for f := scalar.Add; f.Known(); f++ {
				if p.b.IsPerRow(p.simple[i]) == p.b.IsPerRow(p.simple[j]) {
					p.combine(t, ops.Binary{Func: f}, i, j)
				}
			}
			for flags := range 4 {
				p.combine(t, ops.MatMul{TransA: flags&1 > 0, TransB: flags&2 > 0}, i, j)
			}
			if p.b.IsPerRow(p.simple[i]) == p.b.IsPerRow(p.simple[j]) {
				p.combine(t, ops.ConcatCols{N: 2}, i, j)
			}
		}
		for j, end := operands, len(p.simple); j < end; j += 7 {
			for k, op := range poolOps() {
				if k%3 == i%3 {
					p.combine(t, op, j)
				}
			}
		}
	}
}

// newPairPool holds leaves, ops of leaves, and differences.
func newPairPool(t *testing.T) *pool {
	p := newPool()
	leaves := len(p.simple)
	for i := range leaves {
		for k, op := range poolOps() {
			if k%2 == i%2 {
				p.combine(t, op, i)
			}
		}
		p.combine(t, ops.Binary{Func: scalar.Sub}, i, (i+3)%leaves)
	}
	return p
}

// TestChainsOfLargeAndSmallFactors: a number that is scaled twice is right where the product of the factors, but
// neither result, is out of the range of its type, and 0 stays 0.
func TestChainsOfLargeAndSmallFactors(t *testing.T) {
	t.Run("float32", func(t *testing.T) { testChains[float32](t, 1e30) })
	t.Run("float64", func(t *testing.T) { testChains[float64](t, 1e200) })
}

func testChains[T graph.Float](t *testing.T, large float64) {
	b := graph.NewBuilder[T](2)
	x, y := b.Input("x", 1), b.Input("y", 1)
	program, err := graph.Compile[T]([]*G.Node{x, y}, []*G.Node{b.Scale(b.Scale(x, large), large), b.Scale(b.Scale(y, 1/large), 1/large)},
		&graph.CompileSettings{Builder: b})
	must(t, err)
	program.Input(0)[1], program.Input(1)[1] = T(1/large), T(large)
	must(t, program.Run(2))
	for i, want := range []float64{large, 1 / large} {
		if got := program.Output(i); got[0] != 0 || math.Abs(float64(got[1])/want-1) > 1e-6 {
			t.Errorf("0 and a number in range scaled twice are %v, want 0 and %v", got[:2], want)
		}
	}
}
