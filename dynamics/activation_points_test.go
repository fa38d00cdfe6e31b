// Activations at points where their values and derivatives are known.

package dynamics_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/graph"
	G "gorgonia.org/gorgonia"
)

// exactActivation is σ, σ′ and σ″ in plain arithmetic. At a kink at 0 they are those from the left.
type exactActivation [3]func(x float64) float64

// vanishing is x·f(x) with the limit 0 where f(x) is 0.
func vanishing(x, f float64) float64 {
	if f == 0 {
		return 0
	}
	return x * f
}

func normalDensity(x float64) float64 { return math.Exp(-x*x/2) / math.Sqrt(2*math.Pi) }

func logisticPrime(x float64) float64 { return logistic(x) * logistic(-x) }

// exactSiLU is x·sigmoid(x), which swish is at its first β.
var exactSiLU = exactActivation{
	func(x float64) float64 { return vanishing(x, logistic(x)) },
	func(x float64) float64 { return logistic(x) + vanishing(x, logisticPrime(x)) },
	func(x float64) float64 {
		p := logisticPrime(x)
		return 2*p + vanishing(x, p*(1-2*logistic(x)))
	},
}

// exactActivations holds all activations, swish at its first β.
var exactActivations = map[dynamics.Activation]exactActivation{
	dynamics.Tanh: {
		math.Tanh,
		func(x float64) float64 { y := math.Tanh(x); return (1 - y) * (1 + y) },
		func(x float64) float64 { y := math.Tanh(x); return -2 * y * (1 - y) * (1 + y) },
	},
	dynamics.Softplus: {func(x float64) float64 { return math.Max(x, 0) + math.Log1p(math.Exp(-math.Abs(x))) }, logistic, logisticPrime},
	dynamics.ELU: {
		func(x float64) float64 { return math.Max(x, 0) + math.Expm1(math.Min(x, 0)) },
		func(x float64) float64 { return math.Exp(math.Min(x, 0)) },
		func(x float64) float64 {
			if x > 0 {
				return 0
			}
			return math.Exp(x)
		},
	},
	dynamics.Swish:    exactSiLU,
	dynamics.SiLU:     exactSiLU,
	dynamics.Square:   {func(x float64) float64 { return x * x }, func(x float64) float64 { return 2 * x }, func(float64) float64 { return 2 }},
	dynamics.Identity: {func(x float64) float64 { return x }, func(float64) float64 { return 1 }, func(float64) float64 { return 0 }},
	dynamics.GELU: {
		func(x float64) float64 { return vanishing(x, 0.5*math.Erfc(-x/math.Sqrt2)) },
		func(x float64) float64 { return 0.5*math.Erfc(-x/math.Sqrt2) + vanishing(x, normalDensity(x)) },
		func(x float64) float64 { p := normalDensity(x); return 2*p - vanishing(x, vanishing(x, p)) },
	},
	dynamics.Sin:     {math.Sin, math.Cos, func(x float64) float64 { return -math.Sin(x) }},
	dynamics.Sigmoid: {logistic, logisticPrime, func(x float64) float64 { return vanishing(1-2*logistic(x), logisticPrime(x)) }},
	dynamics.SELU: {
		func(x float64) float64 {
			return seluScale * (math.Max(x, 0) + seluAlpha*math.Expm1(math.Min(x, 0)))
		},
		func(x float64) float64 {
			if x > 0 {
				return seluScale
			}
			return seluScale * seluAlpha * math.Exp(x)
		},
		func(x float64) float64 {
			if x > 0 {
				return 0
			}
			return seluScale * seluAlpha * math.Exp(x)
		},
	},
	dynamics.ReLU: {
		func(x float64) float64 { return math.Max(x, 0) },
		func(x float64) float64 {
			if x > 0 {
				return 1
			}
			return 0
		},
		func(float64) float64 { return 0 },
	},
}

// derivativeRoutes builds σ, σ′ and σ″ of x, R×1, by every route that the packages of this module take.
func derivativeRoutes(b *graph.Builder, a dynamics.Activation, x, beta *G.Node) (value, first, second map[string]*G.Node) {
	ones := b.BroadcastRows(b.Const(1, 1, []float64{1}), b.Rows())
	pull := func(y *G.Node) *G.Node { return b.VJP([]*G.Node{y}, []*G.Node{ones}, []*G.Node{x})[0] }
	push := func(y *G.Node) *G.Node { return b.JVP([]*G.Node{y}, []*G.Node{x}, []*G.Node{ones})[0] }
	y, derivative := a.Build(b, x, beta)
	first = map[string]*G.Node{"VJP": pull(y), "JVP": push(y)}
	if d := derivative(); d != nil {
		first["closed form"] = d
	}
	second = map[string]*G.Node{}
	for name, node := range first {
		if b.IsPerRow(node) {
			second["VJP of "+name], second["JVP of "+name] = pull(node), push(node)
		}
	}
	return map[string]*G.Node{"Build": y}, first, second
}

// specialPoints are zeros of both signs, the smallest numbers, ordinary ones, and both ends of T's range.
func specialPoints[T graph.Float]() []T {
	small, large := T(math.SmallestNonzeroFloat32), T(math.MaxFloat32)
	if double := float64(math.MaxFloat64); !math.IsInf(float64(T(double)), 0) {
		tiny := float64(math.SmallestNonzeroFloat64)
		small, large = T(tiny), T(double)
	}
	points := []T{0, T(math.Copysign(0, -1))}
	for _, v := range []T{small, 1e-30, 1e-3, 0.5, 1, 3, 20, 100, 1e4, 1e15, large / 4, large, T(math.Inf(1))} {
		points = append(points, v, -v)
	}
	return points
}

// TestActivationsDifferentiateRightAtSpecialPoints: on each route, in both dtypes, each derivative is the exact one.
// Where x or x² overflows, a NaN is allowed, which shows, but no wrong number.
func TestActivationsDifferentiateRightAtSpecialPoints(t *testing.T) {
	for _, a := range dynamics.Activations() {
		t.Run(string(a)+"/float64", func(t *testing.T) { differentiateAtSpecialPoints[float64](t, a, 1e-12) })
		t.Run(string(a)+"/float32", func(t *testing.T) { differentiateAtSpecialPoints[float32](t, a, 4e-6) })
	}
}

func differentiateAtSpecialPoints[T graph.Float](t *testing.T, a dynamics.Activation, bound float64) {
	points := specialPoints[T]()
	b := graph.NewBuilder[T](len(points))
	x := b.Input("x", 1)
	value, first, second := derivativeRoutes(b, a, x, b.Const(1, 1, []float64{math.Log(math.E - 1)}))
	exact := exactActivations[a]
	for order, routes := range []map[string]*G.Node{value, first, second} {
		for name, node := range routes {
			if node == nil || !b.IsPerRow(node) { // σ' is constant
				continue
			}
			p, err := graph.Compile[T]([]*G.Node{x}, []*G.Node{node}, &graph.CompileSettings{Builder: b})
			if err != nil {
				t.Fatal(err)
			}
			copy(p.Input(0), points)
			if err := p.Run(len(points)); err != nil {
				t.Fatal(err)
			}
			for i, x := range points {
				want := float64(T(exact[order](float64(x))))
				got := float64(p.Output(0)[i])
				place := fmt.Sprintf("derivative %d by %s at %g", order, name, float64(x))
				checkDerivative(t, place, got, want, bound, math.IsInf(float64(T(4*x*x)), 0))
			}
		}
	}
}

func checkDerivative(t *testing.T, place string, got, want, bound float64, overflows bool) {
	t.Helper()
	switch {
	case math.IsNaN(got):
		if !overflows && !math.IsNaN(want) {
			t.Errorf("%s is NaN, want %g", place, want)
		}
	case got == want:
	case !(math.Abs(got-want) <= bound*(1+math.Abs(want))):
		t.Errorf("%s is %g, want %g", place, got, want)
	}
}

// seluScale and seluAlpha are the constants of Klambauer et al., Self-Normalizing Neural Networks (2017).
const (
	seluScale = 1.0507009873554804934193349852946
	seluAlpha = 1.6732632423543772848170429916717
)
