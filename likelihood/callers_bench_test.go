// The time of a log-density of one row or a few, and of many callers with one row each.

package likelihood_test

import (
	"fmt"
	"sync"
	"testing"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/internal/cputime"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/flowtest"
	"github.com/gorgoflow/gorgoflow/likelihood/trace"
)

// readmeFlow is the network of README.md's first lines.
func readmeFlow(b *testing.B) *likelihood.Flow {
	field, err := dynamics.NewMLP(2, &dynamics.MLPSettings{Hidden: []int{64, 64}, Seed: 1})
	flowtest.Must(b, err)
	return newFlow(b, field, nil)
}

// fewRows are flows with few and with many tangents or probes a row.
var fewRows = []struct {
	name  string
	dim   int
	net   dynamics.MLPSettings
	trace trace.Settings
}{
	{"2-64-64, closed form", 2, dynamics.MLPSettings{Hidden: []int{64, 64}}, trace.Settings{}},
	{"2-300-300-300, 2 tangents", 2, dynamics.MLPSettings{Hidden: []int{300, 300, 300}}, trace.Settings{}},
	{"43-64-64-64, 43 tangents", 43, dynamics.MLPSettings{Hidden: []int{64, 64, 64}}, trace.Settings{}},
	{"100-300-300-300, 100 tangents", 100, dynamics.MLPSettings{Hidden: []int{300, 300, 300}}, trace.Settings{}},
	{"200-300-300, 128 probes", 200, dynamics.MLPSettings{Hidden: []int{300, 300}}, trace.Settings{Method: trace.Hutchinson, Probes: 128}},
}

// BenchmarkFewRows is the latency of a log-density of one row and of a few.
func BenchmarkFewRows(b *testing.B) {
	for _, c := range fewRows {
		c.net.Seed = 1
		field, err := dynamics.NewMLP(c.dim, &c.net)
		flowtest.Must(b, err)
		flow := newFlow(b, field, &likelihood.Settings{Trace: c.trace})
		for _, rows := range []int{1, 2, 3, 4, 8, 12, 16} {
			x := flowtest.Points(rows, c.dim, 7)
			b.Run(fmt.Sprintf("%s/rows=%d", c.name, rows), func(b *testing.B) {
				b.ReportAllocs()
				_, err := flow.LogProb(b.Context(), x) // the first call compiles
				flowtest.Must(b, err)
				spent := cputime.Seconds()
				for b.Loop() {
					_, err := flow.LogProb(b.Context(), x)
					flowtest.Must(b, err)
				}
				reportCPU(b, spent)
			})
		}
	}
}

// BenchmarkCallers has goroutines that each score one row at a time on the same flow.
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
							if _, err := flow.LogProb(b.Context(), x[i:i+1]); err != nil {
								b.Error(err)
								return
							}
						}
					})
				}
				group.Wait()
			}
			b.ReportMetric(float64(50*callers*b.N)/b.Elapsed().Seconds(), "rows/s")
		})
	}
}
