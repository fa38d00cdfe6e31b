// Class B of DETEST.

package problems

import (
	"math"

	"github.com/gorgoflow/gorgoflow/graph"
	G "gorgonia.org/gorgonia"
)

// Class B of DETEST: small systems.
var classB = with(Small, detest,
	&Problem{Name: "B1", T1: 20, Sensitivity: 2.2, Y0: []float64{1, 3}, // the growth of two conflicting populations
		F: func(_ float64, y, dy []float64) {
			dy[0] = 2 * (y[0] - y[0]*y[1])
			dy[1] = -(y[1] - y[0]*y[1])
		},
		Graph: func(b *graph.Builder, _, y *G.Node) *G.Node {
			c := columns(b, y, 2)
			both := b.Mul(c[0], c[1])
			return b.ConcatCols(b.Scale(b.Sub(c[0], both), 2), b.Sub(both, c[1]))
		},
		Invariants: func(y []float64) []float64 {
			return []float64{y[0] - math.Log(y[0]) + 2*(y[1]-math.Log(y[1]))}
		}},
	linearSystem(&Problem{Name: "B2", T1: 20, Y0: []float64{2, 0, 1}, Invariants: total}, // a linear reaction
		[]float64{-1, 1, 0, 1, -2, 1, 0, 1, -1}),
	&Problem{Name: "B3", T1: 20, Y0: []float64{1, 0, 0}, // a nonlinear reaction
		F: func(_ float64, y, dy []float64) {
			dy[0], dy[1], dy[2] = -y[0], y[0]-y[1]*y[1], y[1]*y[1]
		},
		Graph: func(b *graph.Builder, _, y *G.Node) *G.Node {
			c := columns(b, y, 3)
			square := b.Square(c[1])
			return b.ConcatCols(b.Neg(c[0]), b.Sub(c[0], square), square)
		},
		Invariants: total},
	&Problem{Name: "B4", T1: 20, Sensitivity: 5.7, Y0: []float64{3, 0, 0}, F: torus, Graph: torusGraph}, // the integral surface of a torus
	&Problem{Name: "B5", T1: 20, Sensitivity: 15, Y0: []float64{0, 1, 1}, // Euler's equations of a rigid body
		F: func(_ float64, y, dy []float64) {
			dy[0], dy[1], dy[2] = y[1]*y[2], -y[0]*y[2], -0.51*y[0]*y[1]
		},
		Graph: func(b *graph.Builder, _, y *G.Node) *G.Node {
			c := columns(b, y, 3)
			return b.ConcatCols(b.Mul(c[1], c[2]), b.Neg(b.Mul(c[0], c[2])), b.Scale(b.Mul(c[0], c[1]), -0.51))
		},
		Invariants: func(y []float64) []float64 {
			return []float64{y[0]*y[0] + y[1]*y[1], 0.51*y[0]*y[0] + y[2]*y[2]}
		}},
)

func torus(_ float64, y, dy []float64) {
	r := math.Hypot(y[0], y[1])
	dy[0], dy[1], dy[2] = -y[1]-y[0]*y[2]/r, y[0]-y[1]*y[2]/r, y[0]/r
}

func torusGraph(b *graph.Builder, _, y *G.Node) *G.Node {
	c := columns(b, y, 3)
	radius := b.Sqrt(b.Add(b.Square(c[0]), b.Square(c[1])))
	tilt := b.Div(c[2], radius)
	return b.ConcatCols(b.Neg(b.Add(c[1], b.Mul(c[0], tilt))), b.Sub(c[0], b.Mul(c[1], tilt)), b.Div(c[0], radius))
}
