// Gorgonia's own operations by our rules: values, derivatives, refusals.

package graph_test

import (
	"errors"
	"fmt"
	"hash"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/chewxy/hm"
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/graph/internal/kernel/scalar"
	"github.com/gorgoflow/gorgoflow/graph/internal/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// stockCase is an expression in Gorgonia's own functions of x and y (3×2) and w (2×2).
type stockCase struct {
	name  string
	build func(x, y, w *G.Node) (*G.Node, error)
}

func unaryCase(name string, f func(*G.Node) (*G.Node, error)) stockCase {
	return stockCase{name, func(x, y, w *G.Node) (*G.Node, error) {
		product, err := G.HadamardProd(x, y)
		if err != nil {
			return nil, err
		}
		return f(product)
	}}
}

func stockCases() []stockCase {
	two := G.NewConstant(2.0)
	power := func(p float64) stockCase {
		return unaryCase(fmt.Sprintf("x^%v", p), func(x *G.Node) (*G.Node, error) { return G.Pow(x, G.NewConstant(p)) })
	}
	return []stockCase{
		power(0.5), power(-0.5), power(1), power(2), power(3), power(4), power(7), power(8), power(-1), power(-3), power(0), power(1.5), power(9),
		power(-2.5), power(0.3), power(-1.7),
		unaryCase("tanh", G.Tanh), unaryCase("sigmoid", G.Sigmoid), unaryCase("softplus", G.Softplus),
		unaryCase("exp", G.Exp), unaryCase("log", G.Log), unaryCase("log2", G.Log2), unaryCase("sqrt", G.Sqrt),
		unaryCase("inverse", G.Inverse), unaryCase("inverse sqrt", G.InverseSqrt), unaryCase("cube", G.Cube),
		unaryCase("square", G.Square), unaryCase("sin", G.Sin), unaryCase("cos", G.Cos), unaryCase("neg", G.Neg),
		unaryCase("abs", G.Abs), unaryCase("log1p", G.Log1p), unaryCase("expm1", G.Expm1),
		unaryCase("2-x", func(x *G.Node) (*G.Node, error) { return G.Sub(two, x) }),
		unaryCase("x-2", func(x *G.Node) (*G.Node, error) { return G.Sub(x, two) }),
		unaryCase("x+2", func(x *G.Node) (*G.Node, error) { return G.Add(x, two) }),
		unaryCase("x·2", func(x *G.Node) (*G.Node, error) { return G.Mul(x, two) }),
		unaryCase("2/x", func(x *G.Node) (*G.Node, error) { return G.HadamardDiv(two, x) }),
		unaryCase("x/2", func(x *G.Node) (*G.Node, error) { return G.HadamardDiv(x, two) }),
		unaryCase("transpose", func(x *G.Node) (*G.Node, error) { return G.Transpose(x) }),
		unaryCase("concat", func(x *G.Node) (*G.Node, error) { return G.Concat(1, x, x) }),
		unaryCase("times its sum", func(x *G.Node) (*G.Node, error) { return G.HadamardProd(x, G.Must(G.Sum(x))) }),
		unaryCase("rows", func(x *G.Node) (*G.Node, error) {
			return G.Slice(G.Must(G.Concat(0, x, G.Must(G.Square(x)))), G.S(1, 4))
		}),
		unaryCase("maxima of columns", func(x *G.Node) (*G.Node, error) { return G.Reshape(G.Must(G.Max(x, 1)), tensor.Shape{3, 1}) }),
		unaryCase("every other column", func(x *G.Node) (*G.Node, error) {
			return G.Slice(G.Must(G.Concat(1, x, G.Must(G.Square(x)))), nil, G.S(0, 4, 2))
		}),
		{"number/x", func(x, _, w *G.Node) (*G.Node, error) { return G.HadamardDiv(G.Must(G.Sqrt(G.Must(G.Mean(w)))), x) }},
		{"x·element", func(x, _, w *G.Node) (*G.Node, error) { return G.Mul(x, G.Must(G.Slice(w, G.S(1), G.S(0)))) }},
		{"weights/number", func(x, _, w *G.Node) (*G.Node, error) {
			return G.Mul(x, G.Must(G.HadamardDiv(w, G.Must(G.Sum(G.Must(G.Square(w)))))))
		}},
		{"add", func(x, y, _ *G.Node) (*G.Node, error) { return G.Add(x, y) }},
		{"div", func(x, y, _ *G.Node) (*G.Node, error) { return G.HadamardDiv(x, y) }},
		{"mul", func(x, _, w *G.Node) (*G.Node, error) { return G.Mul(x, w) }},
		{"tensordot", func(x, _, w *G.Node) (*G.Node, error) { return G.Tensordot([]int{1}, []int{0}, x, w) }},
		{"tensordot of the transposed", func(x, _, w *G.Node) (*G.Node, error) {
			v, err := G.Tensordot([]int{0}, []int{1}, w, w)
			if err != nil {
				return nil, err
			}
			return G.Tensordot([]int{1}, []int{1}, x, v)
		}},
		{"product with a vector", func(x, _, w *G.Node) (*G.Node, error) {
			v, err := G.Mul(w, G.Must(G.Slice(w, G.S(1))))
			if err == nil {
				v, err = G.Mul(x, v)
			}
			if err != nil {
				return nil, err
			}
			return G.BroadcastHadamardProd(x, v, nil, []byte{1})
		}},
		{"broadcast", func(x, _, w *G.Node) (*G.Node, error) {
			row, err := G.Slice(w, G.S(0, 1))
			if err != nil {
				return nil, err
			}
			if row, err = G.Reshape(row, tensor.Shape{1, 2}); err != nil {
				return nil, err
			}
			return G.BroadcastAdd(x, row, nil, []byte{0})
		}},
	}
}

// TestStockFunctions: graphs in Gorgonia's own functions have the right derivatives of first and second order, and the
// tangents that belong to them. Gorgonia's own differentiation is wrong for several of these functions.
func TestStockFunctions(t *testing.T) {
	for _, c := range stockCases() {
		t.Run(c.name, func(t *testing.T) {
			rng := rand.New(rand.NewPCG(2, 1))
			b := graph.NewBuilder[float64](3)
			wrt := []*G.Node{b.Input("x", 2), b.Input("y", 2), b.Shared("w", 2, 2)}
			v := values{}
			for _, n := range wrt {
				v[n] = random(rng, n, false)
			}
			y, err := c.build(wrt[0], wrt[1], wrt[2])
			if err != nil {
				t.Fatal(err)
			}
			checkOrders(t, b, rng, []*G.Node{y}, wrt, v)
		})
	}
}

// checkOrders checks derivatives of first and second order by differences, and tangents by the first ones.
func checkOrders(t *testing.T, b *graph.Builder, rng *rand.Rand, out, wrt []*G.Node, v values) {
	t.Helper()
	g := leavesLike(b, rng, "g", out, v)
	first := b.VJP(out, g, wrt)
	must(t, b.Err())
	checkDifferences(t, out, g, first, wrt, v)
	checkSecond(t, b, rng, first, wrt, v)
	tangents := leavesLike(b, rng, "v", wrt, v)
	pushed := b.JVP(out, wrt, tangents)
	must(t, b.Err())
	near(t, "tangent", []float64{pairing(t, pushed, g, v)}, []float64{pairing(t, first, tangents, v)}, 1e-13)
}

// TestNormalizedStockFunctionsHaveTheSameValue: every function of stockCases has a counterpart of ours with the same value,
// but for the functions that are listed as foreign.
func TestNormalizedStockFunctionsHaveTheSameValue(t *testing.T) {
	foreign := map[string]bool{"rows": true, "every other column": true}
	for _, c := range stockCases() {
		b := graph.NewBuilder[float64](3)
		x, y, w := b.Input("x", 2), b.Input("y", 2), b.Shared("w", 2, 2)
		rng := rand.New(rand.NewPCG(3, 1))
		v := values{x: random(rng, x, false), y: random(rng, y, false), w: random(rng, w, false)}
		n, err := c.build(x, y, w)
		if err != nil {
			t.Fatal(err)
		}
		op, children, ok := graph.Normalize(n)
		if ok == foreign[c.name] {
			t.Fatalf("%s: normalized is %t, want %t", c.name, ok, !ok)
		}
		if !ok {
			continue
		}
		ours, err := graph.Apply(op, children...)
		if err != nil {
			t.Fatal(err)
		}
		near(t, c.name, evaluate(t, ours, v), evaluate(t, n, v), 1e-14)
	}
}

// TestSoftplusIsSmoothBeyondSixteen: Gorgonia's Softplus jumps at 16. The counterpart is right to the last digit on both
// sides.
func TestSoftplusIsSmoothBeyondSixteen(t *testing.T) {
	b := graph.NewBuilder[float64](4)
	x := b.Input("x", 1)
	stock, err := G.Softplus(x)
	if err != nil {
		t.Fatal(err)
	}
	op, children, _ := graph.Normalize(stock)
	y := b.Apply(op, children...)
	points := []float64{-800, 15.9, 16.1, 800}
	want := make([]float64, len(points))
	for i, p := range points {
		want[i] = math.Max(p, 0) + math.Log1p(math.Exp(-math.Abs(p)))
	}
	near(t, "softplus", evaluate(t, y, values{x: points}), want, 0)
}

// opaque is a user's operation without a derivative.
type opaque struct{}

func (opaque) Arity() int           { return 1 }
func (opaque) ReturnsPtr() bool     { return false }
func (opaque) CallsExtern() bool    { return false }
func (opaque) OverwritesInput() int { return -1 }
func (opaque) Type() hm.Type        { return graph.Operation{Kind: ops.SumCols{}}.Type() }
func (opaque) InferShape(x ...G.DimSizer) (tensor.Shape, error) {
	return x[0].(tensor.Shape).Clone(), nil
}
func (opaque) Do(x ...G.Value) (G.Value, error) {
	return graph.Operation{Kind: ops.Unary{Func: scalar.Sin}}.Do(x...)
}
func (opaque) WriteHash(h hash.Hash) { fmt.Fprint(h, "opaque") }
func (opaque) Hashcode() uint32      { return 77 }
func (opaque) String() string        { return "opaque sine" }

// smooth is a user's operation with a derivative, which may panic.
type smooth struct {
	opaque
	panics bool
}

func (smooth) Hashcode() uint32     { return 78 }
func (smooth) DiffWRT(n int) []bool { return []bool{true} }
func (smooth) String() string       { return "user sine" }
func (s smooth) SymDiff(x G.Nodes, _, g *G.Node) (G.Nodes, error) {
	if s.panics {
		panic("oh")
	}
	cos, err := G.Cos(x[0])
	if err != nil {
		return nil, err
	}
	product, err := G.HadamardProd(g, cos)
	return G.Nodes{product}, err
}

func TestDerivativesOfForeignOps(t *testing.T) {
	rng := rand.New(rand.NewPCG(4, 1))
	b := graph.NewBuilder[float64](3)
	x := b.Input("x", 2)
	v := values{x: random(rng, x, true)}
	out := []*G.Node{b.Tanh(b.Apply(smooth{}, x))}
	g := leavesLike(b, rng, "g", out, v)
	wrt := []*G.Node{x}
	first := b.VJP(out, g, wrt)
	h := leavesLike(b, rng, "h", first, v)
	second := b.VJP(first, h, wrt)
	tangent := b.JVP(out, wrt, h)
	if b.Err() != nil {
		t.Fatal(b.Err())
	}
	checkDifferences(t, out, g, first, wrt, v)
	checkDifferences(t, first, h, second, wrt, v)
	near(t, "tangent", []float64{pairing(t, tangent, g, v)}, []float64{pairing(t, first, h, v)}, 1e-13)
}

func TestOpsWithoutDerivative(t *testing.T) {
	for name, build := range map[string]func(b *graph.Builder, x *G.Node) *G.Node{
		"user's op": func(b *graph.Builder, x *G.Node) *G.Node { return b.Apply(opaque{}, x) },
		"stock op": func(b *graph.Builder, x *G.Node) *G.Node {
			n, err := G.Sign(x)
			b.Fail(err)
			return n
		},
	} {
		b := graph.NewBuilder[float64](3)
		x := b.Input("x", 2)
		y := build(b, x)
		for _, derive := range []func() ([]*G.Node, error){
			func() ([]*G.Node, error) { return graph.VJP([]*G.Node{y}, []*G.Node{x}, []*G.Node{x}) },
			func() ([]*G.Node, error) { return graph.JVP([]*G.Node{y}, []*G.Node{x}, []*G.Node{x}) },
		} {
			_, err := derive()
			var refused *graph.NotDifferentiableError
			if !errors.As(err, &refused) || refused.Op != y.Op().String() {
				t.Errorf("%s: error %v, want a NotDifferentiableError of %v", name, err, y.Op())
			}
		}
		if grads, err := graph.VJP([]*G.Node{y}, []*G.Node{x}, []*G.Node{b.Input("unrelated", 2)}); err != nil || grads[0] != nil {
			t.Errorf("%s, for an input that it does not depend on: %v, error %v; want a nil node", name, grads, err)
		}
	}
}

// crooked claims a derivative that is not linear in the cotangent, from which no JVP can be made.
type crooked struct{ smooth }

func (crooked) Hashcode() uint32 { return 79 }
func (crooked) SymDiff(_ G.Nodes, _, g *G.Node) (G.Nodes, error) {
	square, err := G.Square(g)
	return G.Nodes{square}, err
}

func TestTangentOfNonlinearDerivativeIsRefused(t *testing.T) {
	b := graph.NewBuilder[float64](3)
	x := b.Input("x", 2)
	_, err := graph.JVP([]*G.Node{b.Apply(crooked{}, x)}, []*G.Node{x}, []*G.Node{x})
	var refused *graph.NotDifferentiableError
	if !errors.As(err, &refused) {
		t.Errorf("error %v, want a NotDifferentiableError", err)
	}
}

func TestPanicOfForeignOpIsAnError(t *testing.T) {
	b := graph.NewBuilder[float64](3)
	x := b.Input("x", 2)
	_, err := graph.VJP([]*G.Node{b.Apply(smooth{panics: true}, x)}, []*G.Node{x}, []*G.Node{x})
	var panicked *graph.PanicError
	if !errors.As(err, &panicked) || panicked.Value != "oh" {
		t.Errorf("error %v, want a PanicError of \"oh\"", err)
	}
}

// TestSoftmaxOfLargeNumbers: softmax and its logarithm are right where exponentials of the numbers overflow or vanish.
func TestSoftmaxOfLargeNumbers(t *testing.T) {
	b := graph.NewBuilder[float64](2)
	x := b.Input("x", 5)
	v := values{x: {1000, 0, -1000, 999, 1, -800, -801, -900, -1000, -2000}}
	e := math.Exp(-1)
	for log, want := range map[bool][]float64{
		false: {1 / (1 + e), 0, 0, e / (1 + e), 0, 1 / (1 + e), e / (1 + e), 0, 0, 0},
		true: {-math.Log1p(e), -1000 - math.Log1p(e), -2000 - math.Log1p(e), -1 - math.Log1p(e), -999 - math.Log1p(e),
			-math.Log1p(e), -1 - math.Log1p(e), -100 - math.Log1p(e), -200 - math.Log1p(e), -1200 - math.Log1p(e)},
	} {
		n, err := G.SoftMax(x)
		if log {
			n, err = G.LogSoftMax(x, 1) // without an axis, as above, Gorgonia would take it for the node of SoftMax
		}
		must(t, err)
		op, children, ok := graph.Normalize(n)
		if !ok {
			t.Fatal("softmax is not known")
		}
		near(t, "softmax", evaluate(t, b.Apply(op, children...), v), want, 1e-15)
	}
}

// TestSoftmaxOfMaskedNumbers: softmax is 0 where a number is -∞ or a large mask, and so is its derivative: as compiled,
// for one row and for several, in either dtype, with copies of the batch and for fixed rows.
func TestSoftmaxOfMaskedNumbers(t *testing.T) {
	t.Run("float64", testMaskedSoftmax[float64])
	t.Run("float32", testMaskedSoftmax[float32])
}

func testMaskedSoftmax[T graph.Float](t *testing.T) {
	p, q := 1/(1+math.Exp(-1)), 1/(1+math.E)
	for _, rows := range []int{1, 5} {
		for _, perRow := range []bool{true, false} {
			for _, mask := range []float64{math.Inf(-1), -1e30} {
				b := graph.NewBuilder[T](rows)
				x := b.Shared("x", rows, 3)
				graph.SetPerRow(b, x, perRow)
				y, err := G.SoftMax(x)
				must(t, err)
				outs := append([]*G.Node{y}, b.VJP([]*G.Node{y}, []*G.Node{y}, []*G.Node{x})...)
				if perRow {
					outs = append(outs, b.FoldRows(b.JVP([]*G.Node{y}, []*G.Node{x}, []*G.Node{b.TileRows(y, 2)})[0], 2))
				}
				must(t, b.Err())
				program, err := graph.Compile[T]([]*G.Node{x}, outs, &graph.CompileSettings{Builder: b})
				must(t, err)
				for i := range 3 * rows {
					at := i
					if perRow {
						at = i%3*program.Stride() + i/3
					}
					program.Input(0)[at] = T([]float64{200, mask, 199}[i%3])
				}
				must(t, program.Run(rows))
				slope := p * q * (p - q)
				for i, want := range [][]float64{{p, 0, q}, {slope, 0, -slope}, {2 * slope, 0, -2 * slope}}[:len(outs)] {
					got := stored(program, i, ops.Dims{Rows: rows, Cols: 3})
					near(t, "masked", got.Data, slices.Repeat(want, rows), 1e-6)
				}
			}
		}
	}
}

// TestMaximaOfColumns: the largest element of a row of a batch is computed for each row alone, and is no number where one of
// them is none. Gorgonia's own maximum leaves out some of those that are no numbers.
func TestMaximaOfColumns(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	x := []float64{1, nan, 2, nan, 1, 2, 1, 2, nan, 1, -inf, 1, -inf, -inf, -inf, -3, -1, -2}
	b := graph.NewBuilder[float64](6)
	n := b.Input("x", 3)
	largest := G.Must(G.Max(n, 1))
	y, err := G.BroadcastSub(n, largest, nil, []byte{1})
	must(t, err)
	outs := []*G.Node{G.Must(G.Reshape(largest, tensor.Shape{6, 1})), y}
	p, err := graph.Compile[float64]([]*G.Node{n}, outs, &graph.CompileSettings{Builder: b})
	must(t, err)
	for i, v := range x {
		p.Input(0)[i%3*p.Stride()+i/3] = v
	}
	must(t, p.Run(6))
	if !b.IsPerRow(outs[0]) || p.Static() {
		t.Error("the maxima are not known to be rows of the batch")
	}
	if got, want := p.Output(0)[3:6], []float64{1, -inf, -1}; !slices.Equal(got, want) {
		t.Errorf("maxima %v, want %v", got, want)
	}
	near(t, "last row", []float64{p.Output(1)[5], p.Output(1)[p.Stride()+5]}, []float64{-2, 0}, 0)
	for r, v := range p.Output(0)[:3] {
		if !math.IsNaN(v) {
			t.Errorf("row %d: the maximum is %v, want no number", r, v)
		}
	}
}

// TestRectifiersHaveFirstDerivatives: what Gorgonia makes of comparisons has its value and its slope on both sides of a
// kink, and at the kink too; a second derivative is refused.
func TestRectifiersHaveFirstDerivatives(t *testing.T) {
	x := []float64{-1.5, 0, 2}
	for name, c := range map[string]struct {
		f            func(x *G.Node) (*G.Node, error)
		value, slope []float64
	}{
		"rectify": {G.Rectify, []float64{0, 0, 2}, []float64{0, 1, 1}},
		"leaky":   {func(x *G.Node) (*G.Node, error) { return G.LeakyRelu(x, 0.5) }, []float64{-0.75, 0, 2}, []float64{0.5, 1, 1}},
		"0 > x":   {func(x *G.Node) (*G.Node, error) { return G.HadamardProd(x, G.Must(G.Gt(G.NewConstant(0.), x, true))) }, []float64{-1.5, 0, 0}, []float64{1, 0, 0}},
		"larger": {func(x *G.Node) (*G.Node, error) {
			return G.MaxBetween(G.Must(G.Neg(x)), G.Must(G.Sub(x, G.NewConstant(1.0))))
		}, []float64{1.5, 0, 1}, []float64{-1, -1, 1}},
		"largest": {func(x *G.Node) (*G.Node, error) {
			return G.Reshape(G.Must(G.Max(G.Must(G.Concat(1, x, G.Must(G.Square(x)))), 1)), tensor.Shape{3, 1})
		}, []float64{2.25, 0, 4}, []float64{-3, 0.5, 4}},
		"x ≤ x²": {func(x *G.Node) (*G.Node, error) {
			return G.HadamardProd(x, G.Must(G.Lte(x, G.Must(G.Square(x)), true)))
		}, x, []float64{1, 1, 1}},
	} {
		b := graph.NewBuilder[float64](3)
		n := b.Input("x", 1)
		y, err := c.f(n)
		must(t, err)
		slope := b.VJP([]*G.Node{y}, []*G.Node{b.Shift(b.Scale(n, 0), 1)}, []*G.Node{n})
		must(t, b.Err())
		program, err := graph.Compile[float64]([]*G.Node{n}, []*G.Node{y, slope[0]}, &graph.CompileSettings{Builder: b})
		must(t, err)
		copy(program.Input(0), x)
		must(t, program.Run(3))
		near(t, name, program.Output(0)[:3], c.value, 0)
		near(t, name+", slope", program.Output(1)[:3], c.slope, 0)
		var refused *graph.NotDifferentiableError
		if err := b.CheckDerivatives(y, []*G.Node{n}, nil); !errors.As(err, &refused) {
			t.Errorf("%s, twice: %v, want a NotDifferentiableError", name, err)
		}
		must(t, b.CheckDerivatives(y, nil, []*G.Node{n}))
	}
}

// TestWeightsAsTallAsTheBatch: weights that are divided by the sums of their columns are fixed, though Gorgonia repeats
// the sums as many times as the batch has rows. Their product with the batch is per row, and it has the right
// derivative.
func TestWeightsAsTallAsTheBatch(t *testing.T) {
	b := graph.NewBuilder[float64](3)
	x, w := b.Input("x", 3), b.Shared("w", 3, 2)
	rng := rand.New(rand.NewPCG(5, 1))
	v := values{x: random(rng, x, true), w: random(rng, w, false)}
	normed, err := G.BroadcastHadamardDiv(w, G.Must(G.Sum(w, 0)), nil, []byte{0})
	must(t, err)
	y, err := G.Mul(x, normed)
	must(t, err)
	if b.IsPerRow(normed) || !b.IsPerRow(y) {
		t.Fatalf("the weights are per row: %t, the product: %t, want the product alone", b.IsPerRow(normed), b.IsPerRow(y))
	}
	out := []*G.Node{y}
	g := leavesLike(b, rng, "g", out, v)
	grads := b.VJP(out, g, []*G.Node{w})
	must(t, b.Err())
	checkDifferences(t, out, g, grads, []*G.Node{w}, v)
	p, err := graph.Compile[float64]([]*G.Node{x, w, g[0]}, grads, &graph.CompileSettings{Builder: b, Accumulate: grads})
	must(t, err)
	for i, n := range []*G.Node{x, w, g[0]} {
		copy(p.Input(i), v[n])
		for k := range v[n] {
			if cols := n.Shape()[1]; b.IsPerRow(n) {
				p.Input(i)[k%cols*p.Stride()+k/cols] = v[n][k]
			}
		}
	}
	must(t, p.Run(3))
	must(t, p.Finish())
	near(t, "compiled", p.Output(0)[:6], evaluate(t, grads[0], v), 1e-14)
}

// TestRefusedOperations: an operation of which a program would compute wrong numbers is an error. A comparison gives truth
// values, which are no numbers. The derivative of a random operation sees other random numbers than its value.
func TestRefusedOperations(t *testing.T) {
	for name, build := range map[string]func(b *graph.Builder, x *G.Node) (*G.Node, error){
		"truth values": func(_ *graph.Builder, x *G.Node) (*G.Node, error) { return G.Gt(x, x, false) },
		"dropout":      func(_ *graph.Builder, x *G.Node) (*G.Node, error) { return G.Dropout(x, 0.5) },
		"noise": func(b *graph.Builder, x *G.Node) (*G.Node, error) {
			return G.Add(x, G.GaussianRandomNode(b.Graph(), b.Dtype(), 0, 1, 3, 2))
		},
	} {
		b := graph.NewBuilder[float64](3)
		x := b.Input("x", 2)
		y, err := build(b, x)
		must(t, err)
		_, err = graph.Compile[float64]([]*G.Node{x}, []*G.Node{y}, &graph.CompileSettings{Builder: b})
		var dtype *graph.DtypeError
		var random *graph.NotDifferentiableError
		if !errors.As(err, &dtype) && name == "truth values" || !errors.As(err, &random) && name != "truth values" {
			t.Errorf("%s: error %v, want a DtypeError of truth values and a NotDifferentiableError of chance", name, err)
		}
	}
}
