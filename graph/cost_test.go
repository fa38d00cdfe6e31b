package graph

import (
	"testing"
)

// BenchmarkApply is the cost of a node: a new one, and one that is there already.
func BenchmarkApply(b *testing.B) {
	const nodes = 4000
	b.Run("new", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			w := NewBuilder[float64](64)
			x := w.Input("x", 8)
			for i := range nodes {
				x = w.Unary(Tanh, w.affine(x, 1, float64(i+1)))
			}
			if w.Err() != nil {
				b.Fatal(w.Err())
			}
		}
		b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/(2*nodes), "ns/node")
	})
	b.Run("known", func(b *testing.B) {
		b.ReportAllocs()
		w := NewBuilder[float64](64)
		x := w.Input("x", 8)
		for b.Loop() {
			w.Unary(Tanh, x)
		}
	})
}
