// The cost of rows, of evaluations, and of a first gradient.

package likelihood_test

import (
	"fmt"
	"testing"

	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/flowtest"
)

// BenchmarkSizes shows that the cost is linear in the batch, from 128 rows to 8192, and in the evaluations, from 4
// fixed steps to 64. The nanoseconds for a row and an evaluation hardly change.
func BenchmarkSizes(b *testing.B) {
	c := peerCases[0]
	for _, rows := range []int{128, 512, 2048, 8192} {
		c.batch = rows
		c.sizes(b, fmt.Sprintf("rows=%d", rows), nil)
	}
	c.batch = 512
	for _, steps := range []int{4, 16, 64} {
		c.sizes(b, fmt.Sprintf("steps=%d", steps), &integrate.Settings{Steps: steps})
	}
}

func (c *peerCase) sizes(b *testing.B, name string, solver *integrate.Settings) {
	flow, x := newFlow(b, c.field(b), &likelihood.Settings{T0: 1, T1: 0, Solver: solver}), c.data()
	b.Run("logprob/"+name, func(b *testing.B) {
		d, err := flow.LogProbWith(b.Context(), x, nil) // the first call compiles
		b.ReportAllocs()
		for b.Loop() {
			_, err = flow.LogProb(b.Context(), x)
		}
		flowtest.Must(b, err)
		reportEach(b, d.Stats.Evaluations)
	})
	b.Run("gradient/"+name, func(b *testing.B) {
		g, err := flow.Gradient(b.Context(), x, nil)
		flowtest.Must(b, err)
		evaluations := g.Forward.Evaluations + g.Backward.Evaluations
		b.ReportAllocs()
		for b.Loop() {
			_, err = flow.Gradient(b.Context(), x, nil)
		}
		flowtest.Must(b, err)
		reportEach(b, evaluations)
	})
}

func reportEach(b *testing.B, evaluations int) {
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*evaluations), "ns/row/eval")
}

// BenchmarkFirstGradient is the cost of a first call beyond its arithmetic: it builds and compiles the graphs of the
// step and of its derivative.
func BenchmarkFirstGradient(b *testing.B) {
	c := peerCases[0]
	field, x := c.field(b), c.data()[:8]
	for b.Loop() {
		_, err := newFlow(b, field, &likelihood.Settings{T0: 1, T1: 0}).Gradient(b.Context(), x, nil)
		flowtest.Must(b, err)
	}
}
