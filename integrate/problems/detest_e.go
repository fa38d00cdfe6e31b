// Class E of DETEST.

package problems

import (
	"math"

	"github.com/gorgoflow/gorgoflow/graph"
	G "gorgonia.org/gorgonia"
)

// Class E of DETEST: equations of higher order.
var classE = with(HigherOrder, detest,
	&Problem{Name: "E1", T1: 20, Y0: halfBessel(1), // Bessel's equation of order ½, shifted
		F: func(t float64, y, dy []float64) {
			x := t + 1
			dy[0], dy[1] = y[1], -(y[1]/x + (1-0.25/(x*x))*y[0])
		},
		Graph: func(b *graph.Builder, t, y *G.Node) *G.Node {
			c, x := columns(b, y, 2), b.Shift(t, 1)
			weight := b.Shift(b.Scale(b.Square(b.Inverse(x)), -0.25), 1)
			return b.ConcatCols(c[1], b.Neg(b.Add(b.Div(c[1], x), b.Mul(weight, c[0]))))
		},
		Exact: func(t float64, y []float64) { copy(y, halfBessel(1+t)) }},
	vanDerPol("E2", 1, 20, 2.4, detest),
	&Problem{Name: "E3", T1: 20, Y0: []float64{0, 0}, Sensitivity: 4, // Duffing's equation
		F: func(t float64, y, dy []float64) {
			dy[0], dy[1] = y[1], y[0]*y[0]*y[0]/6-y[0]+2*math.Sin(2.78535*t)
		},
		Graph: func(b *graph.Builder, t, y *G.Node) *G.Node {
			c := columns(b, y, 2)
			force := b.Scale(b.Sin(b.Scale(t, 2.78535)), 2)
			spring := b.Sub(b.Scale(b.Mul(b.Square(c[0]), c[0]), 1./6), c[0])
			return b.ConcatCols(c[1], b.Add(spring, force))
		}},
	&Problem{Name: "E4", T1: 20, Y0: []float64{30, 0}, // a falling body
		F: func(_ float64, y, dy []float64) { dy[0], dy[1] = y[1], .032-.4*y[1]*y[1] },
		Graph: func(b *graph.Builder, _, y *G.Node) *G.Node {
			c := columns(b, y, 2)
			return b.ConcatCols(c[1], b.Shift(b.Scale(b.Square(c[1]), -.4), .032))
		},
		Exact: func(t float64, y []float64) { // terminal speed √0.08
			speed, rate := math.Sqrt(.08), math.Sqrt(.032*.4)
			y[0], y[1] = 30+math.Log(math.Cosh(rate*t))/.4, speed*math.Tanh(rate*t)
		}},
	&Problem{Name: "E5", T1: 20, Y0: []float64{0, 0}, Sensitivity: 1.7, // a linear pursuit
		F: func(t float64, y, dy []float64) { dy[0], dy[1] = y[1], math.Sqrt(1+y[1]*y[1])/(25-t) },
		Graph: func(b *graph.Builder, t, y *G.Node) *G.Node {
			c := columns(b, y, 2)
			return b.ConcatCols(c[1], b.Div(b.Sqrt(b.Shift(b.Square(c[1]), 1)), b.Shift(b.Neg(t), 25)))
		},
		Exact: func(t float64, y []float64) { // y' = sinh ln 25/(25−t)
			left := 25 - t
			y[0] = 25./2*math.Log(25/left) - (625-left*left)/100
			y[1] = (25/left - left/25) / 2
		}},
)

// halfBessel is J½(x) = √(2/πx) sin x and its derivative.
func halfBessel(x float64) []float64 {
	sin, cos := math.Sincos(x)
	scale := math.Sqrt(2 / (math.Pi * x))
	return []float64{scale * sin, scale * (cos - sin/(2*x))}
}

// vanDerPol is y″ = μ(1−y²)y′ − y from (2, 0).
func vanDerPol(name string, mu, end, sensitivity float64, source string) *Problem {
	return &Problem{Name: name, Source: source, T1: end, Y0: []float64{2, 0}, Sensitivity: sensitivity,
		F: func(_ float64, y, dy []float64) { dy[0], dy[1] = y[1], mu*(1-y[0]*y[0])*y[1]-y[0] },
		Graph: func(b *graph.Builder, _, y *G.Node) *G.Node {
			c := columns(b, y, 2)
			damping := b.Shift(b.Scale(b.Square(c[0]), -mu), mu)
			return b.ConcatCols(c[1], b.Sub(b.Mul(damping, c[1]), c[0]))
		}}
}
