// Powers by constants, and logarithms and exponentials near 0, over the whole range of numbers.

package graph_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/gorgoflow/gorgoflow/graph"
	G "gorgonia.org/gorgonia"
)

// derivativesOf compiles a function of one number, its first two derivatives by cotangents and the first by a tangent.
func derivativesOf[T graph.Float](t *testing.T, rows int, f func(x *G.Node) (*G.Node, error)) *graph.Program[T] {
	t.Helper()
	b := graph.NewBuilder[T](rows)
	x := b.Input("x", 1)
	y, err := f(x)
	must(t, err)
	one, wrt := []*G.Node{b.BroadcastRows(b.Const(1, 1, []float64{1}), rows)}, []*G.Node{x}
	first := b.VJP([]*G.Node{y}, one, wrt)[0]
	tangent := b.JVP([]*G.Node{y}, wrt, one)[0]
	var second *G.Node
	if first != nil {
		second = b.VJP([]*G.Node{first}, one, wrt)[0]
	}
	must(t, b.Err())
	outputs := []*G.Node{y}
	for _, n := range []*G.Node{first, second, tangent} {
		if n == nil { // a structural zero
			n = b.BroadcastRows(b.Const(1, 1, []float64{0}), rows)
		}
		outputs = append(outputs, n)
	}
	program, err := graph.Compile[T]([]*G.Node{x}, outputs, &graph.CompileSettings{Builder: b})
	must(t, err)
	return program
}

// checkDerivatives compares a function and its derivatives with right ones, by a relative tolerance.
func checkDerivatives[T graph.Float](t *testing.T, name string, f func(x *G.Node) (*G.Node, error), points []float64, tolerance float64, want ...func(x float64) float64) {
	t.Helper()
	program := derivativesOf[T](t, len(points), f)
	for i, x := range points {
		program.Input(0)[i] = T(x)
	}
	must(t, program.Run(len(points)))
	smallest, largest := 0x1p-1022, math.MaxFloat64
	if T(smallest) == 0 {
		smallest, largest = 0x1p-126, math.MaxFloat32
	}
	for i := range points {
		for k, exact := range append(want, want[1]) {
			x := float64(program.Input(0)[i])
			got, y := float64(program.Output(k)[i]), exact(x)
			beyond := math.Abs(y) < smallest || math.Abs(y) > largest/1000 // where a step in between may leave the range of numbers
			right := got == float64(T(y)) || math.IsNaN(got) && math.IsNaN(y) || beyond && y != 0 && !math.IsInf(y, 0)
			if !right && !(math.Abs(got-y) <= tolerance*math.Abs(y)) {
				t.Errorf("%s, output %d at %g: %g, want %g", name, k, x, got, y)
			}
		}
	}
}

// TestPowersByConstants: x^p and its derivatives are right for whole, half and other exponents, at 0 and infinity too.
func TestPowersByConstants(t *testing.T) {
	t.Run("float64", func(t *testing.T) { testPowers[float64](t, 1.1e-16) })
	t.Run("float32", func(t *testing.T) { testPowers[float32](t, 6e-8) })
}

func testPowers[T graph.Float](t *testing.T, roundOff float64) {
	positive := []float64{0, 1e-30, 1e-10, 0.003, 0.7, 1, 1.5, 40, 1e5, 1e12, 1e30, math.Inf(1)}
	for _, p := range []float64{0, 0.5, 1, 1.5, 2, 2.5, 3, 4.5, 9, 12, 33, 64, 0.25, 0.7, 1.25, 3.9, -0.5, -1, -1.5, -2, -3, -3.5, -9, -0.3, -2.75} {
		f, p := powerOf(p), float64(T(p))
		points := positive
		if p == math.Trunc(p) {
			points = append(points, math.NaN(), -1e-10, -0.7, -1.5, -1e5, math.Inf(-1))
		}
		tolerance := (6 + 2*math.Abs(p)) * roundOff
		if 2*p != math.Trunc(2*p) {
			tolerance += 40 * roundOff // by a logarithm, of 1e30 at most
		}
		checkDerivatives[T](t, fmt.Sprintf("x^%g", p), f, points, tolerance,
			func(x float64) float64 { return power(x, p) },
			func(x float64) float64 { return zeroTimes(p, power(x, p-1)) },
			func(x float64) float64 { return zeroTimes(p, zeroTimes(p-1, power(x, p-2))) })
	}
}

// power is x^p. Package math takes √x by a logarithm in it, which loses digits where x is large or small.
func power(x, p float64) float64 {
	if p != math.Trunc(p) && 2*p == math.Trunc(2*p) {
		return math.Pow(math.Sqrt(x), 2*p)
	}
	return math.Pow(x, p)
}

// zeroTimes is c·x, 0 for a c of 0.
func zeroTimes(c, x float64) float64 {
	if c == 0 {
		return 0
	}
	return c * x
}

// TestLog1pAndExpm1: both and their derivatives keep their relative accuracy near 0, and are right at the ends of their ranges.
func TestLog1pAndExpm1(t *testing.T) {
	t.Run("float64", func(t *testing.T) { testLog1pAndExpm1[float64](t, 1e-15) })
	t.Run("float32", func(t *testing.T) { testLog1pAndExpm1[float32](t, 4e-7) })
}

func testLog1pAndExpm1[T graph.Float](t *testing.T, tolerance float64) {
	points := []float64{0, 1e-30, -1e-30, 1e-12, -1e-8, 1e-4, 0.3, -0.4, -0.9999, 1, 5, -1, -15, -60, -200, 80, 1e9, 1e30, math.Inf(1), math.Inf(-1), math.NaN()}
	checkDerivatives[T](t, "log1p", G.Log1p, points, tolerance, math.Log1p,
		func(x float64) float64 { return 1 / (1 + x) }, func(x float64) float64 { return -1 / ((1 + x) * (1 + x)) })
	checkDerivatives[T](t, "expm1", G.Expm1, points, tolerance, math.Expm1, math.Exp, math.Exp)
}
