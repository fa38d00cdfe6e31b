// A user's network, by package graph and an optimiser alone: full batches, one program, gradients by VJP.

package optim_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"sync"
	"testing"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/internal/cputime"
	"github.com/gorgoflow/gorgoflow/train/optim"
	G "gorgonia.org/gorgonia"
)

// network is a multi-layer perceptron with tanh between its layers, and the program of its squared error over the whole
// batch.
type network[T graph.Float] struct {
	params   *graph.Params
	program  *graph.Program[T] // inputs x and y; outputs the loss and its gradient
	gradient [][]float64
}

func newNetwork[T graph.Float](tb testing.TB, rows, all int, sizes ...int) *network[T] {
	tb.Helper()
	n := &network[T]{params: graph.NewParams(graph.DtypeOf[T]())}
	b := graph.NewBuilder[T](rows)
	x, y := b.Input("x", sizes[0]), b.Input("y", sizes[len(sizes)-1])
	rng := rand.New(rand.NewPCG(1, 2))
	var weights []*G.Node
	z := x
	for i := 1; i < len(sizes); i++ {
		leaf := func(name string, rows, cols int, deviation float64) *G.Node {
			p, err := n.params.Add(fmt.Sprint(name, i), rows, cols)
			if err != nil {
				tb.Fatal(err)
			}
			for k := range p.Len() {
				p.Set(k, deviation*rng.NormFloat64())
			}
			n.gradient = append(n.gradient, make([]float64, p.Len()))
			weights = append(weights, b.Param(p))
			return weights[len(weights)-1]
		}
		if i > 1 {
			z = b.Tanh(z)
		}
		w := leaf("w", sizes[i], sizes[i-1], math.Sqrt(1/float64(sizes[i-1])))
		z = b.Add(b.MatMul(z, w, false, true), leaf("b", 1, sizes[i], 0.1))
	}
	squares := b.SumRows(b.SumCols(b.Square(b.Sub(z, y))), 1)
	loss := b.Scale(squares, 1/float64(all*sizes[len(sizes)-1]))
	outputs := append([]*G.Node{loss}, b.VJP([]*G.Node{loss}, []*G.Node{b.Const(1, 1, []float64{1})}, weights)...)
	var err error
	if n.program, err = graph.Compile[T]([]*G.Node{x, y}, outputs, &graph.CompileSettings{Builder: b}); err != nil {
		tb.Fatal(err)
	}
	return n
}

// fill writes the rows that begin with number from: four random numbers each, and what the network is to make of them.
func fill[T graph.Float](p *graph.Program[T], rows, from int) {
	x, y := p.Input(0), p.Input(1)
	for r := range rows {
		rng := rand.New(rand.NewPCG(3, uint64(from+r)))
		sum := 0.0
		for c := range 4 {
			v := rng.NormFloat64()
			sum += v
			x[c*p.Stride()+r], y[c*p.Stride()+r] = T(v), T(math.Sin(v)*math.Cos(sum))
		}
	}
}

// at runs the program, stores the gradient and returns the loss.
func (n *network[T]) at(tb testing.TB) float64 {
	if err := n.program.Run(n.program.Rows()); err != nil {
		tb.Fatal(err)
	}
	for i, g := range n.gradient {
		for k, v := range n.program.Output(1 + i)[:len(g)] {
			g[k] = float64(v)
		}
	}
	return float64(n.program.Output(0)[0])
}

// step is one step of the training. It returns the loss before it.
func (n *network[T]) step(tb testing.TB, run optim.Run) float64 {
	loss := n.at(tb)
	if err := optim.Move(run, n.params.List(), n.gradient, 1); err != nil {
		tb.Fatal(err)
	}
	return loss
}

// TestNetworkLearns: the gradient is that of differences, and Adam's loss falls to a third.
func TestNetworkLearns(t *testing.T) {
	n := newNetwork[float64](t, 300, 300, 4, 8, 6, 4)
	fill(n.program, 300, 0)
	n.at(t)
	for i, p := range n.params.List() {
		got, w := n.gradient[i][1], p.At(1)
		shifted := func(by float64) float64 {
			p.Set(1, w+by)
			n.params.Touch()
			return n.at(t)
		}
		want := (shifted(1e-5) - shifted(-1e-5)) / 2e-5
		shifted(0)
		if math.Abs(got-want) > 1e-8 {
			t.Errorf("derivative by %s is %g, want %g as by differences", p.Name, got, want)
		}
	}
	run := start(t, optim.Adam{Rate: 0.02}, n.params.List(), nil)
	first, last := n.at(t), 0.0
	for range 300 {
		last = n.step(t, run)
	}
	if !(last < first/3) {
		t.Errorf("the loss falls from %g to %g, want a third", first, last)
	}
}

// TestNetworkInParts: clones that share the rows together give the gradient of one program. Their gradients, added in the
// order of the clones, have the same bits however many goroutines run the clones.
func TestNetworkInParts(t *testing.T) {
	const rows, parts = 6000, 4
	whole := newNetwork[float32](t, rows, rows, 4, 32, 16, 4)
	fill(whole.program, rows, 0)
	whole.at(t)
	n := newNetwork[float32](t, rows/parts, rows, 4, 32, 16, 4)
	clones := make([]*graph.Program[float32], parts)
	for i := range clones {
		clones[i] = n.program.Clone()
		fill(clones[i], rows/parts, i*rows/parts)
	}
	sum := func(workers int) []float32 {
		var group sync.WaitGroup
		for w := range workers {
			group.Go(func() {
				for i := w; i < parts; i += workers {
					if err := clones[i].Run(rows / parts); err != nil {
						t.Error(err)
					}
				}
			})
		}
		group.Wait()
		total := make([]float32, 16*32)
		for _, c := range clones {
			for k := range total {
				total[k] += c.Output(3)[k]
			}
		}
		return total
	}
	want := sum(1)
	for _, workers := range []int{2, 3, parts} {
		for k, v := range sum(workers) {
			if v != want[k] {
				t.Fatalf("%d goroutines: derivative %d is %v, want %v as by one", workers, k, v, want[k])
			}
		}
	}
	for k, v := range want {
		if got := whole.gradient[2][k]; math.Abs(got-float64(v)) > 1e-6*(1+math.Abs(got)) {
			t.Errorf("derivative %d is %g in parts, %g of the whole", k, v, got)
		}
	}
}

// BenchmarkFullBatch is a step of Adam on 10,000 rows by one goroutine. GORGOFLOW_CPU=AVX2 holds the step to those
// instructions. Processor time is that of the process, which other processes on the machine disturb little. The least time
// is that of the fastest step, which they do not disturb.
func BenchmarkFullBatch(b *testing.B) {
	const rows = 10000
	n := newNetwork[float32](b, rows, rows, 4, 32, 16, 4)
	fill(n.program, rows, 0)
	run, err := optim.Adam{}.Start(n.params.List(), nil)
	if err != nil {
		b.Fatal(err)
	}
	n.step(b, run)
	b.ReportAllocs()
	spent := cputime.Seconds()
	least := math.Inf(1)
	for b.Loop() {
		before := b.Elapsed()
		n.step(b, run)
		least = min(least, (b.Elapsed() - before).Seconds())
	}
	b.ReportMetric(1e6*(cputime.Seconds()-spent)/float64(b.N), "core-µs/op")
	b.ReportMetric(1e6*least, "least-µs")
	s := n.program.Stats()
	b.ReportMetric(s.FlopsPerRow*rows/least/1e9, "GFLOP/s")
	b.ReportMetric(100*s.FlopsPerRow*rows/least/graph.PeakFlops[float32](), "%peak")
}
