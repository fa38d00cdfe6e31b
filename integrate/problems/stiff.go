// Stiff problems.

package problems

import (
	"math"

	"github.com/gorgoflow/gorgoflow/graph"
	G "gorgonia.org/gorgonia"
)

// Stiff systems: stability limits the steps of explicit methods to a few times the fastest time scale.
var stiff = with(Stiff, "Hairer, Wanner, Solving ODEs II, IV.10",
	&Problem{Name: "ProtheroRobinson", Source: "Prothero, Robinson, Math. Comp. 28 (1974) 145–162", T1: 10, Y0: []float64{1},
		F: func(t float64, y, dy []float64) { dy[0] = -1e4*(y[0]-math.Cos(t)) - math.Sin(t) },
		Graph: func(b *graph.Builder, t, y *G.Node) *G.Node {
			return b.Sub(b.Scale(b.Sub(y, b.Cos(t)), -1e4), b.Sin(t))
		},
		Exact: func(t float64, y []float64) { y[0] = math.Cos(t) }},
	&Problem{Name: "VanDerPolStiff", T1: 2, Y0: []float64{2, 0}, // scaled to ε = 1e-6
		F: func(_ float64, y, dy []float64) { dy[0], dy[1] = y[1], 1e6*((1-y[0]*y[0])*y[1]-y[0]) },
		Graph: func(b *graph.Builder, _, y *G.Node) *G.Node {
			c := columns(b, y, 2)
			force := b.Sub(c[1], b.Add(b.Mul(b.Square(c[0]), c[1]), c[0]))
			return b.ConcatCols(c[1], b.Scale(force, 1e6))
		}},
	&Problem{Name: "Robertson", T1: 40, Y0: []float64{1, 0, 0}, Invariants: total, // an autocatalytic reaction
		F: func(_ float64, y, dy []float64) {
			first, second, third := 0.04*y[0], 3e7*y[1]*y[1], 1e4*y[1]*y[2]
			dy[0], dy[1], dy[2] = third-first, first-third-second, second
		},
		Graph: func(b *graph.Builder, _, y *G.Node) *G.Node {
			c := columns(b, y, 3)
			first, second, third := b.Scale(c[0], 0.04), b.Scale(b.Square(c[1]), 3e7), b.Scale(b.Mul(c[1], c[2]), 1e4)
			net := b.Sub(first, third)
			return b.ConcatCols(b.Neg(net), b.Sub(net, second), second)
		}},
	&Problem{Name: "HIRES", T1: 321.8122, Y0: []float64{1, 0, 0, 0, 0, 0, 0, 0.0057}, // a plant's response to light
		F: highIrradiance, Graph: highIrradianceGraph},
)

// responses is the linear part of HIRES, row by row.
var responses = []float64{
	-1.71, 0.43, 8.32, 0, 0, 0, 0, 0,
	1.71, -8.75, 0, 0, 0, 0, 0, 0,
	0, 0, -10.03, 0.43, 0.035, 0, 0, 0,
	0, 8.32, 1.71, -1.12, 0, 0, 0, 0,
	0, 0, 0, 0, -1.745, 0.43, 0.43, 0,
	0, 0, 0, 0.69, 1.71, -0.43, 0.69, 0,
	0, 0, 0, 0, 0, 0, -1.81, 0,
	0, 0, 0, 0, 0, 0, 1.81, 0,
}

func highIrradiance(_ float64, y, dy []float64) {
	for i := range dy {
		dy[i] = 0
		for j, v := range y {
			dy[i] += responses[8*i+j] * v
		}
	}
	bound := 280 * y[5] * y[7]
	dy[0] += 0.0007
	dy[5] -= bound
	dy[6] += bound
	dy[7] -= bound
}

func highIrradianceGraph(b *graph.Builder, _, y *G.Node) *G.Node {
	bound := b.Scale(b.Mul(b.SliceCols(y, 5, 6), b.SliceCols(y, 7, 8)), 280)
	reaction := b.MatMul(bound, b.Const(1, 8, []float64{0, 0, 0, 0, 0, -1, 1, -1}), false, false)
	flow := b.MatMul(y, b.Const(8, 8, responses), false, true)
	return b.Add(b.Add(flow, reaction), b.Const(1, 8, []float64{0.0007, 0, 0, 0, 0, 0, 0, 0}))
}
