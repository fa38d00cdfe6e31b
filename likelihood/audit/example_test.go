// The example of an audit.

package audit_test

import (
	"context"
	"fmt"
	"log"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/audit"
)

// ExampleRun prints the verdicts of an audit. The data are samples of the flow, so that all checks pass.
func ExampleRun() {
	ctx := context.Background()
	field, err := dynamics.NewMLP(2, &dynamics.MLPSettings{Hidden: []int{16, 16}, Seed: 1})
	if err != nil {
		log.Fatal(err)
	}
	flow, err := likelihood.New(field, nil)
	if err != nil {
		log.Fatal(err)
	}
	data, err := flow.Sample(ctx, 200, 1)
	if err != nil {
		log.Fatal(err)
	}
	report, err := audit.Run(ctx, flow, data, nil)
	if err != nil {
		log.Fatal(err)
	}
	for _, c := range report.Checks {
		fmt.Println(c.Name, c.Verdict)
	}
	fmt.Println(report.Pass())
	// Output:
	// rows not solved pass
	// rows not certified pass
	// solver error pass
	// round trip pass
	// log p: determinant pass
	// log p: trace pass
	// base pass
	// base: draws pass
	// base: score pass
	// ∫p pass
	// gradient: log p pass
	// gradient: data pass
	// gradient: backsolve pass
	// gradient: differences pass
	// true
}
