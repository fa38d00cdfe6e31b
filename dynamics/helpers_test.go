// Helpers: a field in a graph of its own, with values for its arguments.

package dynamics_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/graph"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// rig is a field in a graph of its own, with inputs t, z, c and room for more.
type rig struct {
	test    testing.TB
	field   dynamics.Field
	b       *graph.Builder
	rows    int
	t, z, c *G.Node
	inputs  []*G.Node
	values  [][]float64 // of the inputs, row by row
	random  *rand.Rand
}

func newRig(test testing.TB, f dynamics.Field, rows int, timePerRow bool) *rig {
	r := &rig{test: test, field: f, rows: rows, random: rand.New(rand.NewPCG(7, uint64(rows)))}
	r.b = graph.NewBuilder[float32](rows)
	if f.Params().Dtype() == tensor.Float64 {
		r.b = graph.NewBuilder[float64](rows)
	}
	if timePerRow {
		r.t = r.input("t", 1)
	} else {
		r.t = r.remember(r.b.Shared("t", 1, 1), 1)
	}
	r.z = r.input("z", f.Dim())
	if width := dynamics.CondDim(f); width > 0 {
		r.c = r.input("c", width)
	}
	return r
}

// input adds a per-row input with random normal values.
func (r *rig) input(name string, cols int) *G.Node {
	return r.remember(r.b.Input(name, cols), r.rows*cols)
}

func (r *rig) remember(n *G.Node, count int) *G.Node {
	r.inputs = append(r.inputs, n)
	r.values = append(r.values, r.normal(count))
	return n
}

func (r *rig) normal(count int) []float64 {
	x := make([]float64, count)
	for i := range x {
		x[i] = r.random.NormFloat64()
	}
	return x
}

func (r *rig) build() *G.Node {
	r.test.Helper()
	f, err := r.field.Build(r.b, r.t, r.z, r.c)
	r.must(err)
	return f
}

func (r *rig) layers() (*G.Node, []dynamics.Factor) {
	r.test.Helper()
	f, chain, err := r.field.(dynamics.Layered).BuildLayers(r.b, r.t, r.z, r.c)
	r.must(err)
	return f, chain
}

func (r *rig) must(err error) {
	r.test.Helper()
	if err == nil {
		err = r.b.Err()
	}
	if err != nil {
		r.test.Fatalf("%+v", err)
	}
}

// push multiplies tangents by the factors of a Jacobian.
func (r *rig) push(v *G.Node, chain []dynamics.Factor) *G.Node {
	for _, f := range chain {
		if f.Weight != nil {
			v = r.b.MatMul(v, f.Weight, false, false)
		} else {
			v = r.b.Mul(v, f.Diag)
		}
	}
	return v
}

// total is Σ x∘y over everything, 1×1.
func (r *rig) total(x, y *G.Node) *G.Node {
	return r.b.SumRows(r.b.SumCols(r.b.Mul(x, y)), 1)
}

// pull is a VJP in which a structural zero is zeros.
func (r *rig) pull(out, cotangent *G.Node, wrt ...*G.Node) []*G.Node {
	r.test.Helper()
	grads := r.b.VJP([]*G.Node{out}, []*G.Node{cotangent}, wrt)
	r.must(nil)
	for i, g := range grads {
		if g == nil {
			grads[i] = r.b.Scale(wrt[i], 0)
		}
	}
	return grads
}

func (r *rig) one() *G.Node { return r.b.Const(1, 1, []float64{1}) }

// paramNodes are the leaves of all parameters.
func (r *rig) paramNodes() []*G.Node {
	var nodes []*G.Node
	for _, p := range r.field.Params().List() {
		nodes = append(nodes, r.b.Param(p))
	}
	return nodes
}

// evaluator computes outputs, each row by row.
func (r *rig) evaluator(outputs ...*G.Node) func() [][]float64 {
	r.test.Helper()
	r.must(nil)
	if r.field.Params().Dtype() == graph.DtypeOf[float32]() {
		return evaluate[float32](r, outputs)
	}
	return evaluate[float64](r, outputs)
}

func evaluate[T graph.Float](r *rig, outputs []*G.Node) func() [][]float64 {
	r.test.Helper()
	p, err := graph.Compile[T](r.inputs, outputs, &graph.CompileSettings{Builder: r.b})
	r.must(err)
	return func() [][]float64 {
		r.test.Helper()
		for i, n := range r.inputs {
			scatter(p.Input(i), r.values[i], n.Shape()[1], r.b.IsPerRow(n), p.Stride())
		}
		r.must(p.Run(r.rows))
		all := make([][]float64, len(outputs))
		for i, n := range outputs {
			all[i] = gather(p.Output(i), n.Shape(), r.b.IsPerRow(n), p.Stride())
		}
		return all
	}
}

func scatter[T graph.Float](to []T, from []float64, cols int, perRow bool, stride int) {
	for i, v := range from {
		if perRow {
			to[i%cols*stride+i/cols] = T(v)
		} else {
			to[i] = T(v)
		}
	}
}

func gather[T graph.Float](from []T, shape []int, perRow bool, stride int) []float64 {
	x := make([]float64, shape[0]*shape[1])
	for i := range x {
		if perRow {
			x[i] = float64(from[i%shape[1]*stride+i/shape[1]])
		} else {
			x[i] = float64(from[i])
		}
	}
	return x
}

// expectClose fails where got and want differ by more than tolerance·(1 + the largest of want).
func expectClose(t testing.TB, what string, got, want []float64, tolerance float64) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%s: %d values, want %d", what, len(got), len(want))
	}
	scale := 1.0
	for _, w := range want {
		scale = math.Max(scale, math.Abs(w))
	}
	for i := range want {
		if d := math.Abs(got[i] - want[i]); !(d <= tolerance*scale) {
			t.Fatalf("%s[%d] = %.17g, want %.17g (difference %.2g)", what, i, got[i], want[i], d)
		}
	}
}
