// Invariances: densities under rotations and turns, directions under scaling, and points under projection.

package manifold_test

import (
	"math"
	"testing"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/tableau"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/flowtest"
	"github.com/gorgoflow/gorgoflow/likelihood/manifold"
	G "gorgonia.org/gorgonia"
)

// turned is a network in rotated axes: it computes Q g(Qᵀz).
type turned struct {
	dynamics.Field
	q [][]float64
}

func (f turned) Build(b *graph.Builder, t, z, c *G.Node) (*G.Node, error) {
	var flat []float64
	for _, row := range f.q {
		flat = append(flat, row...)
	}
	q := b.Const(len(f.q), len(f.q), flat)
	v, err := f.Field.Build(b, t, b.MatMul(z, q, false, false), c) // rows: zᵀQ = (Qᵀz)ᵀ
	return b.MatMul(v, q, false, true), err
}

// rotation rotates the planes of neighbouring axes one after another.
func rotation(n int) [][]float64 {
	q := make([][]float64, n)
	for i := range q {
		q[i] = make([]float64, n)
		q[i][i] = 1
	}
	for k := range n - 1 {
		s, c := math.Sincos(0.7 + float64(k))
		for _, row := range q {
			row[k], row[k+1] = c*row[k]-s*row[k+1], s*row[k]+c*row[k+1]
		}
	}
	return q
}

func apply(q [][]float64, x []float64) []float64 {
	y := make([]float64, len(x))
	for i, row := range q {
		for j, v := range row {
			y[i] += v * x[j]
		}
	}
	return y
}

// TestRotationInvariance: a flow with rotated axes has, at rotated points, the density of the flow.
func TestRotationInvariance(t *testing.T) {
	for _, n := range []int{2, 3, 5} {
		m, q := manifold.Sphere(n), rotation(n)
		x := points(m, 30, 1)
		net := network(t, m, 4)
		want, err := newFlow(t, m, net, 1e-9).LogProb(t.Context(), x)
		flowtest.Must(t, err)
		for i := range x {
			x[i] = apply(q, x[i])
		}
		got, err := newFlow(t, m, turned{net, q}, 1e-9).LogProb(t.Context(), x)
		flowtest.Must(t, err)
		flowtest.CloseTo(t, "log p of turned points", got, want, 1e-6)
	}
}

// TestAnglesArePeriodic: angles of a torus that differ by whole turns are the same point.
func TestAnglesArePeriodic(t *testing.T) {
	m := manifold.Torus(2)
	flow := newFlow(t, m, network(t, m, 4), 1e-8)
	x := points(m, 20, 1)
	want, err := flow.LogProb(t.Context(), x)
	flowtest.Must(t, err)
	further := make([][]float64, len(x))
	for i, row := range x {
		further[i] = []float64{row[0] + 2*math.Pi, row[1] - 4*math.Pi}
	}
	got, err := flow.LogProb(t.Context(), further)
	flowtest.Must(t, err)
	flowtest.CloseTo(t, "log p after turns", got, want, 1e-6)
	for i := range further {
		m.Project(further[i])
	}
	flowtest.CloseRows(t, "projected", further, x, 1e-12)
}

// TestStepsScale: steps scale with the radius. A solve from c·z ends at c times the end of the solve from z, with the
// same log-density. So a projection after each step would change nothing.
func TestStepsScale(t *testing.T) {
	m := manifold.Sphere(3)
	flow, err := manifold.New(m, network(t, m, 9), &likelihood.Settings{Solver: &integrate.Settings{Tableau: tableau.RK4, Steps: 3}})
	flowtest.Must(t, err)
	x := points(m, 30, 2)
	const c = 1.03
	scaled := make([][]float64, len(x))
	for i, row := range x {
		scaled[i] = []float64{c * row[0], c * row[1], c * row[2]}
	}
	want, err := flow.LogProbWith(t.Context(), x, nil)
	flowtest.Must(t, err)
	got, err := flow.LogProbWith(t.Context(), scaled, nil)
	flowtest.Must(t, err)
	flowtest.CloseTo(t, "log p", got.LogProb, want.LogProb, 1e-12)
	away := 0.0
	for i, row := range want.Base {
		away = max(away, math.Abs(math.Hypot(math.Hypot(row[0], row[1]), row[2])-1))
		for k, v := range row {
			want.Base[i][k] = c * v
		}
	}
	flowtest.CloseRows(t, "the ends", got.Base, want.Base, 1e-12)
	if away < 1e-6 {
		t.Errorf("three steps end %g from the sphere: there is nothing to test", away)
	}
}

// TestConstraint: the distance of samples from the sphere falls with the tolerance.
func TestConstraint(t *testing.T) {
	m := manifold.Sphere(3)
	for _, tolerance := range []float64{1e-4, 1e-6, 1e-8} {
		samples, err := newFlow(t, m, network(t, m, 9), tolerance).Sample(t.Context(), 200, 1)
		flowtest.Must(t, err)
		largest := 0.0
		for _, x := range samples {
			largest = max(largest, math.Abs(math.Hypot(math.Hypot(x[0], x[1]), x[2])-1))
		}
		t.Logf("tolerance %g: at most %.2g from the sphere", tolerance, largest)
		if largest > 10*tolerance {
			t.Errorf("tolerance %g: a sample %g from the sphere", tolerance, largest)
		}
	}
}

// TestAngleIsTheCircle: one network on the circle and on its angle gives one density.
func TestAngleIsTheCircle(t *testing.T) {
	net := network(t, manifold.Torus(1), 5)
	angles := line(-math.Pi, math.Pi, 20, true).points
	directions := make([][]float64, len(angles))
	for i, a := range angles {
		directions[i] = []float64{math.Cos(a[0]), math.Sin(a[0])}
	}
	want, err := newFlow(t, manifold.Sphere(2), net, 1e-9).LogProb(t.Context(), directions)
	flowtest.Must(t, err)
	got, err := newFlow(t, manifold.Torus(1), net, 1e-9).LogProb(t.Context(), angles)
	flowtest.Must(t, err)
	flowtest.CloseTo(t, "log p of angles", got, want, 1e-7)
}
