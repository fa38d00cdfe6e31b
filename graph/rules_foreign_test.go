// Derivatives of vectors and numbers, which stay Gorgonia's operations: what Gorgonia's own rules have wrong, or refuse.

package graph_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/gorgoflow/gorgoflow/graph"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// weightCase makes a matrix of weights x, 3×1.
type weightCase struct {
	name  string
	build func(x *G.Node) (*G.Node, error)
}

// flatly applies a function to x as a vector. The exponential keeps the vector from being taken for a column.
func flatly(f func(v *G.Node) (*G.Node, error)) func(x *G.Node) (*G.Node, error) {
	return func(x *G.Node) (*G.Node, error) {
		v, err := f(G.Must(G.Reshape(x, tensor.Shape{3})))
		if err == nil {
			v, err = G.Expm1(v)
		}
		if err != nil {
			return nil, err
		}
		return G.Reshape(v, tensor.Shape{3, 1})
	}
}

// weighed multiplies x by a function of the sum of its squares, as in the normalisation of weights.
func weighed(f func(s *G.Node) (*G.Node, error)) func(x *G.Node) (*G.Node, error) {
	return func(x *G.Node) (*G.Node, error) {
		s, err := f(G.Must(G.Sum(G.Must(G.Square(x)))))
		if err != nil {
			return nil, err
		}
		return G.HadamardProd(x, s)
	}
}

// shares is the sum of squares of a softmax over the rows of copies of x, times x.
func shares(x *G.Node, copies int) *G.Node {
	s := G.Must(G.SoftMax(G.Must(G.Concat(0, slices.Repeat([]*G.Node{x}, copies)...)), 0))
	return G.Must(G.HadamardProd(x, G.Must(G.Sum(G.Must(G.Square(s))))))
}

func weightCases() []weightCase {
	outer := func(f func(v *G.Node) (*G.Node, error)) func(x *G.Node) (*G.Node, error) {
		return func(x *G.Node) (*G.Node, error) {
			v := G.Must(G.Reshape(x, tensor.Shape{3}))
			w, err := f(v)
			if err != nil {
				return nil, err
			}
			return G.OuterProd(v, w)
		}
	}
	power := func(p float64) func(*G.Node) (*G.Node, error) {
		return func(u *G.Node) (*G.Node, error) { return G.Pow(u, G.NewConstant(p)) }
	}
	return []weightCase{
		{"x⊗x²", outer(G.Square)}, {"x⊗two", outer(func(v *G.Node) (*G.Node, error) { return G.Slice(v, G.S(0, 2)) })},
		{"log2", flatly(G.Log2)}, {"1/√x", flatly(G.InverseSqrt)}, {"log2 of a number", weighed(G.Log2)}, {"1/√ of a number", weighed(G.InverseSqrt)},
		{"x³", power(3)}, {"√ of a number", weighed(power(0.5))}, {"xˣ", func(x *G.Node) (*G.Node, error) { return G.Pow(x, x) }},
		{"2ˢ", weighed(func(s *G.Node) (*G.Node, error) { return G.Pow(G.NewConstant(2.0), s) })},
		{"softmax squared", func(x *G.Node) (*G.Node, error) { return power(2)(G.Must(G.SoftMax(G.Must(G.Transpose(x))))) }},
		{"softmax to the softmax", func(x *G.Node) (*G.Node, error) {
			s := G.Must(G.SoftMax(G.Must(G.Transpose(x))))
			return G.Pow(s, s)
		}},
		{"softmax of rows", func(x *G.Node) (*G.Node, error) { return G.SoftMax(G.Must(G.Concat(1, x, G.Must(G.Cube(x)))), 0) }},
		{"its logarithm", func(x *G.Node) (*G.Node, error) { return G.LogSoftMax(G.Must(G.Concat(1, x, G.Must(G.Cube(x)))), 0) }},
		{"softmaxes of many rows", func(x *G.Node) (*G.Node, error) { return G.Add(shares(x, 10), shares(x, 11)) }},
		{"softmax of a column", func(x *G.Node) (*G.Node, error) { return G.SoftMax(x) }},
		{"softmax of a vector", flatly(func(v *G.Node) (*G.Node, error) { return G.SoftMax(v) })},
		{"its logarithm", flatly(func(v *G.Node) (*G.Node, error) { return G.LogSoftMax(v) })},
		{"rows one under another", func(x *G.Node) (*G.Node, error) { return G.Concat(0, x, G.Must(G.Square(x))) }},
		{"sum of a vector", func(x *G.Node) (*G.Node, error) {
			return G.HadamardProd(x, G.Must(G.Sum(G.Must(G.Expm1(G.Must(G.Reshape(x, tensor.Shape{3})))))))
		}},
		{"column/vector", func(x *G.Node) (*G.Node, error) { return G.HadamardDiv(x, sines(x)) }},
		{"column^vector", func(x *G.Node) (*G.Node, error) { return G.Pow(x, sines(x)) }},
		{"row/vector", func(x *G.Node) (*G.Node, error) { return G.HadamardDiv(G.Must(G.Transpose(x)), sines(x)) }},
		{"vector/column", func(x *G.Node) (*G.Node, error) {
			return G.Reshape(G.Must(G.HadamardDiv(sines(x), x)), tensor.Shape{3, 1})
		}},
		{"vector/row", func(x *G.Node) (*G.Node, error) {
			return G.Reshape(G.Must(G.HadamardDiv(sines(x), G.Must(G.Transpose(x)))), tensor.Shape{3, 1})
		}},
		{"vector^column", func(x *G.Node) (*G.Node, error) {
			return G.Reshape(G.Must(G.Pow(sines(x), x)), tensor.Shape{3, 1})
		}},
		{"largest of copies", flatly(func(v *G.Node) (*G.Node, error) { return G.HadamardProd(v, G.Must(G.Max(copiesOf(v), 1))) })},
		{"largest of columns", flatly(func(v *G.Node) (*G.Node, error) { return G.HadamardProd(G.Must(G.Exp(G.Must(G.Max(copiesOf(v))))), v) })},
		{"largest of rows", func(x *G.Node) (*G.Node, error) {
			return G.Reshape(G.Must(G.Cube(G.Must(G.Max(G.Must(G.Transpose(copiesOf(x))), 0)))), tensor.Shape{3, 1})
		}},
		{"larger of two", flatly(func(v *G.Node) (*G.Node, error) { return G.Square(G.Must(G.MaxBetween(v, G.Must(G.Cube(v))))) })},
		{"masks", flatly(func(v *G.Node) (*G.Node, error) {
			unequal, equal := G.Must(G.Ne(v, G.NewConstant(0.5), true)), G.Must(G.Eq(v, v, true))
			return G.HadamardProd(G.Must(G.Square(v)), G.Must(G.Add(unequal, equal)))
		})},
		{"rectified vector", flatly(func(v *G.Node) (*G.Node, error) { return G.LeakyRelu(G.Must(G.Sub(v, G.NewConstant(0.9))), 0.1) })},
	}
}

// copiesOf has three numbers twice, each beside itself, and others that are not the largest.
func copiesOf(x *G.Node) *G.Node {
	x = G.Must(G.Reshape(x, tensor.Shape{3, 1}))
	return G.Must(G.Concat(1, x, x, G.Must(G.Sub(x, G.NewConstant(1.0)))))
}

// sines is a vector of the sines of three numbers.
func sines(x *G.Node) *G.Node { return G.Must(G.Sin(G.Must(G.Reshape(x, tensor.Shape{3})))) }

// TestVectorBesideRow: the only row of a batch beside a vector of its length, which Gorgonia takes for one shape, is a row.
func TestVectorBesideRow(t *testing.T) {
	b := graph.NewBuilder[float64](1)
	x := b.Input("x", 3)
	y, err := G.HadamardProd(x, G.Must(G.Exp(G.Must(G.Sum(x, 0)))))
	must(t, err)
	p, err := graph.Compile[float64]([]*G.Node{x}, []*G.Node{y}, &graph.CompileSettings{Builder: b})
	must(t, err)
	for i, v := range []float64{0.5, 1, -2} {
		p.Input(0)[i*p.Stride()] = v
	}
	must(t, p.Run(1))
	for i, v := range []float64{0.5, 1, -2} {
		near(t, "product", p.Output(0)[i*p.Stride():][:1], []float64{v * math.Exp(v)}, 1e-15)
	}
}

// TestVectorOfOneElement: a power of the one row of a batch by a vector of one element is computed, as that of several rows is.
func TestVectorOfOneElement(t *testing.T) {
	for _, rows := range []int{1, 2} {
		b := graph.NewBuilder[float64](rows)
		x := b.Input("x", 1)
		y, err := G.Pow(x, G.Must(G.Sum(x, 1)))
		must(t, err)
		p, err := graph.Compile[float64]([]*G.Node{x}, []*G.Node{y}, &graph.CompileSettings{Builder: b})
		must(t, err)
		for r := range rows {
			p.Input(0)[r] = 1.5
		}
		must(t, p.Run(rows))
		near(t, "power", p.Output(0)[:1], []float64{math.Pow(1.5, 1.5)}, 1e-15)
	}
}

// TestDerivativesOfVectorsAndNumbers: weights that are computed by way of vectors and numbers have the right derivatives of
// first and second order and the right tangents.
func TestDerivativesOfVectorsAndNumbers(t *testing.T) {
	for _, c := range weightCases() {
		t.Run(c.name, func(t *testing.T) { checkWeights(t, c.build) })
	}
}

func checkWeights(t *testing.T, build func(x *G.Node) (*G.Node, error)) {
	t.Helper()
	b := graph.NewBuilder[float64](5)
	x := b.Shared("x", 3, 1)
	y, err := build(x)
	must(t, err)
	wrt, g, h := []*G.Node{x}, b.Shared("g", y.Shape()[0], y.Shape()[1]), b.Shared("h", 3, 1)
	first := b.VJP([]*G.Node{y}, []*G.Node{g}, wrt)
	second := b.VJP(first, []*G.Node{h}, wrt)
	tangent := b.JVP([]*G.Node{y}, wrt, []*G.Node{h})
	must(t, b.Err())
	p, err := graph.Compile[float64]([]*G.Node{x, g, h}, []*G.Node{y, first[0], second[0], tangent[0]}, &graph.CompileSettings{Builder: b})
	must(t, err)
	rng := rand.New(rand.NewPCG(11, 1))
	v := values{}
	for i, n := range []*G.Node{x, g, h} {
		v[n] = random(rng, n, i > 0)
		copy(p.Input(i), v[n])
	}
	sum := func(output int, weights []float64) func(v values) float64 {
		return func(v values) float64 {
			copy(p.Input(0), v[x])
			must(t, p.Run(5))
			return dot(p.Output(output), weights)
		}
	}
	slope, curvature := centralDifference(x, v, sum(0, v[g])), centralDifference(x, v, sum(1, v[h]))
	pushed := sum(3, v[g])(v)
	near(t, "derivative", p.Output(1), slope, tolerance)
	near(t, "second derivative", p.Output(2), curvature, tolerance)
	near(t, "tangent", []float64{pushed}, []float64{dot(p.Output(1), v[h])}, 1e-12)
}

// TestPowersOfZero: derivatives of x⁰, x and x² of any order are finite at 0.
func TestPowersOfZero(t *testing.T) {
	for p, want := range [][]float64{{1, 0, 0, 0}, {0, 1, 0, 0}, {0, 0, 2, 0}} {
		b := graph.NewBuilder[float64](1)
		x := b.Input("x", 1)
		one := []*G.Node{b.BroadcastRows(b.Const(1, 1, []float64{1}), 1)}
		derivatives := []*G.Node{G.Must(G.Pow(x, G.NewConstant(float64(p))))}
		for derivatives[len(derivatives)-1] != nil && len(derivatives) < len(want) {
			derivatives = append(derivatives, b.VJP(derivatives[len(derivatives)-1:], one, []*G.Node{x})...)
		}
		must(t, b.Err())
		if last := len(derivatives) - 1; derivatives[last] == nil {
			derivatives = derivatives[:last]
		}
		program, err := graph.Compile[float64]([]*G.Node{x}, derivatives, &graph.CompileSettings{Builder: b})
		must(t, err)
		must(t, program.Run(1))
		for i := range derivatives {
			if got := program.Output(i)[0]; got != want[i] {
				t.Errorf("x^%d, derivative %d: %v, want %v", p, i, got, want[i])
			}
		}
	}
}

// TestExponentsOfZero: the derivative of a power by its exponent, uᵖ·ln u, is 0 where u is 0, and so are its derivatives.
func TestExponentsOfZero(t *testing.T) {
	flat := func(n *G.Node) *G.Node { return G.Must(G.Reshape(n, tensor.Shape{3})) }
	for name, power := range map[string]func(u, p *G.Node) *G.Node{
		"matrix": func(u, p *G.Node) *G.Node { return G.Must(G.Pow(u, p)) },
		"vector": func(u, p *G.Node) *G.Node {
			return G.Must(G.Reshape(G.Must(G.Pow(flat(u), flat(p))), tensor.Shape{3, 1}))
		},
	} {
		b := graph.NewBuilder[float64](2)
		u, p, one := b.Shared("u", 3, 1), b.Shared("p", 3, 1), []*G.Node{b.Const(3, 1, []float64{1, 1, 1})}
		must(t, b.CheckDerivatives(power(u, p), []*G.Node{u, p}, nil))
		first := b.VJP([]*G.Node{power(u, p)}, one, []*G.Node{p})
		second := b.VJP(first, one, []*G.Node{u, p})
		must(t, b.Err())
		program, err := graph.Compile[float64]([]*G.Node{u, p}, append(first, second...), &graph.CompileSettings{Builder: b})
		must(t, err)
		bases, exponents := []float64{0, 1.5, 0}, []float64{2.5, 3, 4}
		copy(program.Input(0), bases)
		copy(program.Input(1), exponents)
		must(t, program.Run(2))
		y, log := math.Pow(1.5, 3), math.Log(1.5)
		for i, want := range []float64{y * log, y / 1.5 * (3*log + 1), y * log * log} {
			near(t, name, program.Output(i), []float64{0, want, 0}, 1e-14)
		}
	}
}

// TestTangentsOfASingleRow: in a graph of one row, the tangent of a number is no row of the batch.
func TestTangentsOfASingleRow(t *testing.T) {
	b := graph.NewBuilder[float64](1)
	x, w := b.Input("x", 2), b.Shared("w", 1, 2)
	y := G.Must(G.HadamardDiv(x, G.Must(G.Sum(w))))
	tangent := b.JVP([]*G.Node{y}, []*G.Node{w}, []*G.Node{w})
	must(t, b.Err())
	p, err := graph.Compile[float64]([]*G.Node{x, w}, []*G.Node{tangent[0]}, &graph.CompileSettings{Builder: b})
	must(t, err)
	p.Input(0)[0], p.Input(1)[0], p.Input(1)[1] = 3, 1, 0.5
	must(t, p.Run(1))
	near(t, "tangent", p.Output(0)[:1], []float64{-2}, 1e-15)
}

// TestNodesOnTheWay: derivatives by vectors, numbers and reshaped matrices that are computed from others are those by their
// elements, and a program takes them as inputs.
func TestNodesOnTheWay(t *testing.T) {
	const rows = 4
	for name, build := range map[string]func(x *G.Node) (v, y *G.Node, err error){
		"column": func(x *G.Node) (v, y *G.Node, err error) {
			v = G.Must(G.Slice(x, nil, G.S(1)))
			y, err = G.BroadcastHadamardProd(x, v, nil, []byte{1})
			return v, y, err
		},
		"function of sums": func(x *G.Node) (v, y *G.Node, err error) {
			v = G.Must(G.Sum(x, 1))
			y, err = G.BroadcastHadamardDiv(x, G.Must(G.Exp(v)), nil, []byte{1})
			return v, y, err
		},
		"number": func(x *G.Node) (v, y *G.Node, err error) {
			v = G.Must(G.Mean(x))
			y, err = G.HadamardProd(x, G.Must(G.Tanh(v)))
			return v, y, err
		},
		"reshaped": func(x *G.Node) (v, y *G.Node, err error) {
			v = G.Must(G.Reshape(G.Must(G.Square(x)), tensor.Shape{rows, 3}))
			y, err = G.HadamardProd(x, v)
			return v, y, err
		},
	} {
		b := graph.NewBuilder[float64](rows)
		x := b.Shared("x", rows, 3)
		v, y, err := build(x)
		must(t, err)
		g := b.Shared("g", rows, 3)
		wrt := []*G.Node{v}
		by, along := b.VJP([]*G.Node{y}, []*G.Node{g}, wrt), b.JVP([]*G.Node{y}, wrt, wrt)
		must(t, b.Err())
		if by[0] == nil || along[0] == nil {
			t.Errorf("%s: the derivative is a structural zero", name)
			continue
		}
		p, err := graph.Compile[float64]([]*G.Node{x, g, v}, []*G.Node{y, by[0], along[0]}, &graph.CompileSettings{Builder: b})
		must(t, err)
		rng, size := rand.New(rand.NewPCG(13, 1)), v.Shape().TotalSize()
		copy(p.Input(0), random(rng, x, true))
		copy(p.Input(1), random(rng, g, true))
		copy(p.Input(2), random(rng, v, true))
		at := func(i int, h float64) float64 {
			p.Input(2)[i] += h
			must(t, p.Run(rows))
			return dot(p.Output(0)[:3*rows], p.Input(1)[:3*rows])
		}
		must(t, p.Run(rows))
		near(t, name+", tangent", []float64{dot(p.Output(2)[:3*rows], p.Input(1)[:3*rows])}, []float64{dot(p.Output(1)[:size], p.Input(2)[:size])}, 1e-13)
		for i := range size {
			slope := (at(i, 1e-5) - at(i, -2e-5)) / 2e-5
			at(i, 1e-5)
			near(t, name, p.Output(1)[i:i+1], []float64{slope}, tolerance)
		}
	}
}

// TestVectorsOfManyReaders: functions of vectors that each read the one before twice compile in time in proportion to their
// number, and have the right values and slopes.
func TestVectorsOfManyReaders(t *testing.T) {
	const rows, layers = 3, 60
	b := graph.NewBuilder[float64](rows)
	x := b.Input("x", 2)
	v := G.Must(G.Sum(x, 1))
	for range layers {
		v = G.Must(G.Sub(v, G.Must(G.Mul(G.Must(G.Tanh(v)), G.NewConstant(0.1)))))
	}
	y := G.Must(G.Reshape(v, tensor.Shape{rows, 1}))
	slope := b.VJP([]*G.Node{y}, []*G.Node{b.BroadcastRows(b.Const(1, 1, []float64{1}), rows)}, []*G.Node{x})
	must(t, b.Err())
	p, err := graph.Compile[float64]([]*G.Node{x}, []*G.Node{y, slope[0]}, &graph.CompileSettings{Builder: b})
	must(t, err)
	for r := range rows {
		p.Input(0)[r], p.Input(0)[p.Stride()+r] = float64(r), 0.5
	}
	must(t, p.Run(rows))
	for r := range rows {
		value, derivative := float64(r)+0.5, 1.0
		for range layers {
			tanh := math.Tanh(value)
			value, derivative = value-0.1*tanh, derivative*(1-0.1*(1-tanh*tanh))
		}
		near(t, "value and slope", []float64{p.Output(0)[r], p.Output(1)[r]}, []float64{value, derivative}, 1e-13)
	}
}

// TestNumbersLeaveRowsApart: a program of rows times a number that weights make computes each row alone, also where the weights
// are as tall as the batch.
func TestNumbersLeaveRowsApart(t *testing.T) {
	const rows = 3
	b := graph.NewBuilder[float64](rows)
	x, w := b.Input("x", 3), b.Shared("w", rows, 3)
	number := G.Must(G.Exp(G.Must(G.Mean(w))))
	weights := G.Must(G.HadamardDiv(w, number))
	y := G.Must(G.Mul(G.Must(G.HadamardProd(x, number)), weights))
	grads := b.VJP([]*G.Node{y}, []*G.Node{y}, []*G.Node{x, w})
	must(t, b.Err())
	if !b.IsPerRow(y) || !b.IsPerRow(grads[0]) || b.IsPerRow(weights) {
		t.Errorf("per row: %t, %t, %t, want all but the last", b.IsPerRow(y), b.IsPerRow(grads[0]), b.IsPerRow(weights))
	}
	p, err := graph.Compile[float64]([]*G.Node{x, w}, []*G.Node{y, grads[0]}, &graph.CompileSettings{Builder: b})
	must(t, err)
	if p.Static() {
		t.Error("the program is static")
	}
}
