// Examples of the package's documentation.

package likelihood_test

import (
	"context"
	"fmt"
	"log"
	"math"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/base"
	"github.com/gorgoflow/gorgoflow/likelihood/trace"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Example has a network whose last layer starts at zero, so that the flow's density is the base's until the flow is
// trained.
func Example() {
	field, err := dynamics.NewMLP(2, &dynamics.MLPSettings{Hidden: []int{64, 64}, ZeroOutput: true})
	if err != nil {
		log.Fatal(err)
	}
	flow, err := likelihood.New(field, nil)
	if err != nil {
		log.Fatal(err)
	}
	ctx := context.Background()
	logp, err := flow.LogProb(ctx, [][]float64{{0, 0}, {1, 1}})
	if err != nil {
		log.Fatal(err)
	}
	gradient, err := flow.Gradient(ctx, [][]float64{{0, 0}, {1, 1}}, nil)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("log p %.4f nats, mean negative log-likelihood %.4f\n", logp, gradient.Loss)
	// Output: log p [-1.8379 -2.8379] nats, mean negative log-likelihood 2.3379
}

// ExampleFlow_Trace reads how the trace is computed. Here the exact trace costs less than an estimate by one probe.
func ExampleFlow_Trace() {
	field, err := dynamics.NewMLP(43, &dynamics.MLPSettings{Hidden: []int{860, 860}, Activation: dynamics.Softplus})
	if err != nil {
		log.Fatal(err)
	}
	for _, method := range []trace.Method{trace.Exact, trace.Hutchinson} {
		flow, err := likelihood.New(field, &likelihood.Settings{Trace: trace.Settings{Method: method}})
		if err != nil {
			log.Fatal(err)
		}
		plan, err := flow.Trace()
		if err != nil {
			log.Fatal(err)
		}
		fmt.Printf("%s: %.1f times the cost of f\n", plan.Method, plan.TraceFlops/plan.FieldFlops)
	}
	// Output:
	// closed form: 0.9 times the cost of f
	// Hutchinson: 1.0 times the cost of f
}

// ExampleFlow_Update changes the parameters of a flow that other goroutines may use at the same time.
func ExampleFlow_Update() {
	field, err := dynamics.NewMLP(2, &dynamics.MLPSettings{Hidden: []int{4}, Seed: 1})
	if err != nil {
		log.Fatal(err)
	}
	flow, err := likelihood.New(field, nil)
	if err != nil {
		log.Fatal(err)
	}
	err = flow.Update(context.Background(), func() error {
		for _, p := range flow.Params() {
			p.SetAll(make([]float64, p.Len()))
		}
		return nil
	})
	if err != nil {
		log.Fatal(err)
	}
	s, err := flow.SampleWith(context.Background(), 1, 7, &likelihood.SampleRequest{LogProb: true}) // a field of zeros leaves draws of the base as they are
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(math.Abs(s.LogProb[0]-base.Standard{}.LogProb(s.X[0])) < 1e-4)
	// Output: true
}

// The score ∂log p/∂x of rows, by a field that is 0: the flow is then a normal density of the mean and the deviation that
// Standardize sets, whose score is -(x - mean)/std².
func ExampleFlow_Gradient() {
	field, err := dynamics.NewField(1, graph.NewParams(tensor.Float64), func(b *graph.Builder, _, z, _ *G.Node) *G.Node { return b.Scale(z, 0) })
	if err != nil {
		log.Fatal(err)
	}
	flow, err := likelihood.New(field, nil)
	if err != nil {
		log.Fatal(err)
	}
	if err = flow.Standardize([]float64{10}, []float64{2}); err != nil {
		log.Fatal(err)
	}
	g, err := flow.Gradient(context.Background(), [][]float64{{8}, {14}}, &likelihood.GradientRequest{Weights: []float64{1, 1}})
	if err != nil {
		log.Fatal(err)
	}
	for _, row := range g.X {
		fmt.Printf("%.3f\n", -row[0])
	}
	// Output:
	// 0.500
	// -1.000
}
