// Who computes the density of a flow of Auto.

package train

import (
	"context"
	"runtime"
	"strings"
	"sync"
	"testing"

	"github.com/gorgoflow/gorgoflow/likelihood/base"
)

// watched is a context that notes the goroutines that look at it.
type watched struct {
	context.Context
	mutex sync.Mutex
	by    map[string]bool
}

func (w *watched) Err() error {
	stack := make([]byte, 64)
	who, _, _ := strings.Cut(string(stack[:runtime.Stack(stack, false)]), "[")
	w.mutex.Lock()
	defer w.mutex.Unlock()
	w.by[who] = true
	return w.Context.Err()
}

// TestAutoFlowsUseAllProcessors: log p of the flow that Auto leaves is computed by more than one goroutine, as is that of
// other flows and of the same one read from its file.
func TestAutoFlowsUseAllProcessors(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(4))
	p0, err := base.NewDiagonalGaussian([]float64{0}, []float64{1})
	if err != nil {
		t.Fatal(err)
	}
	flow, err := newFlow(p0, 8, 1)
	if err != nil {
		t.Fatal(err)
	}
	x := make([][]float64, 2000)
	for i := range x {
		x[i] = []float64{float64(i) / 1000}
	}
	ctx := &watched{Context: t.Context(), by: map[string]bool{}}
	if _, err := flow.LogProb(ctx, x); err != nil || len(ctx.by) < 2 {
		t.Errorf("%d goroutines, error %v; want several", len(ctx.by), err)
	}
}
