package likelihood

import (
	"fmt"
	"testing"
)

// BenchmarkSizes shows that cost is linear in the batch: nanoseconds a row hardly move from 128 rows to 8192.
func BenchmarkSizes(b *testing.B) {
	c := peerCases[0]
	flow := newFlow(b, c.field(b), &Settings{T0: 1, T1: 0})
	for _, rows := range []int{128, 512, 2048, 8192} {
		c.batch = rows
		x := c.data()
		b.Run(fmt.Sprintf("logprob/%d", rows), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				_, err := flow.LogProb(b.Context(), x)
				must(b, err)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*rows), "ns/row")
		})
		b.Run(fmt.Sprintf("gradient/%d", rows), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				_, err := flow.Gradient(b.Context(), x)
				must(b, err)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*rows), "ns/row")
		})
	}
}

// BenchmarkFirstGradient is what a first call costs beyond its arithmetic: building the step's graph and its
// derivative's, and compiling both.
func BenchmarkFirstGradient(b *testing.B) {
	c := peerCases[0]
	field, x := c.field(b), c.data()[:8]
	for b.Loop() {
		_, err := newFlow(b, field, &Settings{T0: 1, T1: 0}).Gradient(b.Context(), x)
		must(b, err)
	}
}
