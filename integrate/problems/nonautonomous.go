// Problems that depend on time.

package problems

import (
	"math"

	"github.com/gorgoflow/gorgoflow/graph"
	G "gorgonia.org/gorgonia"
)

// Right-hand sides that depend on time, some with starts other than 0.
var nonAutonomous = with(NonAutonomous, "closed form",
	&Problem{Name: "Witch", T0: -2, T1: 3, Y0: []float64{0.2}, // y = 1/(1+t²), Agnesi's curve
		F:     func(t float64, y, dy []float64) { dy[0] = -2 * t * y[0] * y[0] },
		Graph: func(b *graph.Builder, t, y *G.Node) *G.Node { return b.Scale(b.Mul(b.Square(y), t), -2) },
		Exact: func(t float64, y []float64) { y[0] = 1 / (1 + t*t) }},
	&Problem{Name: "Forced", T1: 12, Y0: []float64{1, 0}, // an oscillator driven off resonance
		F: func(t float64, y, dy []float64) { dy[0], dy[1] = y[1], math.Cos(2*t)-y[0] },
		Graph: func(b *graph.Builder, t, y *G.Node) *G.Node {
			c := columns(b, y, 2)
			return b.ConcatCols(c[1], b.Sub(b.Cos(b.Scale(t, 2)), c[0]))
		},
		Exact: func(t float64, y []float64) {
			y[0] = (4*math.Cos(t) - math.Cos(2*t)) / 3
			y[1] = (2*math.Sin(2*t) - 4*math.Sin(t)) / 3
		}},
	&Problem{Name: "Riccati", Source: "Riccati, Acta Eruditorum (1724): y' = t² − y²", T0: -1, T1: 3, Y0: []float64{0},
		F:     func(t float64, y, dy []float64) { dy[0] = t*t - y[0]*y[0] },
		Graph: func(b *graph.Builder, t, y *G.Node) *G.Node { return b.Neg(b.Sub(b.Square(y), b.Square(t))) }},
	&Problem{Name: "Pendulum", Source: "a damped pendulum, driven", T1: 15, Y0: []float64{1, 0}, Sensitivity: 2,
		F: func(t float64, y, dy []float64) {
			dy[0], dy[1] = y[1], -math.Sin(y[0])-y[1]/4+math.Cos(2*t/3)
		},
		Graph: func(b *graph.Builder, t, y *G.Node) *G.Node {
			c := columns(b, y, 2)
			force := b.Sub(b.Cos(b.Scale(t, 2./3)), b.Add(b.Sin(c[0]), b.Scale(c[1], 0.25)))
			return b.ConcatCols(c[1], force)
		}},
)
