package graph

import (
	"math"
	"testing"

	G "gorgonia.org/gorgonia"
)

// TestForeignOutputsAreLaidOutPerRow: an output that a stock operation computes is stored like
// any other per-row output, also where the rows do not fill a vector.
func TestForeignOutputsAreLaidOutPerRow(t *testing.T) {
	for _, rows := range []int{1, 4, 16, 37} {
		b := NewBuilder[float64](rows)
		x := b.Input("x", 3)
		p, err := Compile[float64]([]*G.Node{x}, []*G.Node{G.Must(G.Expm1(x))}, &CompileSettings{Builder: b})
		must(t, err)
		fill(p, 0, 6)
		must(t, p.Run(rows))
		if !p.OutputPerRow(0) {
			t.Fatalf("%d rows: the output is fixed", rows)
		}
		for c := range 3 {
			for r := range rows {
				got, want := p.Output(0)[c*p.Stride()+r], math.Expm1(p.Input(0)[c*p.Stride()+r])
				if math.Abs(got-want) > 1e-14 {
					t.Fatalf("%d rows: element (%d,%d) is %v, want %v", rows, r, c, got, want)
				}
			}
		}
	}
}
