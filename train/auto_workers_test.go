// Who computes the density of a flow of Auto.

package train

import (
	"runtime"
	"testing"

	"github.com/gorgoflow/gorgoflow/internal/parallel/paralleltest"
	"github.com/gorgoflow/gorgoflow/likelihood/base"
)

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
	ctx := paralleltest.Watch(t.Context())
	if _, err := flow.LogProb(ctx, x); err != nil || ctx.Goroutines() < 2 {
		t.Errorf("%d goroutines, error %v; want several", ctx.Goroutines(), err)
	}
}
