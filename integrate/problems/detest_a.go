// Class A of DETEST.

package problems

import (
	"math"

	"github.com/gorgoflow/gorgoflow/graph"
	G "gorgonia.org/gorgonia"
)

const detest = "Hull, Enright, Fellen, Sedgwick, SIAM J. Numer. Anal. 9 (1972) 603–637"

// Class A of DETEST: single equations.
var classA = with(Single, detest,
	&Problem{Name: "A1", T1: 20, Y0: []float64{1}, // negative exponential
		F:     func(_ float64, y, dy []float64) { dy[0] = -y[0] },
		Graph: func(b *graph.Builder, _, y *G.Node) *G.Node { return b.Neg(y) },
		Exact: func(t float64, y []float64) { y[0] = math.Exp(-t) }},
	&Problem{Name: "A2", T1: 20, Y0: []float64{1}, // a special case of Riccati's equation
		F:     func(_ float64, y, dy []float64) { dy[0] = -y[0] * y[0] * y[0] / 2 },
		Graph: func(b *graph.Builder, _, y *G.Node) *G.Node { return b.Scale(b.Mul(b.Square(y), y), -0.5) },
		Exact: func(t float64, y []float64) { y[0] = 1 / math.Sqrt(1+t) }},
	&Problem{Name: "A3", T1: 20, Y0: []float64{1}, // an oscillation
		F:     func(t float64, y, dy []float64) { dy[0] = y[0] * math.Cos(t) },
		Graph: func(b *graph.Builder, t, y *G.Node) *G.Node { return b.Mul(y, b.Cos(t)) },
		Exact: func(t float64, y []float64) { y[0] = math.Exp(math.Sin(t)) }},
	&Problem{Name: "A4", T1: 20, Y0: []float64{1}, // a logistic curve
		F: func(_ float64, y, dy []float64) { dy[0] = y[0] / 4 * (1 - y[0]/20) },
		Graph: func(b *graph.Builder, _, y *G.Node) *G.Node {
			return b.Sub(b.Scale(y, 0.25), b.Scale(b.Square(y), 1./80))
		},
		Exact: func(t float64, y []float64) { y[0] = 20 / (1 + 19*math.Exp(-t/4)) }},
	&Problem{Name: "A5", T1: 20, Y0: []float64{4}, // a spiral
		F:           func(t float64, y, dy []float64) { dy[0] = (y[0] - t) / (y[0] + t) },
		Graph:       func(b *graph.Builder, t, y *G.Node) *G.Node { return b.Div(b.Sub(y, t), b.Add(y, t)) },
		Sensitivity: 3},
)
