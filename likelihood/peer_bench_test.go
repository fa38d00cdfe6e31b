// Whole calls, measured as the peers are: see testdata/peer.

package likelihood_test

import (
	"strings"
	"testing"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/tableau"
	"github.com/gorgoflow/gorgoflow/internal/cputime"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/flowtest"
	"github.com/gorgoflow/gorgoflow/likelihood/trace"
)

// peerCase is a network and a batch for which FFJORD's computation on torchdiffeq has been measured.
type peerCase struct {
	name       string
	dim, batch int
	hidden     []int
	activation dynamics.Activation
}

var peerCases = []peerCase{
	{"toy64", 2, 512, []int{64, 64, 64}, dynamics.Tanh},
	{"toy64-double", 2, 512, []int{64, 64, 64}, dynamics.Tanh}, // in float64
	{"d8", 8, 1000, []int{160, 160, 160}, dynamics.Tanh},
	{"d43", 43, 1000, []int{860, 860}, dynamics.Softplus},
	{"d63", 63, 1000, []int{1260, 1260, 1260}, dynamics.Softplus},
}

// field returns the peer's network, of concatsquash layers with a gate on the output. toy64 is a trained
// flow; the others have the initial weights of torch's layers.
func (c *peerCase) field(b *testing.B) dynamics.Field {
	if c.isTrained() {
		return flowtest.All(b)[0].Field(b, c.isDouble())
	}
	m, err := dynamics.NewMLP(c.dim, &dynamics.MLPSettings{Hidden: c.hidden, Activation: c.activation, Seed: 1, GateOutput: true})
	flowtest.Must(b, err)
	return m
}

func (c *peerCase) isTrained() bool { return strings.HasPrefix(c.name, "toy64") }
func (c *peerCase) isDouble() bool  { return strings.HasSuffix(c.name, "-double") }

func (c *peerCase) data() [][]float64 {
	f := &flowtest.Flow{Dim: c.dim}
	if c.isTrained() {
		f.Name = "trained"
	}
	return f.Data(c.batch)
}

// BenchmarkPeer measures a log-density and a gradient by either method as the peer is measured: in FFJORD's direction
// (data at 0, base at 1), with dopri5 at 1e-5 and one step size for a pack of rows. Names that end in -rows have one
// step size a row, those in -default this package's default method and first step too.
func BenchmarkPeer(b *testing.B) {
	for _, c := range peerCases {
		b.Run(c.name, func(b *testing.B) {
			b.Run("hutchinson", func(b *testing.B) { c.run(b, trace.Settings{Method: trace.Hutchinson, Gaussian: true}) })
			b.Run("exact", func(b *testing.B) { c.run(b, trace.Settings{}) })
		})
	}
}

func (c *peerCase) run(b *testing.B, trace trace.Settings) {
	for _, control := range []struct {
		suffix string
		solver integrate.Settings
	}{{"", integrate.Settings{Tableau: tableau.Dopri5, Shared: true}}, {"-rows", integrate.Settings{Tableau: tableau.Dopri5}}, {"-default", integrate.Settings{}}} {
		s := &likelihood.Settings{T0: 1, T1: 0, Trace: trace, Solver: &control.solver}
		b.Run("logprob"+control.suffix, func(b *testing.B) { c.logProb(b, s) })
		b.Run("replay"+control.suffix, func(b *testing.B) { c.gradient(b, s, integrate.Replay) })
		b.Run("backsolve"+control.suffix, func(b *testing.B) { c.gradient(b, s, integrate.Backsolve) })
	}
}

func (c *peerCase) logProb(b *testing.B, s *likelihood.Settings) {
	flow, x := newFlow(b, c.field(b), s), c.data()
	d, err := flow.LogProbWith(b.Context(), x, nil) // the first call compiles
	b.ReportAllocs()
	spent := cputime.Seconds()
	for b.Loop() {
		d, err = flow.LogProbWith(b.Context(), x, nil)
	}
	reportCPU(b, spent)
	flowtest.Must(b, err)
	report(b, "evals/row", d.Stats.Evaluations, len(x))
	c.reportSpeed(b, d.Stats.Flops, spent)
}

// reportCPU reports the time of all processors for a call, which other programs on the machine disturb least.
func reportCPU(b *testing.B, before float64) {
	b.ReportMetric(1e3*(cputime.Seconds()-before)/float64(b.N), "cpu-ms/op")
}

// reportSpeed reports the operations of compiled programs for a second of processor time, and their share of the
// multiply-add peak of a core.
func (c *peerCase) reportSpeed(b *testing.B, flops, before float64) {
	speed, peak := flops*float64(b.N)/(cputime.Seconds()-before), graph.PeakFlops[float32]()
	if c.isDouble() {
		peak = graph.PeakFlops[float64]()
	}
	b.ReportMetric(speed/1e9, "GFLOP/cpu-s")
	b.ReportMetric(100*speed/peak, "%peak")
}

func (c *peerCase) gradient(b *testing.B, s *likelihood.Settings, method integrate.Method) {
	flow, x := newFlow(b, c.field(b), s), c.data()
	request := &likelihood.GradientRequest{Settings: &integrate.GradientSettings{Method: method}}
	g, err := flow.Gradient(b.Context(), x, request)
	b.ReportAllocs()
	spent := cputime.Seconds()
	for b.Loop() {
		g, err = flow.Gradient(b.Context(), x, request)
	}
	reportCPU(b, spent)
	flowtest.Must(b, err)
	report(b, "evals/row", g.Forward.Evaluations, len(x))
	report(b, "backward/row", g.Backward.Evaluations, len(x))
	c.reportSpeed(b, g.Forward.Flops+g.Backward.Flops, spent)
}

func report(b *testing.B, unit string, total, rows int) {
	b.ReportMetric(float64(total)/float64(rows), unit)
}
