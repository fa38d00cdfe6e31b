// Class D of DETEST.

package problems

import (
	"math"

	"github.com/gorgoflow/gorgoflow/graph"
	G "gorgonia.org/gorgonia"
)

// Class D of DETEST: one body around another, with eccentricities from 0.1 to 0.9.
var classD = with(Orbit, detest, kepler("D1", 0.1, 58), kepler("D2", 0.3, 114), kepler("D3", 0.5, 172),
	kepler("D4", 0.7, 264), kepler("D5", 0.9, 1810))

func kepler(name string, eccentricity, sensitivity float64) *Problem {
	e := eccentricity
	return &Problem{Name: name, T1: 20, Y0: []float64{1 - e, 0, 0, math.Sqrt((1 + e) / (1 - e))}, Sensitivity: sensitivity,
		F: func(_ float64, y, dy []float64) {
			r := math.Hypot(y[0], y[1])
			dy[0], dy[1], dy[2], dy[3] = y[2], y[3], -y[0]/(r*r*r), -y[1]/(r*r*r)
		},
		Graph: func(b *graph.Builder, _, y *G.Node) *G.Node {
			place := b.SliceCols(y, 0, 2)
			return b.ConcatCols(b.SliceCols(y, 2, 4), b.Neg(b.Div(place, cubedLength(b, place))))
		},
		Exact: func(t float64, y []float64) { keplerOrbit(e, t, y) },
		Invariants: func(y []float64) []float64 { // energy, angular momentum
			return []float64{(y[2]*y[2]+y[3]*y[3])/2 - 1/math.Hypot(y[0], y[1]), y[0]*y[3] - y[1]*y[2]}
		}}
}

// keplerOrbit solves Kepler's equation u − e sin u = t for the eccentric anomaly u.
func keplerOrbit(e, t float64, y []float64) {
	u := t
	for range 100 {
		d := (u - e*math.Sin(u) - t) / (1 - e*math.Cos(u))
		u -= d
		if math.Abs(d) < 1e-15*(1+math.Abs(u)) {
			break
		}
	}
	sin, cos := math.Sincos(u)
	minor := math.Sqrt(1 - e*e)
	y[0], y[1] = cos-e, minor*sin
	y[2], y[3] = -sin/(1-e*cos), minor*cos/(1-e*cos)
}
