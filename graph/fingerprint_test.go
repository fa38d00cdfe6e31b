// Fingerprints tell expressions apart.

package graph_test

import (
	"testing"

	"github.com/gorgoflow/gorgoflow/graph"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// TestFingerprint: whatever changes what an expression computes changes its fingerprint. Other values of parameters do not
// change the fingerprint, nor does building the expression once more.
func TestFingerprint(t *testing.T) {
	params := graph.NewParams(tensor.Float64)
	w, err := params.Add("w", 2, 2)
	must(t, err)
	v, err := params.Add("v", 2, 2)
	must(t, err)
	build := func(f func(b *graph.Builder, x *G.Node) *G.Node) uint64 {
		b := graph.NewBuilder[float64](3)
		n := f(b, b.Input("x", 2))
		if err := b.Err(); err != nil {
			t.Fatal(err)
		}
		return b.Fingerprint(n)
	}
	expressions := map[string]func(b *graph.Builder, x *G.Node) *G.Node{
		"w":           func(b *graph.Builder, x *G.Node) *G.Node { return b.Tanh(b.MatMul(x, b.Param(w), false, false)) },
		"v":           func(b *graph.Builder, x *G.Node) *G.Node { return b.Tanh(b.MatMul(x, b.Param(v), false, false)) },
		"function":    func(b *graph.Builder, x *G.Node) *G.Node { return b.Softplus(b.MatMul(x, b.Param(w), false, false)) },
		"transposed":  func(b *graph.Builder, x *G.Node) *G.Node { return b.Tanh(b.MatMul(x, b.Param(w), false, true)) },
		"scale":       func(b *graph.Builder, x *G.Node) *G.Node { return b.Scale(x, 2) },
		"other scale": func(b *graph.Builder, x *G.Node) *G.Node { return b.Scale(x, 2+0x1p-51) },
		"shift":       func(b *graph.Builder, x *G.Node) *G.Node { return b.Shift(x, 2) },
		"constant":    func(b *graph.Builder, x *G.Node) *G.Node { return b.Mul(x, b.Const(1, 2, []float64{1, 2})) },
		"another":     func(b *graph.Builder, x *G.Node) *G.Node { return b.Mul(x, b.Const(1, 2, []float64{1, 3})) },
		"order":       func(b *graph.Builder, x *G.Node) *G.Node { return b.Sub(x, b.Tanh(x)) },
		"reversed":    func(b *graph.Builder, x *G.Node) *G.Node { return b.Sub(b.Tanh(x), x) },
		"stock":       func(b *graph.Builder, x *G.Node) *G.Node { return G.Must(G.Sin(x)) },
		"stock other": func(b *graph.Builder, x *G.Node) *G.Node { return G.Must(G.Cos(x)) },
		"number":      func(b *graph.Builder, x *G.Node) *G.Node { return G.Must(G.Mul(x, G.NewConstant(2.0))) },
		"next number": func(b *graph.Builder, x *G.Node) *G.Node { return G.Must(G.Mul(x, G.NewConstant(3.0))) },
	}
	found := map[uint64]string{}
	for name, f := range expressions {
		print := build(f)
		if other, taken := found[print]; taken {
			t.Errorf("%s and %s have one fingerprint", name, other)
		}
		found[print] = name
		if err := w.SetAll([]float64{float64(len(found)), 1, 2, 3}); err != nil {
			t.Fatal(err)
		}
		if again := build(f); again != print {
			t.Errorf("%s has two fingerprints", name)
		}
	}
}
