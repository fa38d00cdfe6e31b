// The allocations of calls: their results and little else.

package likelihood_test

import (
	"context"
	"testing"

	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/flowtest"
	"github.com/gorgoflow/gorgoflow/likelihood/trace"
)

// TestCallsAllocateTheirResultsOnly: the number of allocations of a call does not grow with the batch, since buffers
// and compiled programs are kept.
func TestCallsAllocateTheirResultsOnly(t *testing.T) {
	ctx := context.Background()
	const few = 13 // the allocations of Gradient by backsolve, the largest of these calls
	for name, call := range map[string]func(*likelihood.Flow, [][]float64) error{
		"LogProb":  func(f *likelihood.Flow, x [][]float64) error { _, err := f.LogProb(ctx, x); return err },
		"Forward":  func(f *likelihood.Flow, x [][]float64) error { _, err := f.Forward(ctx, x, nil); return err },
		"Sample":   func(f *likelihood.Flow, x [][]float64) error { _, err := f.Sample(ctx, len(x), 1); return err },
		"Inverse":  func(f *likelihood.Flow, x [][]float64) error { _, err := f.Inverse(ctx, x, nil); return err },
		"Gradient": func(f *likelihood.Flow, x [][]float64) error { _, err := f.Gradient(ctx, x, nil); return err },
		"Gradient by backsolve": func(f *likelihood.Flow, x [][]float64) error {
			_, err := f.Gradient(ctx, x, &likelihood.GradientRequest{Settings: &integrate.GradientSettings{Method: integrate.Backsolve}})
			return err
		},
	} {
		s := &likelihood.Settings{Solver: &integrate.Settings{Workers: 1}, Trace: trace.Settings{Method: trace.Hutchinson}}
		flow := newFlow(t, flowtest.BentField(t, 2), s)
		allocations := func(rows int) float64 {
			x := flowtest.Points(rows, 2, 1)
			return testing.AllocsPerRun(3, func() { flowtest.Must(t, call(flow, x)) })
		}
		large, small := allocations(500), allocations(20)
		t.Logf("%s: %v allocations for 500 rows, %v for 20", name, large, small)
		if large > small || large > few {
			t.Errorf("%s: %v allocations for 500 rows, %v for 20, want at most %v for either", name, large, small, few)
		}
	}
}
