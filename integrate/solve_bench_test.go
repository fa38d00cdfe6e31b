// Benchmarks of a solve and of a gradient.

package integrate_test

import (
	"math"
	"testing"
	"time"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/internal/odetest"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	G "gorgonia.org/gorgonia"
)

// flowLike is the system of a small continuous flow. A network of three layers of 64 units with gates that depend on t
// moves a position in two dimensions. Its quadrature, εᵀJε for a fixed probe ε, costs about as much again.
func flowLike[T graph.Float](t testing.TB) *ode.System {
	widths := []int{2, 64, 64, 64, 2}
	params := graph.NewParams(graph.DtypeOf[T]())
	var weights, biases, gates []*graph.Param
	add := func(name string, rows, cols int) *graph.Param {
		q, err := params.Add(name, rows, cols)
		if err != nil {
			t.Fatal(err)
		}
		for i := range q.Len() {
			q.Set(i, 1.6*math.Sin(float64(3*i+rows))/math.Sqrt(float64(rows)))
		}
		return q
	}
	for l := range widths[1:] {
		name := string(rune('a' + l))
		weights = append(weights, add("w"+name, widths[l], widths[l+1]))
		biases = append(biases, add("b"+name, 1, widths[l+1]))
		gates = append(gates, add("g"+name, 1, widths[l+1]))
	}
	f := func(b *graph.Builder, t, x *G.Node) *G.Node {
		for l := range weights {
			x = b.Add(b.MatMul(x, b.Param(weights[l]), false, false), b.Param(biases[l]))
			x = b.Mul(x, b.Sigmoid(b.MatMul(t, b.Param(gates[l]), false, false)))
			if l < len(weights)-1 {
				x = b.Tanh(x)
			}
		}
		return x
	}
	return &ode.System{
		Blocks: []ode.Block{{Name: "z", Width: 2}, {Name: "logp", Width: 1, Quadrature: true}},
		Args:   []ode.Block{{Name: "probe", Width: 2}},
		Params: params,
		Build: func(b *graph.Builder, t *G.Node, y, args []*G.Node) ([]*G.Node, error) {
			dz := f(b, t, y[0])
			pulled := b.VJP([]*G.Node{dz}, []*G.Node{args[0]}, []*G.Node{y[0]})
			if b.Err() != nil {
				return nil, b.Err()
			}
			return []*G.Node{dz, b.SumCols(b.Mul(pulled[0], args[0]))}, b.Err()
		},
	}
}

func flowProblem[T graph.Float](rows int) *ode.Problem[T] {
	z, probe := make([]T, 2*rows), make([]T, 2*rows)
	for i := range z {
		z[i], probe[i] = T(2*math.Sin(float64(7*i+1))), T(math.Copysign(1, math.Sin(float64(3*i+2))))
	}
	return &ode.Problem[T]{T0: 1, T1: 0, Rows: rows, Y: [][]T{z, nil}, Args: [][]T{probe}}
}

// BenchmarkSolve is a solve of 512 rows. It also reports which share of the time is not spent in the compiled programs:
// solves and programs are timed in turn, so that a busy machine slows both alike.
func BenchmarkSolve(b *testing.B) {
	for name, control := range map[string]bool{"perrow": false, "shared": true} {
		b.Run(name, func(b *testing.B) {
			s := mustSolver[float32](b, flowLike[float32](b), &integrate.Settings{Shared: control, Workers: 1})
			p := flowProblem[float32](512)
			graphs := graphsOf(b, s, p)
			var out *ode.Solution[float32]
			var alone time.Duration
			b.ReportAllocs()
			for b.Loop() {
				out = mustSolve(b, s, p)
				b.StopTimer()
				start := time.Now()
				graphs()
				alone += time.Since(start)
				b.StartTimer()
			}
			b.ReportMetric(float64(out.Stats.Evaluations)/512, "evals/row")
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(out.Stats.Evaluations*b.N), "ns/eval")
			b.ReportMetric(100*(1-alone.Seconds()/b.Elapsed().Seconds()), "%loop")
		})
	}
}

// BenchmarkGradient is the gradient of 512 rows by both methods.
func BenchmarkGradient(b *testing.B) {
	for name, method := range map[string]integrate.Method{"replay": integrate.Replay, "backsolve": integrate.Backsolve} {
		b.Run(name, func(b *testing.B) {
			sys := flowLike[float32](b)
			s := mustSolver[float32](b, sys, &integrate.Settings{Workers: 1})
			p := flowProblem[float32](512)
			loss := odetest.Weighted[float32](sys)
			settings := &integrate.GradientSettings{Method: method}
			g, err := s.Gradient(b.Context(), p, loss, settings)
			if err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			for b.Loop() {
				if _, err := s.Gradient(b.Context(), p, loss, settings); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(g.Forward.Evaluations)/512, "fwd-evals/row")
			b.ReportMetric(float64(g.Backward.Evaluations)/512, "bwd-evals/row")
		})
	}
}
