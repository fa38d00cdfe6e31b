// Well-known linear and nonlinear problems.

package problems

import (
	"math"

	"github.com/gorgoflow/gorgoflow/graph"
	G "gorgonia.org/gorgonia"
)

// Linear systems with a closed form.
var linear = with(Linear, "closed form",
	linearSystem(&Problem{Name: "LinearSpiral", T1: 10, Y0: []float64{1, 0}, // eigenvalues −0.1 ± 2i
		Exact: func(t float64, y []float64) {
			sin, cos := math.Sincos(2 * t)
			decay := math.Exp(-0.1 * t)
			y[0], y[1] = decay*cos, decay*sin
		}}, []float64{-0.1, -2, 2, -0.1}),
	linearSystem(&Problem{Name: "LinearShear", T1: 10, Y0: []float64{1, 1}, // one eigenvector: −1 twice
		Exact: func(t float64, y []float64) {
			y[0], y[1] = (1+10*t)*math.Exp(-t), math.Exp(-t)
		}}, []float64{-1, 10, 0, -1}),
	linearSystem(&Problem{Name: "LinearSaddle", T0: -1, T1: 4, Y0: []float64{1, 0}, // eigenvalues ±1
		Exact: func(t float64, y []float64) { y[0], y[1] = math.Cosh(t+1), math.Sinh(t+1) }},
		[]float64{0, 1, 1, 0}),
)

// Well-known nonlinear systems.
var nonlinear = with(Nonlinear, "",
	&Problem{Name: "LotkaVolterra", Source: "Volterra, Mem. Acad. Lincei Roma 2 (1926) 31–113", T1: 10, Y0: []float64{1, 1}, Sensitivity: 1.4,
		F: func(_ float64, y, dy []float64) { dy[0], dy[1] = y[0]*(1.5-y[1]), y[1]*(y[0]-3) },
		Graph: func(b *graph.Builder, _, y *G.Node) *G.Node {
			c := columns(b, y, 2)
			return b.ConcatCols(b.Mul(c[0], b.Shift(b.Neg(c[1]), 1.5)), b.Mul(c[1], b.Shift(c[0], -3)))
		},
		Invariants: func(y []float64) []float64 {
			return []float64{y[0] - 3*math.Log(y[0]) + y[1] - 1.5*math.Log(y[1])}
		}},
	vanDerPol("VanDerPol", 5, 20, 1, "van der Pol, Phil. Mag. 2 (1926) 978–992"),
	&Problem{Name: "Arenstorf", Source: "Hairer, Nørsett, Wanner, Solving ODEs I, II.0 (0.1), (0.2): a periodic orbit between earth and moon",
		T1: 17.0652165601579625588917206249, Y0: []float64{0.994, 0, 0, -2.00158510637908252240537862224}, Sensitivity: 2.2e6,
		F: arenstorf, Graph: arenstorfGraph, Invariants: jacobiIntegral},
)

// moonMass is the moon's share of the mass of earth and moon.
const moonMass, earthMass = 0.012277471, 1 - 0.012277471

func arenstorf(_ float64, y, dy []float64) {
	earth, moon := math.Hypot(y[0]+moonMass, y[1]), math.Hypot(y[0]-earthMass, y[1])
	pullEarth, pullMoon := earthMass/(earth*earth*earth), moonMass/(moon*moon*moon)
	dy[0], dy[1] = y[2], y[3]
	dy[2] = y[0] + 2*y[3] - pullEarth*(y[0]+moonMass) - pullMoon*(y[0]-earthMass)
	dy[3] = y[1] - 2*y[2] - (pullEarth+pullMoon)*y[1]
}

func arenstorfGraph(b *graph.Builder, _, y *G.Node) *G.Node {
	c := columns(b, y, 4)
	pull := func(mass, from float64) *G.Node { // mass·r/|r|³, where r is measured from the mass
		r := b.ConcatCols(b.Shift(c[0], -from), c[1])
		return b.Scale(b.Div(r, cubedLength(b, r)), mass)
	}
	spin := b.ConcatCols(b.Add(c[0], b.Scale(c[3], 2)), b.Sub(c[1], b.Scale(c[2], 2)))
	force := b.Sub(b.Sub(spin, pull(earthMass, -moonMass)), pull(moonMass, earthMass))
	return b.ConcatCols(b.SliceCols(y, 2, 4), force)
}

func jacobiIntegral(y []float64) []float64 {
	earth, moon := math.Hypot(y[0]+moonMass, y[1]), math.Hypot(y[0]-earthMass, y[1])
	return []float64{y[0]*y[0] + y[1]*y[1] + 2*earthMass/earth + 2*moonMass/moon - y[2]*y[2] - y[3]*y[3]}
}
