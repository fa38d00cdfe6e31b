// This file tests functions that one kernel computes two at a time, and those that are in a graph twice.

package graph_test

import (
	"testing"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/graph/internal/exec"
	"github.com/gorgoflow/gorgoflow/graph/internal/ir"
	"github.com/gorgoflow/gorgoflow/graph/internal/kernel/scalar"
	"github.com/gorgoflow/gorgoflow/graph/internal/ops"
	G "gorgonia.org/gorgonia"
)

// TestPairsKeepTheirBits: a function that is computed along with its derivative gives the bits that it gives alone, in
// whatever order the two are asked for and however far apart.
func TestPairsKeepTheirBits(t *testing.T) {
	checkPairBits[float32](t)
	checkPairBits[float64](t)
}

func checkPairBits[T graph.Float](t *testing.T) {
	t.Helper()
	for _, f := range [][2]scalar.UnaryFunc{{scalar.Softplus, scalar.Sigmoid}, {scalar.Sigmoid, scalar.Softplus}, {scalar.Sin, scalar.Cos}, {scalar.Cos, scalar.Sin}} {
		both := pairProgram[T](t, f[0], f[1])
		first, second := pairProgram[T](t, f[0]), pairProgram[T](t, f[1])
		if pairs := countPairs(both); pairs != 1 {
			t.Fatalf("%v and %v: %d kernels of pairs, want 1", f[0], f[1], pairs)
		}
		for _, n := range []int{40, 1, 17} {
			fill(both, 0, 3)
			copy(first.Input(0), both.Input(0))
			copy(second.Input(0), both.Input(0))
			for _, p := range []*graph.Program[T]{both, first, second} {
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

// pairProgram compiles functions of an argument that is computed too, each times the tanh of its sum over columns.
func pairProgram[T graph.Float](t *testing.T, functions ...scalar.UnaryFunc) *graph.Program[T] {
	t.Helper()
	b := graph.NewBuilder[T](40)
	x := b.Input("x", 5)
	a := b.Scale(x, 3)
	var out []*G.Node
	for _, f := range functions {
		y := graph.Unary(b, f, a)
		out = append(out, b.Mul(y, b.Tanh(b.BroadcastCols(b.SumCols(y), 5))))
	}
	p, err := graph.Compile[T]([]*G.Node{x}, out, &graph.CompileSettings{Builder: b})
	must(t, err)
	return p
}

func countPairs[T graph.Float](p *graph.Program[T]) (n int) {
	for _, s := range p.Bound().Run {
		for _, i := range s.Blocks[0].Instructions {
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

// stockPairs are pairs of Gorgonia's functions, with the function of this package that is the first of the pair.
var stockPairs = []struct {
	first, second func(*G.Node) (*G.Node, error)
	own           scalar.UnaryFunc
}{{G.Sin, G.Cos, scalar.Sin}, {G.Softplus, G.Sigmoid, scalar.Softplus}}

// TestStockPairs: values and derivatives are right where the functions of a pair are in a graph both as Gorgonia's and as
// ours. The derivatives complete the pair once more.
func TestStockPairs(t *testing.T) {
	for _, without := range []string{"", "equal"} {
		for _, rows := range []int{1, 16, 40} {
			for _, f := range stockPairs {
				checkStockPair[float64](t, without, rows, f.first, f.second, f.own, 1e-13)
				checkStockPair[float32](t, without, rows, f.second, f.first, f.own, 1e-5)
			}
		}
	}
}

func checkStockPair[T graph.Float](t *testing.T, without string, rows int, f, g func(*G.Node) (*G.Node, error), own scalar.UnaryFunc, tolerance float64) {
	t.Helper()
	b := graph.NewBuilder[T](rows)
	x, u := b.Input("x", 2), b.Input("u", 2)
	h := b.Scale(b.Tanh(x), 2)
	first, err := f(h)
	must(t, err)
	second, err := g(h)
	must(t, err)
	y, err := G.Add(first, second)
	must(t, err)
	product := b.Mul(b.Cos(h), graph.Unary(b, own, h))
	pulled := b.VJP([]*G.Node{y, product}, []*G.Node{u, u}, []*G.Node{x})
	outputs := append(pulled, y, product, b.VJP(pulled, []*G.Node{u}, []*G.Node{x})[0])
	must(t, b.Err())
	p, err := graph.Compile[T]([]*G.Node{x, u}, outputs, graph.CompileSettings{Builder: b}.Without(map[string]bool{without: true}))
	must(t, err)
	v := values{}
	for i, n := range []*G.Node{x, u} {
		fill(p, i, uint64(i))
		v[n] = ops.NewMatrix(rows, 2).Fill(func(r, c int) float64 { return float64(p.Input(i)[c*p.Stride()+r]) }).Data
	}
	must(t, p.Run(rows))
	for i, n := range outputs {
		compareOutput(t, n.Name(), p, i, matrixLike(n, evaluate(t, n, v)), tolerance)
	}
}

// TestEqualValuesAreOne: a function that a graph has both as Gorgonia's and as ours is computed once, unless the pass that
// merges equal values is left out.
func TestEqualValuesAreOne(t *testing.T) {
	for want, without := range map[int]map[string]bool{1: nil, 2: {"equal": true}} {
		b := graph.NewBuilder[float64](3)
		x := b.Input("x", 2)
		stock, err := G.Tanh(x)
		must(t, err)
		sum := b.Add(b.Exp(stock), b.Sin(b.Tanh(x)))
		must(t, b.Err())
		p, err := graph.Compile[float64]([]*G.Node{x}, []*G.Node{sum}, graph.CompileSettings{Builder: b}.Without(without))
		must(t, err)
		got := 0
		for _, v := range p.Bound().Plan.Ir.Values {
			if v.Op == (ir.Unary{Func: scalar.Tanh}) {
				got++
			}
		}
		if got != want {
			t.Errorf("without %v: tanh is computed %d times, want %d", without, got, want)
		}
	}
}
