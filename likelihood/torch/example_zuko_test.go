// The example of zuko's flows, read and written.

package torch_test

import (
	"context"
	"fmt"
	"log"
	"math"
	"os"
	"path/filepath"

	"github.com/gorgoflow/gorgoflow/likelihood/torch"
)

// ExampleZuko reads a zuko.flows.CNF from its state dict, and writes a state dict that its load_state_dict takes.
func ExampleZuko() {
	c, err := torch.ReadFile("testdata/flows/zuko.pt", nil) // torch.save(flow.state_dict(), …)
	if err != nil {
		log.Fatal(err)
	}
	flow, _, err := torch.Zuko(c.State, nil)
	if err != nil {
		log.Fatal(err)
	}
	folder, err := os.MkdirTemp("", "")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(folder)
	path := filepath.Join(folder, "flow.safetensors")
	state, err := torch.ZukoState(flow)
	if err == nil {
		err = state.WriteFile(path, nil)
	}
	if err != nil {
		log.Fatal(err)
	}
	again, err := torch.ReadFile(path, nil)
	if err != nil {
		log.Fatal(err)
	}
	back, report, err := torch.Zuko(again.State, nil)
	if err != nil {
		log.Fatal(err)
	}
	x := [][]float64{make([]float64, flow.Dim())}
	before, err1 := flow.LogProb(context.Background(), x)
	after, err2 := back.LogProb(context.Background(), x)
	fmt.Println(len(report.Entries), "tensors,", err1 == nil && err2 == nil && math.Abs(before[0]-after[0]) < 1e-6)
	// Output: 10 tensors, true
}
