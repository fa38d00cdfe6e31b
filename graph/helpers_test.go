// Helpers: values of nodes by the plain reference, and derivatives by differences of these values.

package graph_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/graph/internal/ops"
	"github.com/gorgoflow/gorgoflow/graph/internal/reference"
	G "gorgonia.org/gorgonia"
)

// values binds leaves to numbers.
type values map[*G.Node][]float64

// evaluate is the reference evaluation of one node.
func evaluate(t *testing.T, n *G.Node, v values) []float64 {
	t.Helper()
	return evaluateAll(t, []*G.Node{n}, v)[0]
}

// evaluateAll is the reference evaluation of nodes.
func evaluateAll(t *testing.T, nodes []*G.Node, v values) [][]float64 {
	t.Helper()
	out, err := reference.Evaluate(nodes, v)
	must(t, err)
	return out
}

// random draws values for a node in [0.3, 1.5), with either sign if signed.
func random(rng *rand.Rand, n *G.Node, signed bool) []float64 {
	out := make([]float64, n.Shape().TotalSize())
	for i := range out {
		out[i] = 0.3 + 1.2*rng.Float64()
		if signed && rng.IntN(2) == 0 {
			out[i] = -out[i]
		}
	}
	return out
}

func dot(x, y []float64) float64 {
	sum := 0.0
	for i := range x {
		sum += x[i] * y[i]
	}
	return sum
}

// pairing is Σᵢ <nodes[i], weights[i]>, nil nodes being zero.
func pairing(t *testing.T, nodes, weights []*G.Node, v values) float64 {
	t.Helper()
	sum := 0.0
	for i, n := range nodes {
		if n != nil {
			sum += dot(evaluate(t, n, v), evaluate(t, weights[i], v))
		}
	}
	return sum
}

// centralDifference is d f/d leaf, element by element.
func centralDifference(leaf *G.Node, v values, f func(values) float64) []float64 {
	out := make([]float64, len(v[leaf]))
	for i := range out {
		out[i] = centralElement(leaf, i, v, f)
	}
	return out
}

// centralElement is d f/d leaf[i].
func centralElement(leaf *G.Node, i int, v values, f func(values) float64) float64 {
	const h = 1e-5
	moved := values{}
	for n, x := range v {
		moved[n] = x
	}
	x := append([]float64(nil), v[leaf]...)
	moved[leaf] = x
	x[i] = v[leaf][i] + h
	above := f(moved)
	x[i] = v[leaf][i] - h
	return (above - f(moved)) / (2 * h)
}

// near compares with a relative tolerance, absolute below 1.
func near(t *testing.T, what string, got, want []float64, tolerance float64) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%s: %d values, want %d", what, len(got), len(want))
	}
	for i := range got {
		if !(math.Abs(got[i]-want[i]) <= tolerance*math.Max(1, math.Abs(want[i]))) {
			t.Fatalf("%s: element %d is %v, want %v", what, i, got[i], want[i])
		}
	}
}

// derivative is a node's value, or zeros of the leaf's size for a structural zero.
func derivative(t *testing.T, n, leaf *G.Node, v values) []float64 {
	t.Helper()
	if n == nil {
		return make([]float64, leaf.Shape().TotalSize())
	}
	if !n.Shape().Eq(leaf.Shape()) {
		t.Fatalf("derivative has shape %v, its leaf %v", n.Shape(), leaf.Shape())
	}
	return evaluate(t, n, v)
}

const tolerance = 1e-6 // of a central difference with step 1e-5 in float64

// checkSecond checks the derivative of a first derivative, whose nodes may be nil, by finite differences.
func checkSecond(t *testing.T, b *graph.Builder, rng *rand.Rand, first, wrt []*G.Node, v values) {
	t.Helper()
	some := slices.DeleteFunc(slices.Clone(first), func(n *G.Node) bool { return n == nil })
	h := leavesLike(b, rng, "h", some, v)
	second := b.VJP(some, h, wrt)
	must(t, b.Err())
	checkDifferences(t, some, h, second, wrt, v)
}

// checkDifferences checks the gradients of Σᵢ <outs[i], weights[i]> by finite differences.
func checkDifferences(t *testing.T, outs, weights, grads, wrt []*G.Node, v values) {
	t.Helper()
	for i, leaf := range wrt {
		want := centralDifference(leaf, v, func(v values) float64 { return pairing(t, outs, weights, v) })
		near(t, leaf.Name(), derivative(t, grads[i], leaf, v), want, tolerance)
	}
}

// leafLike adds an input of the shape and kind of n.
func leafLike(b *graph.Builder, name string, n *G.Node) *G.Node {
	leaf := b.Shared(name, n.Shape()[0], n.Shape()[1])
	if leaf != nil {
		graph.SetPerRow(b, leaf, b.IsPerRow(n))
	}
	return leaf
}

// leavesLike adds an input for each node and binds it.
func leavesLike(b *graph.Builder, rng *rand.Rand, name string, nodes []*G.Node, v values) []*G.Node {
	leaves := make([]*G.Node, len(nodes))
	for i, n := range nodes {
		leaves[i] = leafLike(b, fmt.Sprintf("%s%d", name, i), n)
		if leaves[i] != nil {
			v[leaves[i]] = random(rng, leaves[i], true)
		}
	}
	return leaves
}

// matrixLike is a matrix of a node's size.
func matrixLike(n *G.Node, data []float64) ops.Matrix {
	return ops.Matrix{Dims: ops.Dims{Rows: n.Shape()[0], Cols: n.Shape()[1]}, Data: data}
}
