// What one row costs: alone, and where many callers score a row each.

package likelihood_test

import (
	"fmt"
	"sync"
	"testing"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/flowtest"
)

// readmeFlow is the network of README.md's first lines.
func readmeFlow(b *testing.B) *likelihood.Flow {
	field, err := dynamics.NewMLP(2, &dynamics.MLPSettings{Hidden: []int{64, 64}, Seed: 1})
	flowtest.Must(b, err)
	return newFlow(b, field, nil)
}

// BenchmarkFewRows is the latency of a log-density of one row and of a few.
func BenchmarkFewRows(b *testing.B) {
	flow := readmeFlow(b)
	for _, rows := range []int{1, 2, 4, 8, 16, 64} {
		x := flowtest.Points(rows, 2, 7)
		b.Run(fmt.Sprintf("rows=%d", rows), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				_, err := flow.LogProb(b.Context(), x)
				flowtest.Must(b, err)
			}
		})
	}
}

// BenchmarkCallers is goroutines that score one row each on one flow.
func BenchmarkCallers(b *testing.B) {
	flow, x := readmeFlow(b), flowtest.Points(64, 2, 7)
	for _, callers := range []int{1, 2, 16, 64} {
		b.Run(fmt.Sprintf("callers=%d", callers), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				var group sync.WaitGroup
				for i := range callers {
					group.Go(func() {
						for range 50 {
							_, err := flow.LogProb(b.Context(), x[i:i+1])
							flowtest.Must(b, err)
						}
					})
				}
				group.Wait()
			}
			b.ReportMetric(float64(50*callers*b.N)/b.Elapsed().Seconds(), "rows/s")
		})
	}
}
