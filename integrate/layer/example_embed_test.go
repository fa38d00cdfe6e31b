// A neural ODE inside a Gorgonia model.

package layer_test

import (
	"fmt"
	"log"
	"math"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate/layer"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/gorgoflow/gorgoflow/integrate/tableau"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Ten steps of the growth dy/dt = y from 1 in a user's graph end at e = 2.71828…. The derivative of the end by the
// start is e too.
func ExampleUnroll() {
	g := G.NewGraph()
	start := tensor.New(tensor.WithShape(1, 1), tensor.WithBacking([]float64{1}))
	y0 := G.NewMatrix(g, G.Float64, G.WithName("y0"), G.WithShape(1, 1), G.WithValue(start))
	rate := func(t, y *G.Node) (*G.Node, error) { return y, nil }
	y, err := layer.Unroll(tableau.RK4, rate, y0, layer.At(0), layer.At(1), 10)
	if err != nil {
		log.Fatal(err)
	}
	grad, err := G.Grad(G.Must(G.Sum(y)), y0)
	if err != nil {
		log.Fatal(err)
	}
	machine := G.NewTapeMachine(g)
	defer machine.Close()
	if err := machine.RunAll(); err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%.5f %.5f\n", y.Value().Data().([]float64)[0], grad[0].Value().Data().([]float64)[0])
	// Output:
	// 2.71828 2.71828
}

// Gorgonia's Adam finds the rate r = log 2 = 0.693… for which dy/dt = r·y doubles in one unit of time.
func ExampleLayer() {
	params := graph.NewParams(tensor.Float64)
	rate, err := params.Add("rate", 1, 1)
	if err != nil {
		log.Fatal(err)
	}
	odeLayer, err := layer.NewLayer[float64](&ode.System{
		Blocks: []ode.Block{{Name: "y", Width: 1}},
		Params: params,
		Build: func(b *graph.Builder, t *G.Node, y, args []*G.Node) ([]*G.Node, error) {
			return []*G.Node{b.Mul(y[0], b.Param(rate))}, b.Err()
		},
	}, nil)
	if err != nil {
		log.Fatal(err)
	}

	g := G.NewGraph()
	weights, err := layer.Leaves(g, odeLayer.Params)
	if err != nil {
		log.Fatal(err)
	}
	one := tensor.New(tensor.WithShape(1, 1), tensor.WithBacking([]float64{1}))
	y0 := G.NewMatrix(g, G.Float64, G.WithName("y0"), G.WithShape(1, 1), G.WithValue(one))
	y, err := odeLayer.Apply(y0, layer.At(0), layer.At(1), weights, nil)
	if err != nil {
		log.Fatal(err)
	}
	loss := G.Must(G.Sum(G.Must(G.Square(G.Must(G.Sub(y, G.NewConstant(2.0)))))))
	if _, err := G.Grad(loss, weights...); err != nil {
		log.Fatal(err)
	}
	machine := G.NewTapeMachine(g, G.BindDualValues(weights...))
	defer machine.Close()
	adam := G.NewAdamSolver(G.WithLearnRate(0.05))
	for range 300 {
		if err := machine.RunAll(); err != nil {
			log.Fatal(err, odeLayer.Err())
		}
		if err := adam.Step(G.NodesToValueGrads(weights)); err != nil {
			log.Fatal(err)
		}
		machine.Reset()
	}
	if err := odeLayer.Store(weights); err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%.3f, log 2 = %.3f\n", rate.At(0), math.Log(2))
	// Output:
	// 0.693, log 2 = 0.693
}

// A network of package dynamics is solved from 0 to 1 by ten steps inside a user's graph, and Gorgonia differentiates
// through these steps.
func ExampleUnrollField() {
	field, err := dynamics.NewMLP(2, &dynamics.MLPSettings{Hidden: []int{4}, Float64: true, Seed: 1})
	if err != nil {
		log.Fatal(err)
	}
	g := G.NewGraph()
	weights, err := layer.Leaves(g, field.Params())
	if err != nil {
		log.Fatal(err)
	}
	z0 := G.NewMatrix(g, G.Float64, G.WithShape(3, 2), G.WithName("z0"), G.WithInit(G.Ones()))
	z1, err := layer.UnrollField(nil, field, z0, layer.At(0), layer.At(1), weights, nil, 10)
	if err != nil {
		log.Fatal(err)
	}
	if _, err := G.Grad(G.Must(G.Sum(z1)), weights...); err != nil {
		log.Fatal(err)
	}
	machine := G.NewTapeMachine(g)
	defer machine.Close()
	if err := machine.RunAll(); err != nil {
		log.Fatal(err)
	}
	fmt.Println(z1.Shape(), len(weights), "parameters")
	// Output: (3, 2) 8 parameters
}
