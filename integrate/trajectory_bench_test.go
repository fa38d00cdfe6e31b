// A benchmark of gradients of output times, which testdata/peer/trajectory.py compares with other packages.

package integrate_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/gorgoflow/gorgoflow/internal/cputime"
	G "gorgonia.org/gorgonia"
)

// plain is dz/dt = f(z) for a tanh network 2-64-64-2, whose weights trajectory.py has too.
func plain(t testing.TB) *ode.System {
	widths := []int{2, 64, 64, 2}
	params := graph.NewParams(graph.DtypeOf[float32]())
	var weights []*graph.Param
	for l := range widths[1:] {
		q, err := params.Add(fmt.Sprint("w", l), widths[l], widths[l+1])
		if err != nil {
			t.Fatal(err)
		}
		for i := range q.Len() {
			q.Set(i, 1.6*math.Sin(float64(3*i+widths[l]))/math.Sqrt(float64(widths[l])))
		}
		weights = append(weights, q)
	}
	return &ode.System{Blocks: []ode.Block{{Name: "z", Width: 2}}, Params: params, Build: func(b *graph.Builder, _ *G.Node, y, _ []*G.Node) ([]*G.Node, error) {
		x := y[0]
		for l, w := range weights {
			if x = b.MatMul(x, b.Param(w), false, false); l < len(weights)-1 {
				x = b.Tanh(x)
			}
		}
		return []*G.Node{x}, b.Err()
	}}
}

// BenchmarkTrajectory is the gradient of the mean square of 1000 rows at 1 to 1000 output times, by initial values and
// weights, with one step size a row and with one for each pack. It reports the loss and the norm of the gradient by weights.
func BenchmarkTrajectory(b *testing.B) {
	for _, n := range []int{1, 10, 100, 1000} {
		for i, name := range []string{"rows", "batch"} {
			s := mustSolver[float32](b, plain(b), &integrate.Settings{RTol: 1e-5, ATol: 1e-5, Shared: i == 1})
			b.Run(fmt.Sprintf("%d/%s", n, name), func(b *testing.B) { benchmarkTrajectory(b, s, n) })
		}
	}
}

func benchmarkTrajectory(b *testing.B, s *integrate.Solver[float32], n int) {
	const rows = 1000
	p := &ode.Problem[float32]{T1: 12, Rows: rows, Y: [][]float32{make([]float32, 2*rows)}}
	for i := range p.Y[0] {
		p.Y[0][i] = float32(math.Sin(float64(i)))
	}
	for i := range n {
		p.SaveAt = append(p.SaveAt, p.T1*float64(i+1)/float64(n))
	}
	loss := func(c *integrate.Trajectory[float32]) (sum float64, err error) {
		scale := 1 / float32(rows*n)
		for i, v := range c.Saved[0] {
			sum += float64(v) * float64(v)
			c.SavedBar[0][i] = 2 * v * scale
		}
		return sum * float64(scale), nil
	}
	b.ReportAllocs()
	var g *integrate.Gradient[float32]
	before := cputime.Seconds()
	for b.Loop() {
		var err error
		if g, err = s.GradientOfTrajectory(b.Context(), p, loss, nil); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric((cputime.Seconds()-before)*1e3/float64(b.N), "cpu-ms/op")
	b.ReportMetric(float64(g.Forward.Flops+g.Backward.Flops)/1e9, "GFLOP")
	b.ReportMetric(float64(g.Forward.Evaluations)/rows, "evaluations")
	norm := 0.0
	for _, q := range g.Params {
		for _, v := range q {
			norm += v * v
		}
	}
	b.ReportMetric(g.Loss, "loss")
	b.ReportMetric(math.Sqrt(norm), "norm")
}
