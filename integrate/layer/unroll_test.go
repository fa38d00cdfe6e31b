// Unrolled steps against the solver.

package layer_test

import (
	"math"
	"testing"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/internal/odetest"
	"github.com/gorgoflow/gorgoflow/integrate/layer"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/gorgoflow/gorgoflow/integrate/tableau"
	"github.com/gorgoflow/gorgoflow/internal/long"
	"github.com/pkg/errors"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// model is the network dy/dt = tanh(y·w1 + t·clock)·w2 in two forms: as a System, and in a user's graph of Gorgonia's own
// operations.
type model struct {
	params *graph.Params
	system *ode.System

	g      *G.ExprGraph
	y0     *G.Node
	leaves G.Nodes // one for each parameter
}

const (
	modelRows  = 4
	modelWidth = 3
)

func newModel[T graph.Float](t testing.TB) *model {
	t.Helper()
	m := &model{params: graph.NewParams(graph.DtypeOf[T]()), g: G.NewGraph()}
	for i, shape := range [][2]int{{modelWidth, 5}, {1, 5}, {5, modelWidth}} {
		q, err := m.params.Add([]string{"w1", "clock", "w2"}[i], shape[0], shape[1])
		if err != nil {
			t.Fatal(err)
		}
		for k := range q.Len() {
			q.Set(k, 0.8*math.Sin(1.3*float64(k)+float64(i)))
		}
		m.leaves = append(m.leaves, leaf[T](m.g, q.Name, q.Rows, q.Cols, q.Values()))
	}
	m.y0 = leaf[T](m.g, "y0", modelRows, modelWidth, modelStart())
	m.system = &ode.System{Blocks: []ode.Block{{Name: "y", Width: modelWidth}}, Params: m.params,
		Build: func(b *graph.Builder, t *G.Node, y, _ []*G.Node) ([]*G.Node, error) {
			w := m.params.List()
			a := b.Add(b.MatMul(y[0], b.Param(w[0]), false, false), b.MatMul(t, b.Param(w[1]), false, false))
			return []*G.Node{b.MatMul(b.Tanh(a), b.Param(w[2]), false, false)}, b.Err()
		}}
	return m
}

func modelStart() []float64 {
	y := make([]float64, modelRows*modelWidth)
	for i := range y {
		y[i] = 1.2 * math.Cos(0.9*float64(i))
	}
	return y
}

// rate is the network in Gorgonia's own operations.
func (m *model) rate(t, y *G.Node) (*G.Node, error) {
	a, err := G.Add(G.Must(G.Mul(y, m.leaves[0])), G.Must(G.Mul(t, m.leaves[1])))
	if err != nil {
		return nil, err
	}
	return G.Mul(G.Must(G.Tanh(a)), m.leaves[2])
}

func values[T graph.Float](x []float64) []T {
	out := make([]T, len(x))
	for i, v := range x {
		out[i] = T(v)
	}
	return out
}

func leaf[T graph.Float](g *G.ExprGraph, name string, rows, cols int, x []float64) *G.Node {
	return G.NewMatrix(g, graph.DtypeOf[T](), G.WithName(name), G.WithShape(rows, cols),
		G.WithValue(tensor.New(tensor.WithShape(rows, cols), tensor.WithBacking(values[T](x)))))
}

// cost adds the loss odetest.Weighted to a graph: Σ c_i y_i + ½ Σ y_i².
func cost(t testing.TB, y *G.Node) *G.Node {
	t.Helper()
	c := make([]float64, y.Shape().TotalSize())
	for i := range c {
		c[i] = math.Sin(1 + 0.37*float64(i))
	}
	weights := leaf[float64](y.Graph(), "weights", y.Shape()[0], y.Shape()[1], c)
	terms := G.Must(G.Add(G.Must(G.HadamardProd(weights, y)), G.Must(G.Mul(G.Must(G.Square(y)), G.NewConstant(0.5)))))
	return G.Must(G.Sum(terms))
}

func run(t testing.TB, g *G.ExprGraph, options ...G.VMOpt) {
	t.Helper()
	machine := G.NewTapeMachine(g, options...)
	defer machine.Close()
	if err := machine.RunAll(); err != nil {
		t.Fatalf("%+v", err)
	}
}

func numbers(t testing.TB, n *G.Node) []float64 {
	t.Helper()
	switch v := n.Value().Data().(type) {
	case float64:
		return []float64{v}
	case []float64:
		return v
	case []float32:
		return values[float64](func() (x []float64) {
			for _, e := range v {
				x = append(x, float64(e))
			}
			return x
		}())
	}
	t.Fatalf("%v holds %T", n, n.Value().Data())
	return nil
}

func near(t testing.TB, what string, got, want []float64, tolerance float64) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%s: %d numbers, want %d", what, len(got), len(want))
	}
	for i := range want {
		if !(math.Abs(got[i]-want[i]) <= tolerance*(1+math.Abs(want[i]))) {
			t.Errorf("%s[%d]: %.15g, want %.15g", what, i, got[i], want[i])
		}
	}
}

// reference is the gradient of odetest.Weighted by Replay with fixed steps.
func (m *model) reference(t testing.TB, tab *tableau.Tableau, t0, t1 float64, steps int) *integrate.Gradient[float64] {
	t.Helper()
	s := solverOf[float64](t, m.system, &integrate.Settings{Tableau: tab, Steps: steps, Lanes: 4})
	p := &ode.Problem[float64]{T0: t0, T1: t1, Rows: modelRows, Y: [][]float64{modelStart()}}
	g, err := s.Gradient(t.Context(), p, odetest.Weighted[float64](m.system), nil)
	if err != nil {
		t.Fatalf("%+v", err)
	}
	return g
}

// TestUnrollIsTheSolverWithFixedSteps: unrolled steps have the end state and the gradients of a solver with fixed
// steps, for every explicit tableau, forward and backward, with times that are numbers or nodes. Gorgonia
// differentiates and runs them.
func TestUnrollIsTheSolverWithFixedSteps(t *testing.T) {
	takes := long.OneIn(3)
	for _, tab := range odetest.Explicit {
		for _, ends := range [][2]float64{{0.2, 1.1}, {0.9, -0.3}} {
			for _, nodes := range []bool{false, true} {
				if !takes() {
					continue
				}
				m := newModel[float64](t)
				t0, t1, wrt := layer.At(ends[0]), layer.At(ends[1]), append(G.Nodes{m.y0}, m.leaves...)
				if nodes {
					a, b := G.NewScalar(m.g, G.Float64, G.WithName("a"), G.WithValue(ends[0])), leaf[float64](m.g, "b", 1, 1, ends[1:])
					t0, t1, wrt = layer.AtNode(a), layer.AtNode(b), append(wrt, a, b)
				}
				y, err := layer.Unroll(tab, m.rate, m.y0, t0, t1, 3)
				if err != nil {
					t.Fatalf("%s: %+v", tab.Name, err)
				}
				grads, err := G.Grad(cost(t, y), wrt...)
				if err != nil {
					t.Fatalf("%s: %+v", tab.Name, err)
				}
				run(t, m.g)
				want := m.reference(t, tab, ends[0], ends[1], 3)
				near(t, tab.Name+" state", numbers(t, y), want.Solution.Y[0], 1e-14)
				for i, w := range append(append([][]float64{want.Y0[0]}, want.Params...), []float64{want.T0}, []float64{want.T1})[:len(wrt)] {
					near(t, tab.Name+" "+wrt[i].Name(), numbers(t, grads[i]), w, 1e-12)
				}
			}
		}
	}
}

// TestUnrollTakesTimesOfRows: with a time for each row, each row has its own interval.
func TestUnrollTakesTimesOfRows(t *testing.T) {
	m := newModel[float64](t)
	y, err := layer.Unroll(tableau.RK4, m.rate, m.y0, layer.At(0.1), layer.AtNode(leaf[float64](m.g, "ends", modelRows, 1, []float64{0.5, 1, -1, 2})), 4)
	if err != nil {
		t.Fatalf("%+v", err)
	}
	run(t, m.g)
	for row, end := range []float64{0.5, 1, -1, 2} {
		want := m.reference(t, tableau.RK4, 0.1, end, 4).Solution.Y[0]
		at := row * modelWidth
		near(t, "row", numbers(t, y)[at:at+modelWidth], want[at:at+modelWidth], 1e-14)
	}
}

// TestUnrollHasSecondDerivatives: the derivative of a component of the gradient, by graph.VJP twice, agrees with central
// differences of the gradient by Replay.
func TestUnrollHasSecondDerivatives(t *testing.T) {
	m := newModel[float64](t)
	y, err := layer.Unroll(tableau.Bosh3, m.rate, m.y0, layer.At(0.2), layer.At(1.1), 2)
	if err != nil {
		t.Fatal(err)
	}
	bar := make([]float64, modelRows*modelWidth)
	for i := range bar {
		bar[i] = math.Sin(1 + 0.37*float64(i))
	}
	first, err := graph.VJP([]*G.Node{y}, []*G.Node{leaf[float64](m.g, "bar", modelRows, modelWidth, bar)}, m.leaves[:1])
	if err != nil {
		t.Fatalf("%+v", err)
	}
	pick := make([]float64, 15)
	pick[7] = 1
	second, err := graph.VJP(first, []*G.Node{leaf[float64](m.g, "pick", 3, 5, pick)}, m.leaves[2:])
	if err != nil {
		t.Fatalf("%+v", err)
	}
	run(t, m.g)
	s := solverOf[float64](t, m.system, &integrate.Settings{Tableau: tableau.Bosh3, Steps: 2, Lanes: 4})
	p := &ode.Problem[float64]{T0: 0.2, T1: 1.1, Rows: modelRows, Y: [][]float64{modelStart()}}
	component := func() float64 {
		g, err := s.Gradient(t.Context(), p, func(lo, hi int, _ [][]float64, _ [][]float64, ybar [][]float64, _ [][]float64) (float64, error) {
			copy(ybar[0], bar[lo*modelWidth:hi*modelWidth])
			return 0, nil
		}, nil)
		if err != nil {
			t.Fatal(err)
		}
		return g.Params[0][7]
	}
	q := m.params.Get("w2")
	for k := range q.Len() {
		v := q.At(k)
		want := odetest.Difference4(&v, func() float64 { q.Set(k, v); m.params.Touch(); return component() })
		q.Set(k, v)
		near(t, "second derivative", numbers(t, second[0])[k:k+1], []float64{want}, 1e-9)
	}
}

// TestUnrollHitsTheEnd: the time of the last stage is t1 to the bit, and RK4 integrates dy/dt = t, for which it is
// exact, to round-off.
func TestUnrollHitsTheEnd(t *testing.T) {
	for _, nodes := range []bool{false, true} {
		m := newModel[float64](t)
		var last *G.Node
		t0, t1 := layer.At(0), layer.At(0.7)
		if nodes {
			t1 = layer.AtNode(leaf[float64](m.g, "end", 1, 1, []float64{0.7}))
		}
		y, err := layer.Unroll(tableau.RK4, func(t, y *G.Node) (*G.Node, error) {
			last = t
			b := graph.Wrap(t.Graph(), t.Dtype())
			return b.BroadcastCols(t, modelWidth), b.Err()
		}, m.y0, t0, t1, 49) // 0.7/49·49 is not 0.7
		if err != nil {
			t.Fatal(err)
		}
		run(t, m.g)
		if got := numbers(t, last)[0]; got != 0.7 {
			t.Errorf("the last stage is at %.17g, want 0.7", got)
		}
		want := modelStart()
		for i := range want {
			want[i] += 0.7 * 0.7 / 2
		}
		near(t, "integral of t", numbers(t, y), want, 1e-14)
	}
}

func TestUnrollInSinglePrecision(t *testing.T) {
	m := newModel[float32](t)
	y, err := layer.Unroll(nil, m.rate, m.y0, layer.At(0), layer.At(1), 4)
	if err != nil {
		t.Fatalf("%+v", err)
	}
	run(t, m.g)
	want := newModel[float64](t).reference(t, tableau.Tsit5, 0, 1, 4)
	near(t, "state", numbers(t, y), want.Solution.Y[0], 1e-6)
}

// TestUnrollLeavesOutWhatIsNotNeeded: Unroll evaluates f as often as a solver, but not at the end of the last step.
func TestUnrollLeavesOutWhatIsNotNeeded(t *testing.T) {
	for _, c := range []struct {
		tab  *tableau.Tableau
		want int
	}{{tableau.Euler, 5}, {tableau.RK4, 20}, {tableau.Dopri5, 30}, {tableau.Bosh3, 15}, {tableau.Tsit5, 30}} {
		m, n := newModel[float64](t), 0
		_, err := layer.Unroll(c.tab, func(t, y *G.Node) (*G.Node, error) { n++; return m.rate(t, y) }, m.y0, layer.At(0), layer.At(1), 5)
		if err != nil || n != c.want {
			t.Errorf("%s: %d evaluations in 5 steps, want %d (%v)", c.tab.Name, n, c.want, err)
		}
	}
}

// TestUnrollIsForExplicitMethods: Unroll refuses Rosenbrock methods, whose coefficients have another meaning.
func TestUnrollIsForExplicitMethods(t *testing.T) {
	m := newModel[float64](t)
	for _, tab := range odetest.Implicit {
		if _, err := layer.Unroll(tab, m.rate, m.y0, layer.At(0), layer.At(1), 1); !errors.Is(err, integrate.ErrSettings) {
			t.Errorf("%s: %v", tab.Name, err)
		}
	}
}

func TestUnrollErrors(t *testing.T) {
	m := newModel[float64](t)
	other := newModel[float64](t)
	vector := G.NewVector(m.g, G.Float64, G.WithName("vector"), G.WithShape(3))
	single := leaf[float32](m.g, "single", 1, 1, []float64{1})
	wide := leaf[float64](m.g, "wide", 1, 2, []float64{1, 2})
	broken := errors.New("broken")
	var shape *graph.ShapeError
	var dtype *graph.DtypeError
	var panicked *graph.PanicError
	unroll := func(f func(t, y *G.Node) (*G.Node, error), y *G.Node, t0, t1 layer.Time, steps int) error {
		n, err := layer.Unroll(tableau.RK4, f, y, t0, t1, steps)
		if n != nil {
			t.Errorf("the node %v comes with the error %v, want none", n, err)
		}
		return err
	}
	constant := func(n *G.Node, err error) func(t, y *G.Node) (*G.Node, error) {
		return func(_, _ *G.Node) (*G.Node, error) { return n, err }
	}
	for what, ok := range map[string]bool{
		"steps":      errors.Is(unroll(m.rate, m.y0, layer.At(0), layer.At(1), 0), integrate.ErrSettings),
		"no rate":    errors.Is(unroll(nil, m.y0, layer.At(0), layer.At(1), 1), integrate.ErrSettings),
		"no state":   errors.Is(unroll(m.rate, nil, layer.At(0), layer.At(1), 1), graph.ErrNilNode),
		"interval":   errors.Is(unroll(m.rate, m.y0, layer.At(1), layer.At(1), 1), ode.ErrInterval),
		"infinite":   errors.Is(unroll(m.rate, m.y0, layer.At(math.Inf(1)), layer.At(1), 1), ode.ErrInterval),
		"nil time":   errors.Is(unroll(m.rate, m.y0, layer.At(0), layer.AtNode(nil), 1), ode.ErrInterval),
		"vector":     errors.As(unroll(m.rate, vector, layer.At(0), layer.At(1), 1), &shape),
		"wide time":  errors.As(unroll(m.rate, m.y0, layer.At(0), layer.AtNode(wide), 1), &shape),
		"time dtype": errors.As(unroll(m.rate, m.y0, layer.At(0), layer.AtNode(single), 1), &dtype),
		"time graph": errors.Is(unroll(m.rate, m.y0, layer.At(0), layer.AtNode(other.y0), 1), graph.ErrDifferentGraphs),
		"rate nil":   errors.Is(unroll(constant(nil, nil), m.y0, layer.At(0), layer.At(1), 1), ode.ErrSystem),
		"rate error": errors.Is(unroll(constant(nil, broken), m.y0, layer.At(0), layer.At(1), 1), broken),
		"rate shape": errors.Is(unroll(constant(wide, nil), m.y0, layer.At(0), layer.At(1), 1), ode.ErrSystem),
		"rate graph": errors.Is(unroll(constant(other.y0, nil), m.y0, layer.At(0), layer.At(1), 1), ode.ErrSystem),
		"rate panic": errors.As(unroll(func(_, _ *G.Node) (*G.Node, error) { panic("no") }, m.y0, layer.At(0), layer.At(1), 1), &panicked),
	} {
		if !ok {
			t.Errorf("%s: not the error that it should be", what)
		}
	}
	if _, err := layer.Unroll(&tableau.Tableau{Name: "own"}, m.rate, m.y0, layer.At(0), layer.At(1), 1); !errors.Is(err, tableau.ErrTableau) {
		t.Errorf("tableau: %v, want ErrTableau", err)
	}
}
