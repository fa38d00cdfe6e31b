// Errors of a layer.

package layer_test

import (
	"math"
	"testing"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/internal/odetest"
	"github.com/gorgoflow/gorgoflow/integrate/layer"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/pkg/errors"
	G "gorgonia.org/gorgonia"
)

// TestNoPanicComesOutOfALayer: NewLayer returns a panic of the system's functions as an error.
func TestNoPanicComesOutOfALayer(t *testing.T) {
	rate := func(*graph.Builder, *G.Node, *G.Node) *G.Node { panic("mine") }
	event := odetest.ScalarSystem(func(b *graph.Builder, _, y *G.Node) *G.Node { return b.Neg(y) })
	event.Events = []ode.Event{{Function: func(*graph.Builder, *G.Node, []*G.Node, []*G.Node) (*G.Node, error) { panic("mine") }}}
	for name, sys := range map[string]*ode.System{"rate": odetest.ScalarSystem(rate), "event": event} {
		var panicked *graph.PanicError
		if _, err := layer.NewLayer[float64](sys, nil); !errors.As(err, &panicked) {
			t.Errorf("%s: %v, want a *graph.PanicError", name, err)
		}
	}
}

// failing returns a layer of one column after a machine has run it into an error.
func failing(t testing.TB, y0, t1 float64, settings *integrate.Settings, f func(b *graph.Builder, t, y *G.Node) *G.Node) *layer.Layer[float64] {
	t.Helper()
	l, err := layer.NewLayer[float64](odetest.ScalarSystem(f), settings)
	must(t, err)
	g := G.NewGraph()
	y, err := l.Apply(leaf[float64](g, "y", 1, 1, []float64{y0}), layer.At(0), layer.AtNode(leaf[float64](g, "t1", 1, 1, []float64{t1})), nil, nil)
	must(t, err)
	_, err = G.Grad(G.Must(G.Sum(y)), g.AllNodes()[0])
	must(t, err)
	machine := G.NewTapeMachine(g)
	defer machine.Close()
	if err := machine.RunAll(); err == nil {
		t.Error("the machine reports no error")
	}
	return l
}

// TestFailingLayer: the machine gets an error, never a panic, and Layer.Err keeps the type that the machine loses.
func TestFailingLayer(t *testing.T) {
	square := func(b *graph.Builder, _, y *G.Node) *G.Node { return b.Square(y) }
	var step *ode.StepError
	if err := failing(t, 1, 2, nil, square).Err(); !errors.As(err, &step) || !(math.Abs(step.T-1) <= 1e-3) {
		t.Errorf("blow-up: %v", err)
	}
	if err := failing(t, 1, 0.9, &integrate.Settings{MaxSteps: 3}, square).Err(); !errors.Is(err, ode.OutOfSteps) {
		t.Errorf("steps: %v", err)
	}
	if err := failing(t, math.NaN(), 1, nil, square).Err(); !errors.Is(err, ode.NotFinite) {
		t.Errorf("NaN: %v", err)
	}
	if err := failing(t, 1, 0, nil, square).Err(); !errors.Is(err, ode.ErrInterval) {
		t.Errorf("interval: %v", err)
	}
	var panicked *graph.PanicError
	bang := func(b *graph.Builder, _, y *G.Node) *G.Node { return b.Apply(odetest.Explode{}, y) }
	if err := failing(t, 1, 1, nil, bang).Err(); !errors.As(err, &panicked) {
		t.Errorf("panic: %v", err)
	}
}

// TestLayerRecovers: a layer whose run has failed works in the next run.
func TestLayerRecovers(t *testing.T) {
	m := newModel[float64](t)
	l, err := layer.NewLayer[float64](m.system, nil)
	must(t, err)
	if _, err := l.Op().Do(); !errors.Is(err, ode.ErrShape) || !errors.Is(l.Err(), ode.ErrShape) {
		t.Errorf("no operands: %v", err)
	}
	if _, err := l.Op().Do(make([]G.Value, 6)...); !errors.Is(err, ode.ErrShape) {
		t.Errorf("nil operands: %v", err)
	}
	y, err := l.Apply(m.y0, layer.At(0), layer.At(1), m.leaves, nil)
	must(t, err)
	run(t, m.g)
	if l.Err() != nil || len(numbers(t, y)) != modelRows*modelWidth {
		t.Errorf("after an error: %v", l.Err())
	}
}

func TestLayerRefuses(t *testing.T) {
	m, other := newModel[float64](t), newModel[float64](t)
	l, err := layer.NewLayer[float64](m.system, nil)
	must(t, err)
	var shape *graph.ShapeError
	var dtype *graph.DtypeError
	apply := func(y *G.Node, t0, t1 layer.Time, params, args G.Nodes) error {
		n, err := l.Apply(y, t0, t1, params, args)
		if n != nil {
			t.Errorf("the node %v comes with the error %v, want none", n, err)
		}
		return err
	}
	two := leaf[float64](m.g, "two", 2, 1, []float64{1, 2})
	wide := leaf[float64](m.g, "wide", 4, 7, make([]float64, 28))
	vector := G.NewVector(m.g, G.Float64, G.WithName("vector"), G.WithShape(3))
	single := leaf[float32](m.g, "single", modelRows, modelWidth, make([]float64, 12))
	for what, ok := range map[string]bool{
		"no state":     errors.Is(apply(nil, layer.At(0), layer.At(1), m.leaves, nil), graph.ErrNilNode),
		"no parameter": errors.Is(apply(m.y0, layer.At(0), layer.At(1), G.Nodes{nil, nil, nil}, nil), graph.ErrNilNode),
		"parameters":   errors.Is(apply(m.y0, layer.At(0), layer.At(1), m.leaves[:2], nil), ode.ErrShape),
		"inputs":       errors.Is(apply(m.y0, layer.At(0), layer.At(1), m.leaves, m.leaves), ode.ErrShape),
		"interval":     errors.Is(apply(m.y0, layer.At(1), layer.At(1), m.leaves, nil), ode.ErrInterval),
		"time":         errors.As(apply(m.y0, layer.At(0), layer.AtNode(two), m.leaves, nil), &shape),
		"state":        errors.As(apply(wide, layer.At(0), layer.At(1), m.leaves, nil), &shape),
		"vector":       errors.As(apply(vector, layer.At(0), layer.At(1), m.leaves, nil), &shape),
		"order":        errors.As(apply(m.y0, layer.At(0), layer.At(1), G.Nodes{m.leaves[2], m.leaves[1], m.leaves[0]}, nil), &shape),
		"dtype":        errors.As(apply(single, layer.At(0), layer.At(1), m.leaves, nil), &dtype),
		"graph":        errors.Is(apply(m.y0, layer.At(0), layer.At(1), other.leaves, nil), graph.ErrDifferentGraphs),
	} {
		if !ok {
			t.Errorf("%s: not the error that it should be", what)
		}
	}
	if _, err := layer.Leaves(nil, l.Params); !errors.Is(err, graph.ErrNilNode) {
		t.Errorf("leaves of no graph: %v", err)
	}
	if err := l.Store(m.leaves[:1]); !errors.Is(err, ode.ErrShape) {
		t.Errorf("store: %v", err)
	}
	if _, err := layer.NewLayer[float64](nil, nil); !errors.Is(err, ode.ErrSystem) {
		t.Errorf("no system: %v", err)
	}
}

// TestLayerWithoutDerivative: a layer whose system has no derivative solves, and its derivative is a typed error.
func TestLayerWithoutDerivative(t *testing.T) {
	l, err := layer.NewLayer[float64](odetest.ScalarSystem(func(b *graph.Builder, _, y *G.Node) *G.Node { return b.Apply(odetest.Opaque{}, y) }), nil)
	must(t, err)
	g := G.NewGraph()
	y0 := leaf[float64](g, "y", 1, 1, []float64{1})
	y, err := l.Apply(y0, layer.At(0), layer.At(1), nil, nil)
	must(t, err)
	run(t, g)
	near(t, "state", numbers(t, y), []float64{1}, 0)
	var no *graph.NotDifferentiableError
	if _, err := graph.VJP([]*G.Node{y}, []*G.Node{y0}, []*G.Node{y0}); !errors.As(err, &no) {
		t.Errorf("the derivative: %v, want a *graph.NotDifferentiableError", err)
	}
}
