// Operations of a user's own: what they return is checked.

package graph_test

import (
	"errors"
	"hash"
	"math"
	"strings"
	"testing"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/graph/internal/kernel/scalar"
	"github.com/gorgoflow/gorgoflow/graph/internal/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// TestForeignOutputsAreLaidOutPerRow: an output that an operation of Gorgonia's computes is stored like any other per-row
// output, also where the rows do not fill a vector.
func TestForeignOutputsAreLaidOutPerRow(t *testing.T) {
	for _, rows := range []int{1, 4, 16, 37} {
		b := graph.NewBuilder[float64](rows)
		x := b.Input("x", 3)
		p, err := graph.Compile[float64]([]*G.Node{x}, []*G.Node{G.Must(G.Expm1(x))}, &graph.CompileSettings{Builder: b})
		must(t, err)
		fill(p, 0, 6)
		must(t, p.Run(rows))
		if !p.IsOutputPerRow(0) {
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

// TestFixedOutputsAreRowMajor: products of all rows with all rows have as many rows as the batch, but they are no rows of
// the batch, and they are row-major, also where a factor comes from an operation of Gorgonia's.
func TestFixedOutputsAreRowMajor(t *testing.T) {
	const rows, cols = 3, 2
	b := graph.NewBuilder[float64](rows)
	x := b.Input("x", cols)
	foreign := G.Must(G.Pow(x, x))
	y := b.MatMul(x, foreign, false, true)
	must(t, b.Err())
	p, err := graph.Compile[float64]([]*G.Node{x}, []*G.Node{y, b.Sin(y)}, &graph.CompileSettings{Builder: b})
	must(t, err)
	fill(p, 0, 6)
	for i := range p.Input(0) {
		p.Input(0)[i] = math.Abs(p.Input(0)[i])
	}
	must(t, p.Run(rows))
	for r := range rows {
		for s := range rows {
			want := 0.0
			for c := range cols {
				v, w := p.Input(0)[c*p.Stride()+r], p.Input(0)[c*p.Stride()+s]
				want += v * math.Pow(w, w)
			}
			near(t, "product", []float64{p.Output(0)[r*rows+s], p.Output(1)[r*rows+s]}, []float64{want, math.Sin(want)}, 1e-14)
		}
	}
}

// counting is a user's operation that answers with the number of its runs.
type counting struct {
	opaque
	runs *float64
}

func (counting) Hashcode() uint32      { return 81 }
func (counting) WriteHash(h hash.Hash) { h.Write([]byte("counting")) }
func (counting) String() string        { return "counting" }
func (c counting) Do(...G.Value) (G.Value, error) {
	*c.runs++
	return tensor.New(tensor.WithShape(1, 1), tensor.WithBacking([]float64{*c.runs})), nil
}

// TestWeightsByGorgoniaAreComputedOnce: what operations of Gorgonia's make of parameters alone is computed after a change of the
// parameters, and runs then allocate nothing. An operation of a user's may have a state, and runs in every run.
func TestWeightsByGorgoniaAreComputedOnce(t *testing.T) {
	b := graph.NewBuilder[float64](4)
	params := graph.NewParams(tensor.Float64)
	w, err := params.Add("w", 1, 1)
	must(t, err)
	must(t, w.SetAll([]float64{2}))
	x := b.Input("x", 1)
	gain := G.Must(G.Sum(G.Must(G.Reshape(b.Param(w), tensor.Shape{1}))))
	y, runs := G.Must(G.HadamardProd(x, gain)), 0.0
	counted := b.Apply(counting{runs: &runs}, b.Param(w))
	must(t, b.Err())
	settings := &graph.CompileSettings{Builder: b}
	p, err := graph.Compile[float64]([]*G.Node{x}, []*G.Node{y}, settings)
	must(t, err)
	copy(p.Input(0), []float64{1, 2, 3, 4})
	for _, v := range []float64{2, -5} {
		must(t, w.SetAll([]float64{v}))
		must(t, p.Run(4))
		near(t, "gain", p.Output(0)[:4], []float64{v, 2 * v, 3 * v, 4 * v}, 0)
		if n := testing.AllocsPerRun(5, func() { must(t, p.Run(4)) }); n > 0 {
			t.Errorf("a run allocates %v times", n)
		}
	}
	p, err = graph.Compile[float64]([]*G.Node{x}, []*G.Node{counted, y}, settings)
	must(t, err)
	for run := range 3 {
		must(t, p.Run(4))
		near(t, "runs", p.Output(0)[:1], []float64{float64(run + 1)}, 0)
	}
}

// greedy doubles its operand in place and answers with it.
type greedy struct{ opaque }

func (greedy) Hashcode() uint32      { return 79 }
func (greedy) WriteHash(h hash.Hash) { h.Write([]byte("greedy")) }
func (greedy) String() string        { return "greedy" }
func (greedy) Do(x ...G.Value) (G.Value, error) {
	data := x[0].Data().([]float64)
	for i := range data {
		data[i] *= 2
	}
	return x[0], nil
}

// TestForeignOpsMayOverwriteTheirOperands: neither inputs nor parameters change, nor a value that other operations read.
func TestForeignOpsMayOverwriteTheirOperands(t *testing.T) {
	b := graph.NewBuilder[float64](16)
	params := graph.NewParams(tensor.Float64)
	w, err := params.Add("w", 2, 3)
	must(t, err)
	must(t, w.SetAll([]float64{1, 2, 3, 4, 5, 6}))
	x := b.Input("x", 3)
	y := b.Tanh(x)
	outputs := []*G.Node{b.Apply(greedy{}, x), b.Apply(greedy{}, b.Param(w)), b.Apply(greedy{}, y), b.Scale(y, 3)}
	must(t, b.Err())
	p, err := graph.Compile[float64]([]*G.Node{x}, outputs, &graph.CompileSettings{Builder: b})
	must(t, err)
	fill(p, 0, 6)
	want := append([]float64(nil), p.Input(0)...)
	for run := range 3 {
		must(t, p.Run(16))
		for c := range 3 {
			for r := range 16 {
				i := c*p.Stride() + r
				v := math.Tanh(want[i])
				near(t, "outputs", []float64{p.Input(0)[i], p.Output(0)[i], p.Output(2)[i], p.Output(3)[i]}, []float64{want[i], 2 * want[i], 2 * v, 3 * v}, 1e-14)
			}
		}
		for i, v := range w.Values() {
			if v != float64(i+1) || p.Output(1)[i] != 2*v {
				t.Fatalf("run %d: parameter %d is %v, doubled %v, want %d and twice that", run, i, v, p.Output(1)[i], i+1)
			}
		}
	}
}

// liar answers with something else than its shape promises.
type liar struct {
	opaque
	answer G.Value
}

func (liar) Hashcode() uint32                 { return 80 }
func (liar) WriteHash(h hash.Hash)            { h.Write([]byte("liar")) }
func (liar) String() string                   { return "liar" }
func (l liar) Do(...G.Value) (G.Value, error) { return l.answer, nil }

// TestForeignOpsThatBreakTheirPromise end in an error that names them, in every run.
func TestForeignOpsThatBreakTheirPromise(t *testing.T) {
	matrix := func(rows, cols int) G.Value {
		return tensor.New(tensor.WithShape(rows, cols), tensor.WithBacking(make([]float64, rows*cols)))
	}
	for name, answer := range map[string]G.Value{"nothing": nil, "less": matrix(3, 2), "more": matrix(5, 2), "a number": G.NewF64(1),
		"whole numbers": tensor.New(tensor.WithShape(4, 2), tensor.WithBacking(make([]int, 8)))} {
		b := graph.NewBuilder[float64](4)
		x := b.Input("x", 2)
		p, err := graph.Compile[float64]([]*G.Node{x}, []*G.Node{b.Apply(liar{answer: answer}, x)}, &graph.CompileSettings{Builder: b})
		must(t, err)
		var shape *graph.ShapeError
		var dtype *graph.DtypeError
		for range 2 {
			if err := p.Run(4); !errors.As(err, &shape) && !errors.As(err, &dtype) || !strings.Contains(err.Error(), "liar") {
				t.Errorf("%s: error %v, want a ShapeError or a DtypeError that names the liar", name, err)
			}
		}
	}
}

// cube is x³ by Gorgonia's interfaces. It embeds an operation of this package, and with the operation the private rules of
// tanh.
type cube struct{ graph.Operation }

func (cube) Hashcode() uint32      { return 83 }
func (cube) WriteHash(h hash.Hash) { h.Write([]byte("cube")) }
func (cube) String() string        { return "cube" }
func (cube) Do(x ...G.Value) (G.Value, error) {
	data := x[0].Data().([]float64)
	y := tensor.New(tensor.Of(tensor.Float64), tensor.WithShape(x[0].Shape()...))
	for i, v := range data {
		y.Data().([]float64)[i] = v * v * v
	}
	return y, nil
}
func (cube) SymDiff(x G.Nodes, _, grad *G.Node) (G.Nodes, error) {
	square, err := G.Square(x[0])
	if err != nil {
		return nil, err
	}
	scaled, err := G.HadamardProd(square, grad)
	if err != nil {
		return nil, err
	}
	twice, err := G.Add(scaled, scaled)
	if err != nil {
		return nil, err
	}
	d, err := G.Add(twice, scaled)
	return G.Nodes{d}, err
}

// TestOpsThatEmbedOneOfOursAreTheirOwn: value and derivatives are those of the type's own methods.
func TestOpsThatEmbedOneOfOursAreTheirOwn(t *testing.T) {
	b := graph.NewBuilder[float64](8)
	x, g := b.Input("x", 2), b.Input("g", 2)
	y, err := graph.Apply(cube{graph.Operation{Kind: ops.Unary{Func: scalar.Tanh}}}, x)
	must(t, err)
	pulled := b.VJP([]*G.Node{y}, []*G.Node{g}, []*G.Node{x})
	pushed := b.JVP([]*G.Node{y}, []*G.Node{x}, []*G.Node{g})
	must(t, b.Err())
	p, err := graph.Compile[float64]([]*G.Node{x, g}, []*G.Node{y, pulled[0], pushed[0]}, &graph.CompileSettings{Builder: b})
	must(t, err)
	fill(p, 0, 1)
	fill(p, 1, 2)
	must(t, p.Run(8))
	for i, v := range p.Input(0) {
		if i%p.Stride() >= b.Rows() {
			continue
		}
		slope := 3 * v * v * p.Input(1)[i]
		for k, want := range []float64{v * v * v, slope, slope} {
			if got := p.Output(k)[i]; math.Abs(got-want) > 1e-13*(1+math.Abs(want)) {
				t.Errorf("output %d at %g is %g, want %g", k, v, got, want)
			}
		}
	}
}
