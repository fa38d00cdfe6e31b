// Benchmarks of whole programs.

package graph_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/gorgoflow/gorgoflow/graph"
	G "gorgonia.org/gorgonia"
)

// network is FFJORD's toy network: concatsquash layers in→hidden…→in with tanh between them.
func network(b *graph.Builder, p *graph.Params, t, z *G.Node, sizes []int) *G.Node {
	x := z
	for i := 1; i < len(sizes); i++ {
		param := func(name string, rows, cols int) *G.Node {
			name = fmt.Sprintf("%d.%s", i, name)
			q := p.Get(name)
			if q == nil {
				var err error
				if q, err = p.Add(name, rows, cols); err != nil {
					panic(err)
				}
				rng := rand.New(rand.NewPCG(uint64(i), uint64(len(name))))
				for j := range q.Len() {
					q.Set(j, rng.NormFloat64()*0.2)
				}
				p.Touch()
			}
			return b.Param(q)
		}
		in, out := sizes[i-1], sizes[i]
		y := b.Add(b.MatMul(x, param("weight", out, in), false, true), param("bias", 1, out))
		gate := b.Sigmoid(b.Add(b.MatMul(t, param("gate.weight", 1, out), false, false), param("gate.bias", 1, out)))
		shift := b.MatMul(t, param("shift", 1, out), false, false)
		x = b.Add(b.Mul(y, gate), shift)
		if i+1 < len(sizes) {
			x = b.Tanh(x)
		}
	}
	return x
}

type benchCase struct {
	name   string
	perRow bool
	build  func(b *graph.Builder, p *graph.Params, t, z, e *G.Node, sizes []int) (outputs, sums []*G.Node)
}

var benchCases = []benchCase{
	{"f", false, benchValue}, {"f+vjp", false, benchHutchinson}, {"adjoint", false, benchAdjoint},
	{"f", true, benchValue}, {"f+vjp", true, benchHutchinson}, {"adjoint", true, benchAdjoint},
	{"f+jvp", true, benchExact},
}

func benchValue(b *graph.Builder, p *graph.Params, t, z, e *G.Node, sizes []int) (outputs, sums []*G.Node) {
	return []*G.Node{network(b, p, t, z, sizes)}, nil
}

func benchHutchinson(b *graph.Builder, p *graph.Params, t, z, e *G.Node, sizes []int) (outputs, sums []*G.Node) {
	f := network(b, p, t, z, sizes)
	v, err := graph.VJP([]*G.Node{f}, []*G.Node{e}, []*G.Node{z})
	if err != nil {
		panic(err)
	}
	return []*G.Node{f, b.SumCols(b.Mul(v[0], e))}, nil
}

func benchExact(b *graph.Builder, p *graph.Params, t, z, e *G.Node, sizes []int) (outputs, sums []*G.Node) {
	f := network(b, p, t, z, sizes)
	d := sizes[0]
	eye := make([]float64, d*d)
	for i := range d {
		eye[i*d+i] = 1
	}
	seed := b.BroadcastRows(b.Const(d, d, eye), b.Rows())
	v := b.JVP([]*G.Node{f}, []*G.Node{z}, []*G.Node{seed})
	if b.Err() != nil {
		panic(b.Err())
	}
	return []*G.Node{f, b.FoldRows(b.SumCols(b.Mul(v[0], seed)), d)}, nil
}

func benchAdjoint(b *graph.Builder, p *graph.Params, t, z, e *G.Node, sizes []int) (outputs, sums []*G.Node) {
	o, _ := benchHutchinson(b, p, t, z, e, sizes)
	a := b.Input("a", sizes[0])
	al := b.Input("al", 1)
	wrt := []*G.Node{z}
	for _, q := range p.List() {
		wrt = append(wrt, b.Param(q))
	}
	g, err := graph.VJP(o, []*G.Node{a, al}, wrt)
	if err != nil {
		panic(err)
	}
	return append(o, g...), g[1:]
}

// BenchmarkProgram measures right-hand sides of the toy network and of a wide network, 64 rows at a time, in one goroutine.
func BenchmarkProgram(b *testing.B) {
	for _, shape := range []struct {
		name  string
		sizes []int
		rows  int
		block int
	}{{"toy64", []int{2, 64, 64, 64, 2}, 512, 64}, {"d43", []int{43, 860, 860, 43}, 1000, 64}} {
		for _, c := range benchCases {
			b.Run(fmt.Sprintf("%s/%s/perRow=%v", shape.name, c.name, c.perRow), func(b *testing.B) {
				p := graph.NewParams(graph.DtypeOf[float32]())
				bld := graph.NewBuilder[float32](shape.block)
				var t *G.Node
				if c.perRow {
					t = bld.Input("t", 1)
				} else {
					t = bld.Shared("t", 1, 1)
				}
				z, e := bld.Input("z", shape.sizes[0]), bld.Input("e", shape.sizes[0])
				outputs, sums := c.build(bld, p, t, z, e, shape.sizes)
				if bld.Err() != nil {
					b.Fatal(bld.Err())
				}
				inputs := []*G.Node{t, z, e}
				for _, name := range []string{"a", "al"} {
					inputs = append(inputs, bld.Graph().ByName(name)...)
				}
				prog, err := graph.Compile[float32](inputs, outputs, &graph.CompileSettings{Builder: bld, Accumulate: sums})
				if err != nil {
					b.Fatal(err)
				}
				for i := range prog.Bound().Inputs {
					fill(prog, i, uint64(i))
				}
				blocks := shape.rows / shape.block
				b.ReportAllocs()
				b.ResetTimer()
				for b.Loop() {
					for range blocks {
						if err := prog.Run(shape.block); err != nil {
							b.Fatal(err)
						}
					}
				}
				st := prog.Stats()
				b.ReportMetric(st.FlopsPerRow*float64(blocks*shape.block)*float64(b.N)/b.Elapsed().Seconds()/1e9, "GFLOP/s")
				b.ReportMetric(float64(st.Kernels), "kernels")
			})
		}
	}
}
