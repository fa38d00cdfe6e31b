// Class C of DETEST.

package problems

import (
	"math"

	"github.com/gorgoflow/gorgoflow/graph"
	G "gorgonia.org/gorgonia"
)

// Class C of DETEST: moderate systems.
var classC = with(Moderate, detest,
	linearSystem(&Problem{Name: "C1", T1: 20, Y0: unit(10), Invariants: total}, // a radioactive chain
		chain(10, func(int) float64 { return 1 })),
	linearSystem(&Problem{Name: "C2", T1: 20, Y0: unit(10), Invariants: total}, // another radioactive chain
		chain(10, func(i int) float64 { return float64(i + 1) })),
	linearSystem(&Problem{Name: "C3", T1: 20, Y0: unit(10)}, diffusion(10)),                           // a parabolic equation
	linearSystem(&Problem{Name: "C4", T1: 20, Y0: unit(51)}, diffusion(51)),                           // the same equation on a finer grid
	&Problem{Name: "C5", T1: 20, Y0: planets, F: fiveBodies, Graph: fiveBodiesGraph, Sensitivity: 10}, // the outer planets
)

// chain is the matrix of a chain of decays, each into the next, with these rates.
func chain(n int, rate func(i int) float64) []float64 {
	a := make([]float64, n*n)
	for i := range n - 1 {
		a[i*n+i], a[(i+1)*n+i] = -rate(i), rate(i)
	}
	return a
}

// diffusion is the matrix of second differences.
func diffusion(n int) []float64 {
	a := make([]float64, n*n)
	for i := range n {
		a[i*n+i] = -2
		if i > 0 {
			a[i*n+i-1], a[(i-1)*n+i] = 1, 1
		}
	}
	return a
}

// The motion of the five outer planets about the sun: positions, then velocities.
const (
	gravity = 2.95912208286
	sunMass = 1.00000597682
)

var (
	planetMasses = []float64{.000954786104043, .000285583733151, .0000437273164546, .0000517759138449, .00000277777777778}

	planets = []float64{
		3.42947415189, 3.35386959711, 1.35494901715,
		6.64145542550, 5.97156957878, 2.18231499728,
		11.2630437207, 14.6952576794, 6.27960525067,
		-30.1552268759, 1.65699966404, 1.43785752721,
		-21.1238353380, 28.4465098142, 15.3882659679,
		-.557160570446, .505696783289, .230578543901,
		-.415570776342, .365682722812, .169143213293,
		-.325325669158, .189706021964, .0877265322780,
		-.0240476254170, -.287659532608, -.117219543175,
		-.176860753121, -.216393453025, -.0148647893090,
	}
)

func fiveBodies(_ float64, y, dy []float64) {
	cube := func(x, z []float64) float64 {
		s := 0.0
		for i := range 3 {
			s += (x[i] - z[i]) * (x[i] - z[i])
		}
		return s * math.Sqrt(s)
	}
	place := func(j int) []float64 { return y[3*j : 3*j+3] }
	sun := make([]float64, 3)
	for j := range planetMasses {
		for i := range 3 {
			pull := -(sunMass + planetMasses[j]) * place(j)[i] / cube(place(j), sun)
			for k, m := range planetMasses {
				if k != j {
					pull += m * ((place(k)[i]-place(j)[i])/cube(place(k), place(j)) - place(k)[i]/cube(place(k), sun))
				}
			}
			dy[3*j+i], dy[15+3*j+i] = y[15+3*j+i], gravity*pull
		}
	}
}

func fiveBodiesGraph(b *graph.Builder, _, y *G.Node) *G.Node {
	place, toSun := make([]*G.Node, 5), make([]*G.Node, 5)
	for j := range place {
		place[j] = b.SliceCols(y, 3*j, 3*j+3)
		toSun[j] = b.Div(place[j], cubedLength(b, place[j]))
	}
	out := []*G.Node{b.SliceCols(y, 15, 30)}
	for j := range place {
		pull := b.Scale(toSun[j], -(sunMass + planetMasses[j]))
		for k, m := range planetMasses {
			if k == j {
				continue
			}
			apart := b.Sub(place[k], place[j])
			pull = b.Add(pull, b.Scale(b.Sub(b.Div(apart, cubedLength(b, apart)), toSun[k]), m))
		}
		out = append(out, b.Scale(pull, gravity))
	}
	return b.ConcatCols(out...)
}
