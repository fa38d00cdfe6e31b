// An example of the package's documentation.

package trace_test

import (
	"fmt"
	"log"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/trace"
)

// What each way to the trace costs for a network of three hidden layers, which has no closed form.
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
		fmt.Printf("%s: exact %t, %.0f times the cost of f\n", plan.Route, plan.Exact, plan.TraceFlops/plan.FieldFlops)
	}
	// Output:
	// tangents: exact true, 15 times the cost of f
	// probes: exact false, 1 times the cost of f
	// sketch and probes: exact false, 9 times the cost of f
}
