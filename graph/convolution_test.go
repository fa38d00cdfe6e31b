// Programs of convolutions compute what the sum of the definition does, and so do those of their derivatives.

package graph_test

import (
	"context"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/pkg/errors"
	G "gorgonia.org/gorgonia"
)

// convolutions have strides below, at and beyond the size of the kernel, edges that a kernel does not reach, and kernels of
// one pixel. Their kernels have the size of a parameter of randomParams.
var convolutions = []graph.Convolution{
	{In: 1, Out: 3, Height: 5, Width: 4, Kernel: 2, Stride: 1, Padding: 1},
	{In: 1, Out: 4, Height: 5, Width: 6, Kernel: 2, Stride: 2, Padding: 0},
	{In: 3, Out: 4, Height: 4, Width: 3, Kernel: 1, Stride: 1, Padding: 0},
	{In: 4, Out: 2, Height: 6, Width: 5, Kernel: 1, Stride: 3, Padding: 0},
	{In: 1, Out: 2, Height: 7, Width: 2, Kernel: 2, Stride: 3, Padding: 1},
}

// buildConvolution adds a convolution between two functions, its transpose, and derivatives of both: of one cotangent,
// of three tangents at once, and of the gradient of the kernel.
func buildConvolution(b *graph.Builder, p *graph.Params, seed uint64) example {
	c := convolutions[seed]
	s := graph.ShapeOf(c)
	transposed := c
	transposed.Transposed = true
	x, y := b.Input("x", s.Images()), b.Input("y", s.Results())
	kernel := b.Param(p.Get([]string{"w34", "w44", "w43", "w24", "w24"}[seed]))
	forth := b.Convolve(b.Tanh(x), kernel, c)
	back := b.Convolve(b.Mul(forth, y), kernel, transposed)
	first := b.VJP([]*G.Node{back}, []*G.Node{x}, []*G.Node{x, y, kernel})
	second := b.VJP(first, []*G.Node{b.Sin(x), forth, b.Tanh(kernel)}, []*G.Node{x, y, kernel})
	tangent := b.JVP([]*G.Node{back}, []*G.Node{x}, []*G.Node{b.Mul(b.TileRows(x, 3), b.BroadcastRows(b.Const(3, 1, []float64{1, 2, -1}), b.Rows()))})
	fixed := b.Convolve(b.BroadcastCols(b.Const(1, 1, []float64{0.5}), s.Images()), kernel, c)
	outputs := append(first, second...)
	return example{[]*G.Node{x, y}, append(outputs, forth, back, b.Tanh(b.FoldRows(b.Tanh(tangent[0]), 3)), b.Tanh(b.Add(y, fixed)))}
}

func TestConvolutionEqualsItsSum(t *testing.T) {
	for seed := range uint64(len(convolutions)) {
		checkProgram[float64](t, seed, 1e-11, buildConvolution)
		checkProgram[float32](t, seed, 5e-4, buildConvolution)
	}
}

// squeezed is a program of images through a convolution, a function and the transpose, for so many rows, with the exact
// trace if asked.
func squeezed(t *testing.T, c graph.Convolution, rows int, trace bool) *graph.Program[float32] {
	t.Helper()
	p := graph.NewParams(graph.DtypeOf[float32]())
	kernel, err := p.Add("kernel", c.Out, c.In*c.Kernel*c.Kernel)
	must(t, err)
	for i := range kernel.Len() {
		kernel.Set(i, math.Sin(float64(i)))
	}
	p.Touch()
	b := graph.NewBuilder[float32](rows)
	x := b.Input("x", c.In*c.Height*c.Width)
	transposed := c
	transposed.Transposed = true
	y := b.Convolve(b.Tanh(b.Convolve(x, b.Param(kernel), c)), b.Param(kernel), transposed)
	outputs := []*G.Node{y}
	if trace {
		outputs = append(outputs, graph.TraceJVP(b, y, x))
	}
	program, err := graph.Compile[float32]([]*G.Node{x}, outputs, &graph.CompileSettings{Builder: b})
	must(t, err)
	return program
}

// setImage puts an image of random numbers in a lane.
func setImage(p *graph.Program[float32], lane int, seed uint64) {
	rng := rand.New(rand.NewPCG(1, seed))
	for at := lane; at < len(p.Input(0)); at += p.Stride() {
		p.Input(0)[at] = float32(rng.NormFloat64())
	}
}

// sameImage compares a lane of one program with a lane of another, bit by bit.
func sameImage(t *testing.T, what string, p *graph.Program[float32], lane int, q *graph.Program[float32], other int) {
	t.Helper()
	for i, out := range p.Bound().Outputs {
		for f := 0; f*p.Stride()+lane < len(out); f++ {
			if got, want := out[f*p.Stride()+lane], q.Output(i)[f*q.Stride()+other]; got != want {
				t.Fatalf("%s: output %d, column %d is %v, want %v", what, i, f, got, want)
			}
		}
	}
}

// TestConvolvedRows: images give the same bits in every lane, beside any others, in row blocks. A run allocates nothing and
// ends with its context.
func TestConvolvedRows(t *testing.T) {
	const rows = 300
	c := graph.Convolution{In: 8, Out: 8, Height: 6, Width: 5, Kernel: 3, Stride: 1, Padding: 1}
	all, alone := squeezed(t, c, rows, false), squeezed(t, c, rows, false)
	for row := range rows {
		setImage(all, row, uint64(row))
	}
	must(t, all.Run(rows))
	for _, row := range []int{0, 15, 16, 255, 256, rows - 1} {
		setImage(alone, 0, uint64(row))
		must(t, alone.Run(1))
		sameImage(t, "alone in its batch", alone, 0, all, row)
	}
	if n := testing.AllocsPerRun(1, func() { _ = all.Run(20) }); n != 0 {
		t.Errorf("a run allocates %g times", n)
	}
	ended, end := context.WithCancel(t.Context())
	end()
	if err := all.Within(ended).Run(rows); !errors.Is(err, context.Canceled) {
		t.Errorf("a run within a context that has ended: error %v, want context.Canceled", err)
	}
}

// TestConvolvedRow: a program of one row, whose tangents are lanes, gives the bits of a program of many rows.
func TestConvolvedRow(t *testing.T) {
	c := graph.Convolution{In: 2, Out: 5, Height: 6, Width: 4, Kernel: 4, Stride: 2, Padding: 1}
	many, one := squeezed(t, c, 20, true), squeezed(t, c, 1, true)
	if one.Stride() != 1 {
		t.Fatalf("a program of one row has a stride of %d", one.Stride())
	}
	setImage(many, 17, 5)
	setImage(one, 0, 5)
	must(t, many.Run(20))
	must(t, one.Run(1))
	sameImage(t, "one row", one, 0, many, 17)
}

// TestConvolutionSizes: sizes that do not fit one another are errors of type ShapeError.
func TestConvolutionSizes(t *testing.T) {
	fits := graph.Convolution{In: 2, Out: 3, Height: 4, Width: 5, Kernel: 3, Stride: 1, Padding: 1}
	for name, change := range map[string]func(c *graph.Convolution){
		"no channels":    func(c *graph.Convolution) { c.In = 0 },
		"no results":     func(c *graph.Convolution) { c.Out = -1 },
		"too high":       func(c *graph.Convolution) { c.Height = math.MaxInt },
		"another width":  func(c *graph.Convolution) { c.Width = 6 },
		"no kernel":      func(c *graph.Convolution) { c.Kernel = 0 },
		"large kernel":   func(c *graph.Convolution) { c.Kernel = 7 },
		"no stride":      func(c *graph.Convolution) { c.Stride = 0 },
		"padding":        func(c *graph.Convolution) { c.Padding = 3 },
		"below 0":        func(c *graph.Convolution) { c.Padding = -1 },
		"other channels": func(c *graph.Convolution) { c.In = 3 },
	} {
		c := fits
		change(&c)
		for _, transposed := range []bool{false, true} {
			b := graph.NewBuilder[float32](2)
			x, kernel := b.Input("x", 40), b.Shared("kernel", 3, 18)
			if c.Transposed = transposed; transposed {
				x = b.Input("y", 60)
			}
			b.Convolve(x, kernel, c)
			var wrong *graph.ShapeError
			if !errors.As(b.Err(), &wrong) {
				t.Errorf("%s, transposed %t: %v, want a ShapeError", name, transposed, b.Err())
			}
		}
	}
}
