// An example of the package's documentation.

package trace_test

import (
	"fmt"
	"log"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/trace"
)

// ExamplePlan shows the cost of the exact trace beside f, for networks of equal width: by the closed form, by tangents
// or cotangents, and by a diagonal.
func ExamplePlan() {
	two, three := []int{64, 64}, []int{64, 64, 64}
	var fields []dynamics.Field
	for _, s := range []dynamics.MLPSettings{{Hidden: two}, {Hidden: two, Residual: true}, {Hidden: three}, {Hidden: three, Residual: true}, {Hidden: three, LayerNorm: true}} {
		field, err := dynamics.NewMLP(43, &s)
		if err != nil {
			log.Fatal(err)
		}
		fields = append(fields, field)
	}
	hollow, err := dynamics.NewHollow(43, &dynamics.HollowSettings{Conditioner: dynamics.MLPSettings{Hidden: three}})
	if err != nil {
		log.Fatal(err)
	}
	for _, field := range append(fields, hollow) {
		flow, err := likelihood.New(field, nil)
		if err != nil {
			log.Fatal(err)
		}
		plan, err := flow.Trace()
		if err != nil {
			log.Fatal(err)
		}
		fmt.Printf("%s: %.1f times the cost of f, all of it %.0f thousand operations a row\n", plan.Method, plan.TraceFlops/plan.FieldFlops, (plan.FieldFlops+plan.TraceFlops)/1000)
	}
	// Output:
	// closed form: 0.4 times the cost of f, all of it 29 thousand operations a row
	// closed form: 0.8 times the cost of f, all of it 37 thousand operations a row
	// tangents: 24.9 times the cost of f, all of it 747 thousand operations a row
	// cotangents: 25.1 times the cost of f, all of it 756 thousand operations a row
	// cotangents: 26.3 times the cost of f, all of it 824 thousand operations a row
	// diagonal: 0.0 times the cost of f, all of it 102 thousand operations a row
}

// ExampleSettings shows the cost of each method for a network of three hidden layers, which has no closed form.
func ExampleSettings() {
	field, err := dynamics.NewMLP(20, &dynamics.MLPSettings{Hidden: []int{64, 64, 64}})
	if err != nil {
		log.Fatal(err)
	}
	for _, s := range []trace.Settings{{}, {Method: trace.Hutchinson}, {Method: trace.HutchPP, Probes: 6}} {
		flow, err := likelihood.New(field, &likelihood.Settings{Trace: s})
		if err != nil {
			log.Fatal(err)
		}
		plan, err := flow.Trace()
		if err != nil {
			log.Fatal(err)
		}
		fmt.Printf("%s: exact %t, %.0f times the cost of f\n", plan.Method, plan.Exact, plan.TraceFlops/plan.FieldFlops)
	}
	// Output:
	// tangents: exact true, 15 times the cost of f
	// Hutchinson: exact false, 1 times the cost of f
	// Hutch++: exact false, 9 times the cost of f
}
