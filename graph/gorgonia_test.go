// Gorgonia's own differentiation and machines agree with ours.

package graph_test

import (
	"math/rand/v2"
	"testing"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/graph/internal/reference"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// TestOpsInGorgoniasOwnMachine: our operations are ordinary operations to Gorgonia: its tape machine runs them and its
// Backpropagate differentiates them.
func TestOpsInGorgoniasOwnMachine(t *testing.T) {
	b, in, v, _ := newOperands(7, true)
	product := b.Tanh(b.Add(b.MatMul(b.Mul(in.x, in.row), in.w, false, false), in.t))
	loss := b.SumRows(b.SumCols(b.Square(b.ConcatCols(b.SliceCols(product, 1, 3), in.x))), 1)
	if b.Err() != nil {
		t.Fatal(b.Err())
	}
	wrt := []*G.Node{in.x, in.w, in.row, in.t}
	ours := b.VJP([]*G.Node{loss}, []*G.Node{b.Const(1, 1, []float64{1})}, wrt)
	want, err := reference.Evaluate(ours, v)
	if err != nil {
		t.Fatal(err)
	}
	one := b.Shared("one", 1, 1)
	grads, err := G.Backpropagate(G.Nodes{loss}, G.Nodes{one}, wrt)
	if err != nil {
		t.Fatal(err)
	}
	v[one] = []float64{1}
	for leaf, data := range v {
		if err := G.Let(leaf, tensor.New(tensor.WithShape(leaf.Shape()...), tensor.WithBacking(data))); err != nil {
			t.Fatal(err)
		}
	}
	machine := G.NewTapeMachine(b.Graph())
	defer machine.Close()
	if err := machine.RunAll(); err != nil {
		t.Fatal(err)
	}
	for i, g := range grads {
		near(t, wrt[i].Name(), g.Value().Data().([]float64), want[i], 1e-12)
	}
}

// TestSinglePrecision: every operation gives in single precision what it gives in double precision, rounded.
func TestSinglePrecision(t *testing.T) {
	for _, e := range expressions() {
		double, in, v, _ := newOperands(4, e.signed)
		want := evaluate(t, e.build(double, in), v)
		single := graph.NewBuilder[float32](4)
		ins := operands{single.Input("x", 3), single.Shared("w", 3, 4), single.Shared("row", 1, 3), single.Input("t", 1), single.Shared("s", 1, 1)}
		bound := values{}
		for i, n := range ins.list() {
			bound[n] = v[in.list()[i]]
		}
		y := e.build(single, ins)
		if single.Err() != nil || y.Dtype() != tensor.Float32 {
			t.Fatal(e.name, single.Err())
		}
		near(t, e.name, evaluate(t, y, bound), want, 2e-5)
	}
}

// TestRepeatedDerivatives: derivatives that are taken one after the other in one graph do not affect each other.
func TestRepeatedDerivatives(t *testing.T) {
	b, in, v, _ := newOperands(3, true)
	rng := rand.New(rand.NewPCG(6, 1))
	y := b.Tanh(b.MatMul(in.x, in.w, false, false))
	out := []*G.Node{y, b.Square(y)}
	g := leavesLike(b, rng, "g", out, v)
	first := b.VJP(out, g, in.list())
	again := b.VJP(out, g, in.list())
	other := b.VJP(out, []*G.Node{g[0], nil}, []*G.Node{y})
	if b.Err() != nil {
		t.Fatal(b.Err())
	}
	for i := range first {
		if first[i] != again[i] {
			t.Errorf("derivative %d is built twice", i)
		}
	}
	if other[0] != g[0] {
		t.Error("an output that is a wrt is a leaf: its derivative is the cotangent")
	}
	if first[2] != nil || first[0] == nil {
		t.Error("structural zeros are wrong")
	}
	for _, n := range b.Graph().AllNodes() {
		if n.Deriv() != nil {
			t.Fatal("a node carries a mark")
		}
	}
	checkDifferences(t, out, g, first, in.list(), v)
}

// TestWrtAreLeaves: the nodes that VJP differentiates with respect to are leaves: what lies below one of these nodes does
// not count for another.
func TestWrtAreLeaves(t *testing.T) {
	b, in, v, rng := newOperands(3, true)
	h := b.Tanh(in.x)
	y := b.Mul(h, in.x)
	out := []*G.Node{y}
	g := leavesLike(b, rng, "g", out, v)
	grads := b.VJP(out, g, []*G.Node{h, in.x})
	near(t, "x beside tanh x", evaluate(t, grads[1], v), evaluate(t, b.Mul(g[0], h), v), 1e-15)
	near(t, "tanh x", evaluate(t, grads[0], v), evaluate(t, b.Mul(g[0], in.x), v), 1e-15)
}

// TestOuterProducts: the outer product of a vector of rows with fixed numbers is per row, runs without Gorgonia, and has
// tangents beside other matrices of the batch.
func TestOuterProducts(t *testing.T) {
	b := graph.NewBuilder[float64](3)
	x, w := b.Input("x", 2), b.Shared("w", 1, 4)
	rng := rand.New(rand.NewPCG(6, 1))
	v := values{x: random(rng, x, true), w: random(rng, w, true)}
	outer, err := G.OuterProd(G.Must(G.Sum(x, 1)), G.Must(G.Ravel(w)))
	must(t, err)
	y := G.Must(G.Concat(1, x, outer))
	if op, _, _ := graph.Normalize(outer); op == nil || !b.IsPerRow(outer) {
		t.Errorf("the outer product is %v, per row: %t; want a product of rows of the batch", op, b.IsPerRow(outer))
	}
	checkOrders(t, b, rng, []*G.Node{y}, []*G.Node{x, w}, v)
}
