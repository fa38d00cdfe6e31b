package graph

import (
	"testing"

	"github.com/gorgoflow/gorgoflow/graph/internal/exec"
	"github.com/gorgoflow/gorgoflow/graph/internal/kernel"
	G "gorgonia.org/gorgonia"
)

// TestPairsKeepTheirBits: a function that is computed along with its derivative gives the bits that it gives alone, in
// whatever order the two are asked for and however far apart.
func TestPairsKeepTheirBits(t *testing.T) {
	checkPairBits[float32](t)
	checkPairBits[float64](t)
}

func checkPairBits[T Float](t *testing.T) {
	t.Helper()
	for _, f := range [][2]kernel.UnaryFunc{{kernel.Softplus, kernel.Sigmoid}, {kernel.Sigmoid, kernel.Softplus}, {kernel.Sin, kernel.Cos}, {kernel.Cos, kernel.Sin}} {
		both := pairProgram[T](t, f[0], f[1])
		first, second := pairProgram[T](t, f[0]), pairProgram[T](t, f[1])
		if pairs := countPairs(both); pairs != 1 {
			t.Fatalf("%v and %v: %d kernels of pairs, want 1", f[0], f[1], pairs)
		}
		for _, n := range []int{40, 1, 17} {
			fill(both, 0, 3)
			copy(first.Input(0), both.Input(0))
			copy(second.Input(0), both.Input(0))
			for _, p := range []*Program[T]{both, first, second} {
				must(t, p.Run(n))
			}
			for c := range 5 {
				for r := range n {
					at := c*both.Stride() + r
					if both.Output(0)[at] != first.Output(0)[at] || both.Output(1)[at] != second.Output(0)[at] {
						t.Fatalf("%v and %v of %v: %v and %v together, %v and %v apart", f[0], f[1], both.Input(0)[at],
							both.Output(0)[at], both.Output(1)[at], first.Output(0)[at], second.Output(0)[at])
					}
				}
			}
		}
	}
}

// pairProgram squares functions of an argument that is computed too.
func pairProgram[T Float](t *testing.T, functions ...kernel.UnaryFunc) *Program[T] {
	t.Helper()
	b := NewBuilder[T](40)
	x := b.Input("x", 5)
	a := b.Scale(x, 3)
	var out []*G.Node
	for _, f := range functions {
		y := b.unary(f, a)
		out = append(out, b.Mul(y, b.Tanh(b.BroadcastCols(b.SumCols(y), 5))))
	}
	p, err := Compile[T]([]*G.Node{x}, out, &CompileSettings{Builder: b})
	must(t, err)
	return p
}

func countPairs[T Float](p *Program[T]) (n int) {
	for _, s := range p.bound.Run {
		for _, i := range s.Blocks[0] {
			if g, ok := i.(*exec.TiledGroup[T]); ok {
				for k := range g.Ops {
					if g.Ops[k].Pair != nil {
						n++
					}
				}
			}
		}
	}
	return n
}
