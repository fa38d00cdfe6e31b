// Unrolled fields against the solver.

package layer_test

import (
	"errors"
	"math"
	"testing"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/layer"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/gorgoflow/gorgoflow/integrate/tableau"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// fieldIn is a field in a user's graph, and the problem that a solver of that field gets.
type fieldIn[T graph.Float] struct {
	field   *dynamics.MLP
	g       *G.ExprGraph
	z, c    *G.Node
	weights G.Nodes
	problem *ode.Problem[T]
}

const fieldRows = 5

func newFieldIn[T graph.Float](t *testing.T, settings dynamics.MLPSettings) *fieldIn[T] {
	t.Helper()
	field, err := dynamics.NewMLP(3, &settings)
	if err != nil {
		t.Fatal(err)
	}
	f := &fieldIn[T]{field: field, g: G.NewGraph(), problem: &ode.Problem[T]{T0: 0.2, T1: 1.1, Rows: fieldRows}}
	leaf := func(name string, cols int) *G.Node {
		x := make([]T, fieldRows*cols)
		for i := range x {
			x[i] = T(math.Sin(1.3 + 2.1*float64(i) + float64(cols)))
		}
		return G.NewMatrix(f.g, graph.DtypeOf[T](), G.WithName(name), G.WithShape(fieldRows, cols),
			G.WithValue(tensor.New(tensor.WithShape(fieldRows, cols), tensor.WithBacking(x))))
	}
	f.z = leaf("z", 3)
	f.problem.Y = [][]T{f.z.Value().Data().([]T)}
	if settings.Cond > 0 {
		f.c = leaf("c", settings.Cond)
		f.problem.Args = [][]T{f.c.Value().Data().([]T)}
	}
	if f.weights, err = layer.Leaves(f.g, field.Params()); err != nil {
		t.Fatal(err)
	}
	return f
}

// TestUnrollField: a field that is unrolled in a user's graph has the end state of a solver with fixed steps. Gorgonia's
// derivatives by state, condition and weights are those of Replay, in both number types.
func TestUnrollField(t *testing.T) {
	t.Run("float64", func(t *testing.T) {
		testUnrollField[float64](t, dynamics.MLPSettings{Hidden: []int{7, 5}, Seed: 1, Float64: true, Cond: 2}, 1e-12)
		testUnrollField[float64](t, dynamics.MLPSettings{Hidden: []int{6}, Seed: 2, Float64: true}, 1e-12)
	})
	t.Run("float32", func(t *testing.T) {
		testUnrollField[float32](t, dynamics.MLPSettings{Hidden: []int{7, 5}, Seed: 1, Cond: 2}, 3e-5)
	})
}

func testUnrollField[T graph.Float](t *testing.T, settings dynamics.MLPSettings, tolerance float64) {
	t.Helper()
	f := newFieldIn[T](t, settings)
	const steps = 3
	end, err := layer.UnrollField(tableau.Dopri5, f.field, f.z, layer.At(f.problem.T0), layer.At(f.problem.T1), f.weights, f.c, steps)
	if err != nil {
		t.Fatalf("%+v", err)
	}
	wrt := append(G.Nodes{f.z}, f.weights...)
	if f.c != nil {
		wrt = append(wrt, f.c)
	}
	grads, err := G.Grad(G.Must(G.Sum(G.Must(G.Square(end)))), wrt...)
	if err != nil {
		t.Fatal(err)
	}
	var state G.Value // a copy, since the machine overwrites the value of the node
	G.Read(end, &state)
	machine := G.NewTapeMachine(f.g)
	defer machine.Close()
	if err := machine.RunAll(); err != nil {
		t.Fatal(err)
	}
	solver, err := integrate.NewSolver[T](ode.FromField(f.field), &integrate.Settings{Tableau: tableau.Dopri5, Steps: steps})
	if err != nil {
		t.Fatal(err)
	}
	squares := func(_, _ int, y [][]T, _ [][]float64, ybar [][]T, _ [][]float64) (sum float64, err error) {
		for i, v := range y[0] {
			sum, ybar[0][i] = sum+float64(v*v), 2*v
		}
		return sum, nil
	}
	want, err := solver.Gradient(t.Context(), f.problem, squares, nil)
	if err != nil {
		t.Fatal(err)
	}
	compare := func(what string, value G.Value, want []T) {
		t.Helper()
		got := value.Data().([]T)
		for i, v := range want {
			if d := math.Abs(float64(got[i] - v)); !(d <= tolerance*(1+math.Abs(float64(v)))) {
				t.Errorf("%s %d: %v, want %v", what, i, got[i], v)
			}
		}
	}
	compare("state", state, want.Solution.Y[0])
	compare("by the state", grads[0].Value(), want.Y0[0])
	for q, sums := range want.Params {
		narrow := make([]T, len(sums))
		for i, v := range sums {
			narrow[i] = T(v)
		}
		compare("by "+f.field.Params().List()[q].Name, grads[1+q].Value(), narrow)
	}
	if f.c != nil {
		compare("by the condition", grads[len(grads)-1].Value(), want.Args[0])
	}
}

// TestUnrollFieldWithConstants: a field with Gorgonia's constants, numbers and matrices, is unrolled as a layer solves it.
// The matrices are too large for Gorgonia to print what tells them apart.
func TestUnrollFieldWithConstants(t *testing.T) {
	matrix := func(name string, element float64) *G.Node {
		data := make([]float64, 60)
		data[25] = element
		return G.NewConstant(tensor.New(tensor.WithShape(2, 30), tensor.WithBacking(data)), G.WithName(name))
	}
	field, err := dynamics.FromFunc(2, nil, func(_ *G.ExprGraph, _, z *G.Node, _ []*G.Node) (*G.Node, error) {
		wide := G.Must(G.Sub(G.Must(G.Mul(z, matrix("one", 0.7))), G.Must(G.Mul(z, matrix("other", -1.3)))))
		return G.BroadcastHadamardProd(z, G.Must(G.Mul(G.Must(G.Sum(wide, 1)), G.NewConstant(0.5))), nil, []byte{1})
	})
	must(t, err)
	g := G.NewGraph()
	z := leaf[float64](g, "z", 3, 2, []float64{0.1, 0.2, -0.3, 0.4, 0.5, -0.6})
	l, err := layer.NewLayer[float64](ode.FromField(field), &integrate.Settings{Tableau: tableau.RK4, Steps: 3})
	must(t, err)
	want, err := l.Apply(z, layer.At(0), layer.At(1), nil, nil)
	must(t, err)
	got, err := layer.UnrollField(tableau.RK4, field, z, layer.At(0), layer.At(1), nil, nil, 3)
	must(t, err)
	run(t, g)
	near(t, "end", numbers(t, got), numbers(t, want), 1e-14)
	near(t, "first component", numbers(t, want)[:1], []float64{0.1 / (1 - 0.1)}, 1e-4)
}

// TestUnrollFieldRefuses: UnrollField refuses nodes, fields and numbers of steps that do not fit together.
func TestUnrollFieldRefuses(t *testing.T) {
	f := newFieldIn[float64](t, dynamics.MLPSettings{Hidden: []int{4}, Seed: 1, Float64: true, Cond: 2})
	other := newFieldIn[float64](t, dynamics.MLPSettings{Hidden: []int{5}, Seed: 1, Float64: true, Cond: 2})
	single := newFieldIn[float32](t, dynamics.MLPSettings{Hidden: []int{4}, Seed: 1})
	unroll := func(field ode.Field, z *G.Node, weights G.Nodes, c *G.Node, steps int) error {
		_, err := layer.UnrollField(nil, field, z, layer.At(0), layer.At(1), weights, c, steps)
		return err
	}
	var shape *graph.ShapeError
	for name, c := range map[string]struct{ got, want error }{
		"no state":         {unroll(f.field, nil, f.weights, f.c, 1), graph.ErrNilNode},
		"no field":         {unroll(nil, f.z, f.weights, f.c, 1), integrate.ErrSettings},
		"few weights":      {unroll(f.field, f.z, f.weights[1:], f.c, 1), ode.ErrShape},
		"a nil weight":     {unroll(f.field, f.z, append(G.Nodes{nil}, f.weights[1:]...), f.c, 1), graph.ErrNilNode},
		"no condition":     {unroll(f.field, f.z, f.weights, nil, 1), ode.ErrShape},
		"other graph":      {unroll(f.field, f.z, other.weights, f.c, 1), graph.ErrDifferentGraphs},
		"other type":       {unroll(f.field, single.z, f.weights, single.z, 1), ode.ErrSystem},
		"no step":          {unroll(f.field, f.z, f.weights, f.c, 0), integrate.ErrSettings},
		"condition unread": {unroll(single.field, single.z, single.weights, single.z, 1), ode.ErrShape},
	} {
		if !errors.Is(c.got, c.want) {
			t.Errorf("%s: %v", name, c.got)
		}
	}
	if err := unroll(f.field, f.z, append(G.Nodes{f.c}, f.weights[1:]...), f.c, 1); !errors.As(err, &shape) || shape.Op != "parameter "+f.field.Params().List()[0].Name {
		t.Errorf("a weight of another shape: %v", err)
	}
	if err := unroll(f.field, f.c, f.weights, f.c, 1); !errors.As(err, &shape) {
		t.Errorf("a state of another width: %v", err)
	}
}
