// The trace of a field on a sphere against its divergence by differences along great circles.

package manifold_test

import (
	"math"
	"testing"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/flowtest"
	"github.com/gorgoflow/gorgoflow/likelihood/manifold"
	"gonum.org/v1/gonum/floats"
	G "gorgonia.org/gorgonia"
)

// probe computes a field and its trace by a compiled program.
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

// at returns the velocity at a point, and the trace.
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
			floats.AddScaled(e, -floats.Dot(e, a), a)
		}
		if r := floats.Norm(e, 2); r > 0.2 && len(basis) < len(u)-1 {
			floats.Scale(1/r, e)
			all, basis = append(all, e), append(basis, e)
		}
	}
	return basis
}

// TestTraceIsTheDivergence: the divergence is Σ ⟨∂v/∂s, e⟩ along the great circles in the directions e of a frame. It
// equals the trace of the extended field at every radius. The velocity is tangent to the sphere.
func TestTraceIsTheDivergence(t *testing.T) {
	for _, n := range []int{2, 3, 4} {
		m := manifold.Sphere(n)
		f, err := manifold.NewField(m, network(t, m, 6))
		flowtest.Must(t, err)
		p := newProbe(t, f)
		for _, u := range points(m, 8, 3) {
			v, trace := p.at(u)
			if along := floats.Dot(u, v); math.Abs(along) > 1e-14*(1+floats.Norm(v, 2)) {
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
				sum += (floats.Dot(ahead, e) - floats.Dot(behind, e)) / (2 * h)
			}
			flowtest.CloseTo(t, "trace", []float64{trace}, []float64{sum}, 1e-6)
			_, elsewhere := p.at(floats.ScaleTo(make([]float64, n), 1.7, u))
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
