// Functions as fields: values, derivatives and what is refused.

package dynamics_test

import (
	"errors"
	"math"
	"slices"
	"sync"
	"testing"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/graph"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// oneMatrix are the parameters of z·A.
func oneMatrix(t testing.TB) *graph.Params {
	params := graph.NewParams(tensor.Float64)
	a, err := params.Add("A", 3, 3)
	if err == nil {
		err = a.SetAll([]float64{0.1, -1, 0.2, 0.7, 0, 0.3, -0.4, 0.5, -0.6})
	}
	if err != nil {
		t.Fatal(err)
	}
	return params
}

// plainFunction is tanh(z·A + t·1) in Gorgonia's operations.
func plainFunction(g *G.ExprGraph, t, z *G.Node, params []*G.Node) (*G.Node, error) {
	product, err := G.Mul(z, params[0])
	if err != nil {
		return nil, err
	}
	ones := G.NewConstant(tensor.New(tensor.WithShape(1, 3), tensor.WithBacking([]float64{1, 1, 1})))
	times, err := G.Mul(t, g.AddNode(ones))
	if err != nil {
		return nil, err
	}
	sum, err := G.Add(product, times)
	if err != nil {
		return nil, err
	}
	return G.Tanh(sum)
}

// closure is plainFunction in terms of the Builder.
func closure(params *graph.Params) dynamics.BuildFunc {
	return func(b *graph.Builder, t, z, _ *G.Node) *G.Node {
		return b.Tanh(b.Add(b.MatMul(z, b.Param(params.List()[0]), false, false), t))
	}
}

func functionFields(t testing.TB) map[string]dynamics.Field {
	params, same := oneMatrix(t), oneMatrix(t)
	function, err := dynamics.FromFunc(3, params, plainFunction)
	if err != nil {
		t.Fatalf("%+v", err)
	}
	built, err := dynamics.NewField(3, same, closure(same))
	if err != nil {
		t.Fatalf("%+v", err)
	}
	return map[string]dynamics.Field{"FromFunc": function, "NewField": built}
}

func TestFunctionsValuesAndDerivatives(t *testing.T) {
	for name, field := range functionFields(t) {
		for _, rows := range []int{1, 7} {
			for _, timePerRow := range []bool{false, true} {
				t.Run(name, func(t *testing.T) {
					r := newRig(t, field, rows, timePerRow)
					f := r.build()
					expectClose(t, "f", r.evaluator(f)()[0], plainTanh(r), 1e-14)
					v := variables{r, len(r.inputs)}
					u := r.input("u", 3)
					expectGradient(t, r, v, r.total(f, u))
					expectGradient(t, r, v, r.total(r.pull(f, u, r.z)[0], r.input("v", 3)))
				})
			}
		}
	}
}

func plainTanh(r *rig) []float64 {
	a := r.field.Params().List()[0].Values()
	var want []float64
	for row := range r.rows {
		for j := range 3 {
			sum := r.values[0][row%len(r.values[0])]
			for i := range 3 {
				sum += r.values[1][row*3+i] * a[i*3+j]
			}
			want = append(want, math.Tanh(sum))
		}
	}
	return want
}

// TestUndeclaredLeavesAreNamed: learnables inside a user's function are refused by name, since a gradient would miss them
// (a defect of torchdiffeq).
func TestUndeclaredLeavesAreNamed(t *testing.T) {
	_, err := dynamics.FromFunc(3, nil, func(g *G.ExprGraph, t, z *G.Node, _ []*G.Node) (*G.Node, error) {
		w := G.NewMatrix(g, tensor.Float64, G.WithShape(3, 3), G.WithName("my weights"), G.WithInit(G.GlorotN(1)))
		return G.Mul(z, w)
	})
	var undeclared *dynamics.UndeclaredError
	if !errors.As(err, &undeclared) || !slices.Equal(undeclared.Names, []string{"my weights"}) {
		t.Errorf("error %v, want an UndeclaredError of \"my weights\"", err)
	}
}

// TestUndeclaredLeavesOfABuilderAreNamed: so are matrices and numbers that a BuildFunc adds to the graph. Nodes that say
// that they are constants are taken.
func TestUndeclaredLeavesOfABuilderAreNamed(t *testing.T) {
	for name, leaf := range map[string]func(g *G.ExprGraph) *G.Node{
		"weights": func(g *G.ExprGraph) *G.Node {
			return G.NewMatrix(g, tensor.Float64, G.WithShape(3, 3), G.WithName("weights"), G.WithInit(G.GlorotN(1)))
		},
		"rate": func(g *G.ExprGraph) *G.Node {
			return G.NewScalar(g, tensor.Float64, G.WithName("rate"), G.WithValue(2.0))
		},
		"nobody": func(g *G.ExprGraph) *G.Node {
			return G.NewMatrix(g, tensor.Float64, G.WithShape(3, 3), G.WithName("nobody"))
		},
	} {
		_, err := dynamics.NewField(3, nil, func(b *graph.Builder, _, z, _ *G.Node) *G.Node {
			y, err := G.Mul(z, leaf(b.Graph()))
			if err != nil {
				return b.Fail(err)
			}
			return y
		})
		var undeclared *dynamics.UndeclaredError
		if !errors.As(err, &undeclared) || !slices.Equal(undeclared.Names, []string{name}) {
			t.Errorf("%s: error %v, want an UndeclaredError of this leaf", name, err)
		}
	}
	_, err := dynamics.NewField(3, nil, func(b *graph.Builder, _, z, _ *G.Node) *G.Node {
		ones := b.Graph().AddNode(G.NewConstant(tensor.New(tensor.WithShape(3, 3), tensor.WithBacking([]float64{1, 1, 1, 1, 1, 1, 1, 1, 1}))))
		return b.Add(b.MatMul(z, ones, false, false), b.MatMul(z, b.Identity(3), false, false))
	})
	if err != nil {
		t.Errorf("constants: %v", err)
	}
}

func TestFunctionsMayFail(t *testing.T) {
	params := oneMatrix(t)
	own := errors.New("own error")
	var setting *dynamics.SettingError
	var shape *graph.ShapeError
	var dtype *graph.DtypeError
	var panicked *graph.PanicError
	from := func(f dynamics.Function) error {
		_, err := dynamics.FromFunc(3, params, f)
		return err
	}
	_, err := dynamics.FromFunc(0, params, plainFunction)
	expectAs(t, "dim 0", err, &setting)
	expectAs(t, "no function", from(nil), &setting)
	expectAs(t, "narrow result", from(func(_ *G.ExprGraph, t, _ *G.Node, _ []*G.Node) (*G.Node, error) { return t, nil }), &shape)
	expectAs(t, "panic", from(func(_ *G.ExprGraph, t, z *G.Node, _ []*G.Node) (*G.Node, error) { return G.Must(G.Mul(t, z)), nil }), &panicked)
	expectAs(t, "dtype", from(func(g *G.ExprGraph, _, z *G.Node, _ []*G.Node) (*G.Node, error) {
		return G.NewMatrix(g, tensor.Float32, G.WithShape(z.Shape()...), G.WithName("x")), nil
	}), &dtype)
	if err := from(func(*G.ExprGraph, *G.Node, *G.Node, []*G.Node) (*G.Node, error) { return nil, own }); !errors.Is(err, own) {
		t.Errorf("error %v, want the function's own", err)
	}
	if err := from(func(*G.ExprGraph, *G.Node, *G.Node, []*G.Node) (*G.Node, error) { return nil, nil }); !errors.Is(err, graph.ErrNilNode) {
		t.Errorf("no node: error %v, want ErrNilNode", err)
	}
	if err := from(func(_ *G.ExprGraph, _, z *G.Node, _ []*G.Node) (*G.Node, error) {
		return G.NewMatrix(G.NewGraph(), tensor.Float64, G.WithShape(z.Shape()...), G.WithName("x")), nil
	}); !errors.Is(err, graph.ErrDifferentGraphs) {
		t.Errorf("a node of another graph: error %v, want ErrDifferentGraphs", err)
	}
}

func TestClosuresMayFail(t *testing.T) {
	var setting *dynamics.SettingError
	var shape *graph.ShapeError
	var panicked *graph.PanicError
	_, err := dynamics.NewField(2, nil, nil)
	expectAs(t, "no function", err, &setting)
	_, err = dynamics.NewConditionalField(2, -1, nil, func(_ *graph.Builder, _, z, _ *G.Node) *G.Node { return z })
	expectAs(t, "cond", err, &setting)
	_, err = dynamics.NewField(2, nil, func(b *graph.Builder, t, _, _ *G.Node) *G.Node { return t })
	expectAs(t, "narrow", err, &shape)
	_, err = dynamics.NewField(2, nil, func(b *graph.Builder, t, z, _ *G.Node) *G.Node { return b.MatMul(z, z, false, false) })
	expectAs(t, "builder's error", err, &shape)
	_, err = dynamics.NewField(2, nil, func(*graph.Builder, *G.Node, *G.Node, *G.Node) *G.Node { panic("no") })
	expectAs(t, "panic", err, &panicked)
}

func TestConditionalClosure(t *testing.T) {
	field, err := dynamics.NewConditionalField(2, 1, nil, func(b *graph.Builder, t, z, c *G.Node) *G.Node {
		return b.Mul(b.Mul(z, c), t)
	})
	if err != nil || dynamics.CondDim(field) != 1 {
		t.Fatalf("error %v, conditions of %d columns, want 1", err, dynamics.CondDim(field))
	}
	r := newRig(t, field, 2, false)
	r.values = [][]float64{{2}, {1, 2, 3, 4}, {10, 100}}
	expectClose(t, "f", r.evaluator(r.build())()[0], []float64{20, 40, 600, 800}, 0)
}

// TestConcurrentBuilds: fields build in several goroutines at once, though the state of Gorgonia's package is not made for
// that.
func TestConcurrentBuilds(t *testing.T) {
	fields := functionFields(t)
	var wait sync.WaitGroup
	for range 8 {
		for _, field := range fields {
			wait.Go(func() {
				b := graph.NewBuilder[float64](3)
				if _, err := field.Build(b, b.Input("t", 1), b.Input("z", field.Dim()), nil); err != nil {
					t.Error(err)
				}
			})
		}
	}
	wait.Wait()
}

// TestMaximumOfColumnsIsAField: what the largest of several features makes of a row, as in pooling, is a row.
func TestMaximumOfColumnsIsAField(t *testing.T) {
	field, err := dynamics.FromFunc(3, oneMatrix(t), func(_ *G.ExprGraph, _, z *G.Node, params []*G.Node) (*G.Node, error) {
		largest, err := G.Reshape(G.Must(G.Max(G.Must(G.Mul(z, params[0])), 1)), tensor.Shape{z.Shape()[0], 1})
		if err != nil {
			return nil, err
		}
		return G.Concat(1, largest, largest, largest)
	})
	if err != nil {
		t.Fatal(err)
	}
	b := graph.NewBuilder[float64](4)
	y, err := field.Build(b, b.Shared("t", 1, 1), b.Input("z", 3), nil)
	if err != nil || !b.IsPerRow(y) {
		t.Errorf("a row for each row: %t, error %v", b.IsPerRow(y), err)
	}
}
