// A layer against the solver: values, transposed storage, several uses and machines.

package layer_test

import (
	"testing"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/internal/odetest"
	"github.com/gorgoflow/gorgoflow/integrate/layer"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/gorgoflow/gorgoflow/integrate/tableau"
	"github.com/pkg/errors"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// embedded is a layer in a user's graph, with a leaf for each operand.
type embedded struct {
	layer *layer.Layer[float64]
	g     *G.ExprGraph
	leaf  G.Nodes // state, t0, t1, parameters, constant inputs
	y     *G.Node
	cost  *G.Node
}

func newEmbedded(t testing.TB, settings *integrate.Settings) *embedded {
	return embed(t, odetest.Network[float64](t, 1), settings)
}

// embed makes a layer of a system with the blocks and constant inputs of odetest.Network.
func embed(t testing.TB, sys *ode.System, settings *integrate.Settings) *embedded {
	t.Helper()
	l, err := layer.NewLayer[float64](sys, settings)
	if err != nil {
		t.Fatalf("%+v", err)
	}
	e := &embedded{layer: l, g: G.NewGraph()}
	p := odetest.NetworkProblem[float64](5, 0.2, 1.1)
	state := make([]float64, 0, 5*5)
	for r := range 5 {
		state = append(append(state, p.Y[0][3*r:3*r+3]...), 0.1*float64(r), -0.3)
	}
	params, err := layer.Leaves(e.g, l.Params)
	if err != nil {
		t.Fatal(err)
	}
	e.leaf = append(G.Nodes{leaf[float64](e.g, "state", 5, 5, state), leaf[float64](e.g, "t0", 1, 1, []float64{0.2}),
		G.NewScalar(e.g, G.Float64, G.WithName("t1"), G.WithValue(1.1))}, params...)
	e.leaf = append(e.leaf, leaf[float64](e.g, "c", 5, 2, p.Args[0]))
	n := len(e.leaf) - 1
	if e.y, err = l.Apply(e.leaf[0], layer.AtNode(e.leaf[1]), layer.AtNode(e.leaf[2]), e.leaf[3:n], e.leaf[n:]); err != nil {
		t.Fatalf("%+v", err)
	}
	e.cost = cost(t, e.y)
	return e
}

// TestLayerRefusesEvents: NewLayer refuses terminal events with shared steps, and graph.VJP refuses the gradient through
// events with StepSize.
func TestLayerRefusesEvents(t *testing.T) {
	if _, err := layer.NewLayer[float64](odetest.Eventful(t), &integrate.Settings{Shared: true}); !errors.Is(err, integrate.ErrSettings) {
		t.Errorf("Shared: %v, want ErrSettings", err)
	}
	// With StepSize a layer solves and has no gradient.
	e := embed(t, odetest.Eventful(t), &integrate.Settings{Tableau: tableau.DOP853, StepSize: 0.1})
	run(t, e.g)
	if _, err := graph.VJP([]*G.Node{e.y}, []*G.Node{e.y}, e.leaf[:1]); !errors.Is(err, integrate.ErrSettings) {
		t.Errorf("StepSize: %v, want ErrSettings", err)
	}
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatalf("%+v", err)
	}
}

// TestLayerKeepsItsSystem: a system that is changed after NewLayer, as for another layer, leaves the layer as it was made.
func TestLayerKeepsItsSystem(t *testing.T) {
	sys := odetest.Eventful(t)
	e := embed(t, sys, nil)
	sys.Events, sys.Blocks[0].Width, sys.Args[0].Width, sys.Params = nil, 2, 7, nil
	_, err := G.Grad(e.cost, e.leaf[0])
	must(t, err)
	run(t, e.g)
}

// TestLayerIsTheSolver: the state, the quadratures and the statistics of a layer are those of a solver.
func TestLayerIsTheSolver(t *testing.T) {
	e := newEmbedded(t, nil)
	run(t, e.g)
	p := odetest.NetworkProblem[float64](5, 0.2, 1.1)
	p.Y[1], p.Y[2] = []float64{0, 0.1, 0.2, 0.30000000000000004, 0.4}, []float64{-0.3, -0.3, -0.3, -0.3, -0.3}
	out := solved(t, solverOf[float64](t, odetest.Network[float64](t, 1), nil), p)
	for r := range 5 {
		want := append(append([]float64(nil), out.Y[0][3*r:3*r+3]...), out.Quad[1][r], out.Quad[2][r])
		near(t, "row", numbers(t, e.y)[5*r:5*r+5], want, 1e-15)
	}
	if forward, backward := e.layer.Stats(); forward != out.Stats || backward != (ode.Stats{}) {
		t.Errorf("statistics %+v and %+v, want %+v and none", forward, backward, out.Stats)
	}
}

// TestLayerAppliedTwice: a layer that is applied twice solves with other parameters, times and rows each time.
func TestLayerAppliedTwice(t *testing.T) {
	m := newModel[float64](t)
	l, err := layer.NewLayer[float64](m.system, &integrate.Settings{Tableau: tableau.Dopri5, Steps: 3})
	must(t, err)
	doubled := append([]float64(nil), m.params.List()[2].Values()...)
	for i := range doubled {
		doubled[i] *= 2
	}
	one, err := l.Apply(m.y0, layer.At(0.2), layer.At(1.1), m.leaves, nil)
	must(t, err)
	two, err := l.Apply(leaf[float64](m.g, "fewer", 2, modelWidth, modelStart()[:2*modelWidth]), layer.At(0.2), layer.At(0.8),
		G.Nodes{m.leaves[0], m.leaves[1], leaf[float64](m.g, "other w2", 5, modelWidth, doubled)}, nil)
	must(t, err)
	again, err := l.Apply(m.y0, layer.At(0.2), layer.At(1.1), m.leaves, nil)
	must(t, err)
	if again != one {
		t.Error("equal operands give two nodes, want one")
	}
	run(t, m.g)
	near(t, "first", numbers(t, one), newModel[float64](t).reference(t, tableau.Dopri5, 0.2, 1.1, 3).Solution.Y[0], 1e-15)
	other := newModel[float64](t)
	must(t, other.params.List()[2].SetAll(doubled))
	near(t, "second", numbers(t, two), other.reference(t, tableau.Dopri5, 0.2, 0.8, 3).Solution.Y[0][:2*modelWidth], 1e-15)
}

// TestLayerReadsTransposedValues: a layer reads values whose storage is not in row order: those of Gorgonia's
// Transpose, and tensors with a lazy transposition.
func TestLayerReadsTransposedValues(t *testing.T) {
	m := newModel[float64](t)
	l, err := layer.NewLayer[float64](m.system, &integrate.Settings{Tableau: tableau.Dopri5, Steps: 3})
	must(t, err)
	columns := make([]float64, modelRows*modelWidth)
	for i, v := range modelStart() {
		columns[i%modelWidth*modelRows+i/modelWidth] = v
	}
	y, err := l.Apply(G.Must(G.Transpose(leaf[float64](m.g, "columns", modelWidth, modelRows, columns))), layer.At(0.2), layer.At(1.1), m.leaves, nil)
	must(t, err)
	run(t, m.g)
	want := m.reference(t, tableau.Dopri5, 0.2, 1.1, 3).Solution.Y[0]
	near(t, "state", numbers(t, y), want, 1e-15)

	lazy := tensor.New(tensor.WithShape(modelWidth, modelRows), tensor.WithBacking(columns))
	must(t, lazy.T())
	operands := []G.Value{lazy, layer.Column(tensor.Float64, 1, 0.2), layer.Column(tensor.Float64, 1, 1.1)}
	for _, n := range m.leaves {
		operands = append(operands, n.Value())
	}
	value, err := l.Op().Do(operands...)
	must(t, err)
	near(t, "state", value.Data().([]float64), want, 1e-15)
}

// TestLayerInSeveralMachines: machines that run a layer at the same time get what each machine would get alone.
func TestLayerInSeveralMachines(t *testing.T) {
	m := newModel[float64](t)
	l, err := layer.NewLayer[float64](m.system, &integrate.Settings{Tableau: tableau.Dopri5, Steps: 3})
	must(t, err)
	const machines = 4
	var states, grads [machines]*G.Node
	var graphs [machines]*G.ExprGraph
	for i := range machines {
		g := G.NewGraph()
		weights, err := layer.Leaves(g, l.Params)
		must(t, err)
		for k := range weights[0].Value().Data().([]float64) {
			weights[0].Value().Data().([]float64)[k] *= float64(i + 1)
		}
		y, err := l.Apply(leaf[float64](g, "y0", modelRows, modelWidth, modelStart()), layer.At(0.2), layer.At(1.1), weights, nil)
		must(t, err)
		grad, err := G.Grad(cost(t, y), weights[0])
		must(t, err)
		graphs[i], states[i], grads[i] = g, y, grad[0]
	}
	results := make(chan error, machines)
	for _, g := range graphs {
		go func() {
			machine := G.NewTapeMachine(g)
			defer machine.Close()
			results <- machine.RunAll()
		}()
	}
	for range machines {
		must(t, <-results)
	}
	for i := range machines {
		alone := newModel[float64](t)
		w := alone.params.List()[0]
		for k := range w.Len() {
			w.Set(k, w.At(k)*float64(i+1))
		}
		want := alone.reference(t, tableau.Dopri5, 0.2, 1.1, 3)
		near(t, "state", numbers(t, states[i]), want.Solution.Y[0], 1e-15)
		near(t, "gradient", numbers(t, grads[i]), want.Params[0], 1e-14)
	}
}
