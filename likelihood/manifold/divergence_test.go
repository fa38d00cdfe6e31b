// The trace that flows use, against the manifold's divergence by differences along its great circles.

package manifold_test

import (
	"math"
	"testing"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/flowtest"
	"github.com/gorgoflow/gorgoflow/likelihood/manifold"
	G "gorgonia.org/gorgonia"
)

// probe is a field with its trace as a compiled program.
type probe struct {
	t       *testing.T
	program *graph.Program[float64]
	dim     int
}

func newProbe(t *testing.T, f dynamics.Field) *probe {
	t.Helper()
	b := graph.NewBuilder[float64](1)
	time, z := b.Input("t", 1), b.Input("z", f.Dim())
	v, err := f.Build(b, time, z, nil)
	flowtest.Must(t, err)
	p, err := graph.Compile[float64]([]*G.Node{time, z}, []*G.Node{v, b.Trace(v, z)}, &graph.CompileSettings{Builder: b})
	flowtest.Must(t, err)
	return &probe{t, p, f.Dim()}
}

// at is the velocity at a point, and the trace.
func (p *probe) at(z []float64) (v []float64, trace float64) {
	p.program.Input(0)[0] = 0.4
	for c, x := range z {
		p.program.Input(1)[c*p.program.Stride()] = x
	}
	flowtest.Must(p.t, p.program.Run(1))
	for c := range p.dim {
		v = append(v, p.program.Output(0)[c*p.program.Stride()])
	}
	return v, p.program.Output(1)[0]
}

// frame is an orthonormal basis of the tangent space at a unit vector.
func frame(u []float64) (basis [][]float64) {
	all := [][]float64{u}
	for i := range u {
		e := make([]float64, len(u))
		e[i] = 1
		for _, a := range all {
			subtract(e, a, dot(e, a))
		}
		if r := math.Sqrt(dot(e, e)); r > 0.2 && len(basis) < len(u)-1 {
			for k := range e {
				e[k] /= r
			}
			all, basis = append(all, e), append(basis, e)
		}
	}
	return basis
}

func dot(a, b []float64) (sum float64) {
	for i := range a {
		sum += a[i] * b[i]
	}
	return sum
}

func subtract(a, b []float64, scale float64) {
	for i := range a {
		a[i] -= scale * b[i]
	}
}

// div v = Σ ⟨∂v/∂s, e⟩ along the great circles that leave in the directions e of a frame. It is the trace of the extended field at every
// radius, and the field is tangent.
func TestTraceIsTheDivergence(t *testing.T) {
	for _, n := range []int{2, 3, 4} {
		m := manifold.Sphere(n)
		f, err := manifold.NewField(m, network(t, m, 6))
		flowtest.Must(t, err)
		p := newProbe(t, f)
		for _, u := range points(m, 8, 3) {
			v, trace := p.at(u)
			if along := dot(u, v); math.Abs(along) > 1e-14*(1+length(v)) {
				t.Errorf("%d columns: the velocity has a part %g along the radius", n, along)
			}
			basis := frame(u)
			if len(basis) != n-1 {
				continue // the point lies too near an axis for the frame
			}
			sum := 0.0
			for _, e := range basis {
				const h = 1e-4
				ahead, _ := p.at(along(u, e, h))
				behind, _ := p.at(along(u, e, -h))
				sum += (dot(ahead, e) - dot(behind, e)) / (2 * h)
			}
			flowtest.CloseTo(t, "trace", []float64{trace}, []float64{sum}, 1e-6)
			far := append([]float64(nil), u...)
			for i := range far {
				far[i] *= 1.7
			}
			_, elsewhere := p.at(far)
			flowtest.CloseTo(t, "trace at another radius", []float64{elsewhere}, []float64{trace}, 1e-12)
		}
	}
}

// along is the point at the angle s on the great circle from u in the direction e.
func along(u, e []float64, s float64) []float64 {
	x := make([]float64, len(u))
	for i := range x {
		x[i] = math.Cos(s)*u[i] + math.Sin(s)*e[i]
	}
	return x
}

func length(v []float64) float64 { return math.Sqrt(dot(v, v)) }
