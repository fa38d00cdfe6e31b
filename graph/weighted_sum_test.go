// Sums over rows with weights.

package graph_test

import (
	"errors"
	"math/rand/v2"
	"testing"

	"github.com/gorgoflow/gorgoflow/graph"
	G "gorgonia.org/gorgonia"
)

// TestWeightedRowsAreWeightedCotangents: weighting the rows of what VJP sums over the batch is the
// VJP of weighted cotangents, in first and second order.
func TestWeightedRowsAreWeightedCotangents(t *testing.T) {
	compared := 0
	forEach(t, func(t *testing.T, b *graph.Builder, rng *rand.Rand, in operands, y *G.Node, v values) {
		if !b.IsPerRow(y) || y.Shape()[0] != b.Rows() {
			return
		}
		weight, fixed := b.Input("weight", 1), []*G.Node{in.w, in.row, in.s}
		v[weight] = random(rng, weight, true)
		outs := []*G.Node{y}
		g := leavesLike(b, rng, "g", outs, v)
		if first := b.VJP(outs, g, []*G.Node{in.x}); first[0] != nil {
			outs = append(outs, first[0])
			g = append(g, leavesLike(b, rng, "second", first, v)...)
		}
		weighted := make([]*G.Node, len(g))
		for i := range g {
			weighted[i] = b.Mul(g[i], weight)
		}
		want := b.VJP(outs, weighted, fixed)
		got, err := b.WeightRows(b.VJP(outs, g, fixed), weight)
		var nonlinear *graph.NotLinearError
		if errors.As(err, &nonlinear) && b.Err() == nil {
			return // a sum over the batch among the operands
		}
		if err != nil {
			t.Fatal(err)
		}
		for i, leaf := range fixed {
			near(t, leaf.Name(), derivative(t, got[i], leaf, v), derivative(t, want[i], leaf, v), 1e-12)
			if want[i] != nil {
				compared++
			}
		}
	})
	if compared < 50 {
		t.Errorf("only %d derivatives were compared", compared)
	}
}

// TestWeightedRowsShareTheCotangents: the weighted gradient of a network adds products over the batch and
// element-wise products with the weight to the graph, and nothing to the backward pass.
func TestWeightedRowsShareTheCotangents(t *testing.T) {
	b := graph.NewBuilder[float64](5)
	x, w1, w2 := b.Input("x", 3), b.Shared("w1", 3, 4), b.Shared("w2", 4, 2)
	bias, weight := b.Shared("bias", 1, 4), b.Input("weight", 1)
	y := b.MatMul(b.Tanh(b.Add(b.MatMul(x, w1, false, false), bias)), w2, false, false)
	grads := b.VJP([]*G.Node{y}, []*G.Node{b.Input("g", 2)}, []*G.Node{w1, w2, bias})
	before := len(b.Graph().AllNodes())
	if _, err := b.WeightRows(grads, weight); err != nil {
		t.Fatal(err)
	}
	// Three sums, and their operands times the weight, broadcast: x (also that of the bias) and g.
	if added := len(b.Graph().AllNodes()) - before; added > 10 {
		t.Errorf("%d nodes were added", added)
	}
}

// TestWeightedRowsRefuse what is not a sum over the batch, and leave the Builder usable.
func TestWeightedRowsRefuse(t *testing.T) {
	b := graph.NewBuilder[float64](5)
	x, weight, s := b.Input("x", 3), b.Input("weight", 1), b.Shared("s", 1, 3)
	sum := b.SumRows(x, 1)
	for name, n := range map[string]*G.Node{
		"per row":           x,
		"no sum":            b.Tanh(s),
		"not linear":        b.Tanh(sum),
		"sum and constant":  b.Add(sum, s),
		"product of sums":   b.Mul(sum, b.SumRows(b.Square(x), 1)),
		"rows see the rest": b.SumRows(b.Sub(x, sum), 1),
		"transposed":        b.Transpose(x),
	} {
		var want *graph.NotLinearError
		if _, err := b.WeightRows([]*G.Node{n}, weight); !errors.As(err, &want) {
			t.Errorf("%s: error %v, want a *NotLinearError", name, err)
		}
	}
	if b.Err() != nil {
		t.Errorf("the Builder failed: %v", b.Err())
	}
}
