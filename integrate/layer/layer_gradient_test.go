// Gradients of a layer, and training with them.

package layer_test

import (
	"math"
	"strings"
	"testing"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/internal/control"
	"github.com/gorgoflow/gorgoflow/integrate/internal/odetest"
	"github.com/gorgoflow/gorgoflow/integrate/layer"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/gorgoflow/gorgoflow/integrate/tableau"
	"github.com/pkg/errors"
	G "gorgonia.org/gorgonia"
)

// TestGradientOfLayer: the gradient by every operand, from Gorgonia's Grad and machine, agrees with central differences of
// the cost that the machine computes. The cases cross both methods with fixed and adaptive steps, Rosenbrock steps, tstops,
// jumps and events. Adaptive steps depend on the data, and tolerances are so small that the dependence does not show.
func TestGradientOfLayer(t *testing.T) {
	adaptive := integrate.Settings{RTol: 1e-11, ATol: 1e-11}
	shared, seen, jumping := adaptive, odetest.Network[float64](t, 1), odetest.Network[float64](t, 1)
	shared.Shared = true
	seen.Events = odetest.Eventful(t).Events[1:2]
	jumping.Jump = func(b *graph.Builder, t *G.Node, y, args []*G.Node) ([]*G.Node, error) {
		return []*G.Node{b.Add(b.Square(y[0]), b.Mul(t, b.SliceCols(b.Param(jumping.Params.Get("bias")), 0, 1))), nil, nil}, b.Err()
	}
	for name, c := range map[string]struct {
		system    *ode.System
		settings  integrate.Settings
		method    integrate.Method
		halts     bool // with a tstop and jumps
		tolerance float64
	}{
		"replay, fixed":         {odetest.Network[float64](t, 1), integrate.Settings{Steps: 4}, integrate.Replay, false, 1e-8},
		"replay, adaptive":      {odetest.Network[float64](t, 1), adaptive, integrate.Replay, false, 1e-7},
		"replay, shared":        {odetest.Network[float64](t, 1), shared, integrate.Replay, false, 1e-7},
		"backsolve, adaptive":   {odetest.Network[float64](t, 1), adaptive, integrate.Backsolve, false, 1e-7},
		"Rodas4, fixed":         {odetest.Network[float64](t, 1), integrate.Settings{Tableau: tableau.Rodas4, Steps: 3}, integrate.Replay, false, 1e-8},
		"Rodas5P, adaptive":     {odetest.Network[float64](t, 1), integrate.Settings{Tableau: tableau.Rodas5P, RTol: 1e-9, ATol: 1e-9}, integrate.Replay, false, 1e-7},
		"an event that is seen": {seen, adaptive, integrate.Replay, false, 1e-7},
		"stops and jumps":       {jumping, adaptive, integrate.Replay, true, 1e-7},
		"and shared":            {jumping, shared, integrate.Replay, true, 1e-7},
		"events":                {odetest.Eventful(t), integrate.Settings{Tableau: tableau.DOP853, RTol: 1e-11, ATol: 1e-11}, integrate.Replay, true, 3e-6},
		"events, backsolve":     {odetest.Eventful(t), integrate.Settings{Tableau: tableau.DOP853, RTol: 1e-11, ATol: 1e-11}, integrate.Backsolve, true, 3e-6},
	} {
		t.Run(name, func(t *testing.T) {
			c.settings.Lanes, c.settings.BlockRows = 4, 3
			e := embed(t, c.system, &c.settings)
			e.layer.Gradient.Method = c.method
			if c.halts {
				e.layer.TStops, e.layer.JumpTimes = []float64{0.3}, []float64{0.625, 0.875}
			}
			if control.AnyLands(c.system) {
				p := odetest.NetworkProblem[float64](5, 0.2, 1.1)
				p.TStops, p.JumpTimes = e.layer.TStops, e.layer.JumpTimes
				if kicked, stopped := odetest.Census(solved(t, e.layer.Solver(), p)); kicked == 0 || stopped == 0 || stopped == 5 {
					t.Fatalf("%d kicks, %d rows stop; the test wants some of each", kicked, stopped)
				}
			}
			plain := G.NewTapeMachine(e.g) // a machine that is made before Grad does not run the gradient
			defer plain.Close()
			grads, err := G.Grad(e.cost, e.leaf...)
			if err != nil {
				t.Fatalf("%+v", err)
			}
			run(t, e.g)
			value := func() float64 {
				plain.Reset()
				if err := plain.RunAll(); err != nil {
					t.Fatal(err)
				}
				return numbers(t, e.cost)[0]
			}
			for i, n := range e.leaf {
				got := append([]float64(nil), numbers(t, grads[i])...)
				if n.Shape().Dims() == 0 {
					v := 1.1
					want := odetest.Difference4(&v, func() float64 { must(t, G.Let(n, v)); return value() })
					must(t, G.Let(n, v))
					near(t, n.Name(), got, []float64{want}, c.tolerance)
					continue
				}
				x := n.Value().Data().([]float64)
				for k := 0; k < len(x); k += 2 {
					near(t, n.Name(), got[k:k+1], []float64{odetest.Difference4(&x[k], value)}, c.tolerance)
				}
			}
		})
	}
}

// TestLayerTrains: Gorgonia's Adam fits a layer and a matrix after it to a target, in float32.
func TestLayerTrains(t *testing.T) {
	m := newModel[float32](t)
	l, err := layer.NewLayer[float32](m.system, &integrate.Settings{RTol: 1e-4, ATol: 1e-4})
	must(t, err)
	weights, err := layer.Leaves(m.g, l.Params)
	must(t, err)
	y, err := l.Apply(m.y0, layer.At(0), layer.At(1), weights, nil)
	must(t, err)
	target := modelStart()
	for i := range target {
		target[i] = math.Sin(target[i])
	}
	out := leaf[float32](m.g, "out", modelWidth, modelWidth, []float64{1, 0, 0, 0, 1, 0, 0, 0, 1})
	missed := G.Must(G.Sub(G.Must(G.Mul(y, out)), leaf[float32](m.g, "target", modelRows, modelWidth, target)))
	loss := G.Must(G.Sum(G.Must(G.Square(missed))))
	learned := append(weights, out)
	_, err = G.Grad(loss, learned...)
	must(t, err)
	machine := G.NewTapeMachine(m.g, G.BindDualValues(learned...))
	defer machine.Close()
	adam := G.NewAdamSolver(G.WithLearnRate(0.03))
	var first, last float32
	for i := range 150 {
		must(t, machine.RunAll())
		last = loss.Value().Data().(float32)
		if i == 0 {
			first = last
		}
		must(t, adam.Step(G.NodesToValueGrads(learned)))
		machine.Reset()
	}
	if !(last < 0.01*first) {
		t.Errorf("the loss went from %g to %g, want a hundredth", first, last)
	}
	must(t, l.Store(weights))
	near(t, "stored", l.Params.List()[0].Values(), numbers(t, weights[0]), 0)
}

// TestNoSecondDerivativeOfLayer: a second derivative is refused and Unroll recommended. The error of graph.VJP is
// typed. The error of Gorgonia's Grad loses the type and keeps the text.
func TestNoSecondDerivativeOfLayer(t *testing.T) {
	e := newEmbedded(t, &integrate.Settings{Steps: 2})
	bar := leaf[float64](e.g, "bar", 5, 5, make([]float64, 25))
	first, err := graph.VJP([]*G.Node{e.y}, []*G.Node{bar}, e.leaf[:2])
	must(t, err)
	var no *graph.NotDifferentiableError
	for i, wrt := range []*G.Node{e.leaf[0], e.leaf[4], bar} {
		_, err = graph.VJP(first[:1], []*G.Node{bar}, []*G.Node{wrt})
		if !errors.As(err, &no) || !strings.Contains(err.Error(), "Unroll") {
			t.Errorf("derivative %d: %v, want a *graph.NotDifferentiableError that names Unroll", i, err)
		}
	}
	if _, err = G.Grad(G.Must(G.Sum(first[0])), e.leaf[0]); err == nil || !strings.Contains(err.Error(), "Unroll") {
		t.Errorf("Grad: %v, want an error that names Unroll", err)
	}
}
