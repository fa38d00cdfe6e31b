// Examples of the package's documentation.

package torch_test

import (
	"context"
	"fmt"
	"log"

	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/torch"
)

// ExampleFFJORD reads a checkpoint of FFJORD's train_tabular.py: two flows with moving batch-norms. The activation is
// among the checkpoint's arguments.
func ExampleFFJORD() {
	c, err := torch.ReadFile("testdata/flows/ffjord_stack.pt", nil)
	if err != nil {
		log.Fatal(err)
	}
	flow, report, err := torch.FFJORD(c, nil)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(len(flow.Flows()), "flows of", flow.Dim(), "dimensions,", len(report.Entries), "tensors")
	fmt.Println(report.Entries[0])
	// Output:
	// 2 flows of 3 dimensions, 53 tensors
	// chain.0.weight: weights, F64 [3], here norm.2.weight
}

// ExampleSequential reads a velocity field that torchcfm has trained, and gives it a log-density, which it does not
// have there.
func ExampleSequential() {
	c, err := torch.ReadFile("testdata/flows/torchcfm.pt", nil)
	if err != nil {
		log.Fatal(err)
	}
	field, _, err := torch.Sequential(c.State, &torch.TorchCFM)
	if err != nil {
		log.Fatal(err)
	}
	flow, err := likelihood.New(field, nil)
	if err != nil {
		log.Fatal(err)
	}
	logp, err := flow.LogProb(context.Background(), [][]float64{{0, 0}})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%.2f nats\n", logp[0])
	// Output: -2.41 nats
}

// ExampleReadFile_code refuses a pickle that would run a command.
func ExampleReadFile_code() {
	_, err := torch.ReadFile("testdata/formats_shell.pt", nil)
	fmt.Println(err != nil)
	// Output: true
}
