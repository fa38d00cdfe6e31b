// This file tests derivatives of Gorgonia's operations: right by differences, or refused.

package graph_test

import (
	"errors"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/gorgoflow/gorgoflow/graph"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// moreStockCases are further operations of Gorgonia's, some of them without a derivative. Each gives a matrix, a vector or
// a number.
func moreStockCases() []stockCase {
	two := G.NewConstant(2.0)
	list := []stockCase{
		unaryCase("softmax", func(x *G.Node) (*G.Node, error) { return G.SoftMax(x) }),
		unaryCase("log softmax", func(x *G.Node) (*G.Node, error) { return G.LogSoftMax(x, 1) }),
		unaryCase("softmax of rows", func(x *G.Node) (*G.Node, error) { return G.SoftMax(x, 0) }),
		unaryCase("log softmax of rows", func(x *G.Node) (*G.Node, error) { return G.LogSoftMax(x, 0) }),
		unaryCase("sparsemax", func(x *G.Node) (*G.Node, error) { return G.Sparsemax(x) }),
		unaryCase("column", func(x *G.Node) (*G.Node, error) { return G.Slice(x, nil, G.S(1)) }),
		unaryCase("columns", func(x *G.Node) (*G.Node, error) { return G.Slice(x, nil, G.S(0, 2)) }),
		unaryCase("row", func(x *G.Node) (*G.Node, error) { return G.Slice(x, G.S(1)) }),
		unaryCase("rows", func(x *G.Node) (*G.Node, error) { return G.Slice(x, G.S(0, 2)) }),
		unaryCase("sum of columns", func(x *G.Node) (*G.Node, error) { return G.Sum(x, 1) }),
		unaryCase("sum of rows", func(x *G.Node) (*G.Node, error) { return G.Sum(x, 0) }),
		unaryCase("sum", func(x *G.Node) (*G.Node, error) { return G.Sum(x) }),
		unaryCase("mean of columns", func(x *G.Node) (*G.Node, error) { return G.Mean(x, 1) }),
		unaryCase("maximum", func(x *G.Node) (*G.Node, error) { return G.Max(x, 1) }),
		unaryCase("norm", func(x *G.Node) (*G.Node, error) { return G.Norm(x, 1, 2) }),
		unaryCase("log sum exp", func(x *G.Node) (*G.Node, error) { return G.LogSumExp(x, 1) }),
		unaryCase("power", func(x *G.Node) (*G.Node, error) { return G.Pow(x, two) }),
		unaryCase("mish", G.Mish), unaryCase("sign", G.Sign), unaryCase("floor", G.Floor), unaryCase("ceil", G.Ceil),
		unaryCase("rectify", G.Rectify),
		unaryCase("leaky", func(x *G.Node) (*G.Node, error) { return G.LeakyRelu(x, 0.1) }),
		unaryCase("reshape", func(x *G.Node) (*G.Node, error) { return G.Reshape(x, tensor.Shape{2, 3}) }),
		unaryCase("ravel", G.Ravel),
		unaryCase("at", func(x *G.Node) (*G.Node, error) { return G.At(x, 1, 1) }),
		unaryCase("concat of rows", func(x *G.Node) (*G.Node, error) { return G.Concat(0, x, x) }),
		unaryCase("dropout", func(x *G.Node) (*G.Node, error) { return G.Dropout(x, 0.5) }),
	}
	for name, f := range map[string]func(x, y *G.Node) (*G.Node, error){
		"power of two": G.Pow, "minimum of two": G.MinBetween, "maximum of two": G.MaxBetween,
		"greater":        func(x, y *G.Node) (*G.Node, error) { return G.Gt(x, y, true) },
		"tensor product": func(x, y *G.Node) (*G.Node, error) { return G.Tensordot([]int{0}, []int{0}, x, y) },
		"product with a vector": func(x, y *G.Node) (*G.Node, error) {
			v, err := G.Slice(y, G.S(1))
			if err != nil {
				return nil, err
			}
			return G.Mul(x, v)
		},
		"broadcast of a column": func(x, y *G.Node) (*G.Node, error) {
			v, err := G.Slice(y, nil, G.S(1))
			if err != nil {
				return nil, err
			}
			return G.BroadcastHadamardDiv(x, v, nil, []byte{1})
		},
		"sums of columns": func(x, y *G.Node) (*G.Node, error) {
			v, err := G.Sum(y, 1)
			if err != nil {
				return nil, err
			}
			return G.BroadcastSub(x, v, nil, []byte{1})
		},
	} {
		list = append(list, stockCase{name, func(x, y, _ *G.Node) (*G.Node, error) { return f(x, y) }})
	}
	return list
}

// TestDerivativesAreRightOrRefused: first and second derivatives of Gorgonia's operations agree with differences of their
// values, or CheckDerivatives says that there are none.
func TestDerivativesAreRightOrRefused(t *testing.T) {
	for _, c := range append(stockCases(), moreStockCases()...) {
		t.Run(c.name, func(t *testing.T) {
			rng := rand.New(rand.NewPCG(2, 1))
			b := graph.NewBuilder[float64](3)
			wrt := []*G.Node{b.Input("x", 2), b.Input("y", 2), b.Shared("w", 2, 2)}
			v := values{}
			for _, n := range wrt {
				v[n] = random(rng, n, false)
			}
			var y *G.Node
			err := graph.Exclusive(b.Graph(), func() (err error) {
				if y, err = c.build(wrt[0], wrt[1], wrt[2]); err == nil && len(y.Shape()) == 1 {
					y, err = G.Reshape(y, tensor.Shape{y.Shape()[0], 1})
				}
				return err
			})
			if err != nil {
				t.Skip("Gorgonia:", err)
			}
			var refused *graph.NotDifferentiableError
			if err := b.CheckDerivatives(y, wrt, nil); err != nil {
				if !errors.As(err, &refused) {
					t.Fatalf("%+v", err)
				}
				t.Log(err)
				return
			}
			out := []*G.Node{y}
			if len(y.Shape()) == 0 {
				t.Skip("a number")
			}
			g := leavesLike(b, rng, "g", out, v)
			first := b.VJP(out, g, wrt)
			must(t, b.Err())
			checkDifferences(t, out, g, first, wrt, v)
			checkSecond(t, b, rng, first, wrt, v)
		})
	}
}

// TestAdviceForMaxima: a maximum that is subtracted before exponentials is refused with what has no kinks instead, and that
// is the logarithm of the sum of the exponentials, with its derivatives of first and second order.
func TestAdviceForMaxima(t *testing.T) {
	b := graph.NewBuilder[float64](3)
	x := b.Input("x", 4)
	rng := rand.New(rand.NewPCG(4, 1))
	v := values{x: random(rng, x, true)}
	sum := func(x *G.Node) *G.Node {
		return G.Must(G.Reshape(G.Must(G.Sum(G.Must(G.Exp(x)), 1)), tensor.Shape{3, 1}))
	}
	largest := G.Must(G.Max(x, 1))
	byHand := G.Must(G.BroadcastAdd(G.Must(G.Log(sum(G.Must(G.BroadcastSub(x, largest, nil, []byte{1}))))), largest, nil, []byte{1}))
	err := b.CheckDerivatives(byHand, []*G.Node{x}, nil)
	if err == nil || !strings.Contains(err.Error(), "z - LogSoftMax(z)") {
		t.Errorf("the error is %v, want the advice to take z - LogSoftMax(z)", err)
	}
	advised := G.Must(G.Sub(x, G.Must(G.LogSoftMax(x, 1))))
	must(t, b.CheckDerivatives(advised, []*G.Node{x}, nil))
	want := G.Must(G.Log(sum(x)))
	for c := range 4 {
		near(t, "column", evaluate(t, b.SliceCols(advised, c, c+1), v), evaluate(t, want, v), 1e-14)
	}
	out := []*G.Node{advised}
	first := b.VJP(out, leavesLike(b, rng, "g", out, v), []*G.Node{x})
	checkSecond(t, b, rng, first, []*G.Node{x}, v)
}
