package likelihood

import (
	"context"
	"encoding/json"
	"math"
	"os"
	"testing"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/integrate"
)

// peerCase is a shape that FFJORD's computation on torchdiffeq has been measured on.
type peerCase struct {
	name       string
	dim, batch int
	hidden     []int
	activation dynamics.Activation
}

var peerCases = []peerCase{
	{"toy64", 2, 512, []int{64, 64, 64}, dynamics.Tanh},
	{"d8", 8, 1000, []int{160, 160, 160}, dynamics.Tanh},
	{"d43", 43, 1000, []int{860, 860}, dynamics.Softplus},
	{"d63", 63, 1000, []int{1260, 1260, 1260}, dynamics.Softplus},
}

// field is float32, as the peer's. toy64 is a trained flow, with FFJORD's gate of the output; the others start as torch's do.
func (c *peerCase) field(b *testing.B) dynamics.Field {
	toy := c.name == "toy64"
	m, err := dynamics.NewMLP(c.dim, &dynamics.MLPSettings{Hidden: c.hidden, Activation: c.activation, Seed: 1, GateOutput: toy})
	must(b, err)
	if toy {
		raw, err := os.ReadFile("testdata/toy64_8gaussians.json")
		must(b, err)
		f := &fixture{}
		must(b, json.Unmarshal(raw, f))
		for _, p := range m.Params().List() {
			must(b, p.SetAll(f.Weights[p.Name]))
		}
	}
	return m
}

func (c *peerCase) data() [][]float64 {
	x := points(c.batch, c.dim, 7)
	if c.name != "toy64" {
		return x
	}
	for i, row := range x { // eight normal distributions on a circle
		angle := float64(i%8) * math.Pi / 4
		row[0] = (0.5*row[0] + 4*math.Cos(angle)) / 1.414
		row[1] = (0.5*row[1] + 4*math.Sin(angle)) / 1.414
	}
	return x
}

// BenchmarkPeer measures whole calls: a log-density, and a gradient by either method, at the tolerance of the peer's
// measurements. FFJORD's direction: data at 0, base at 1.
func BenchmarkPeer(b *testing.B) {
	for _, c := range peerCases {
		for name, trace := range map[string]TraceSettings{"hutchinson": {Method: Hutchinson, Kind: GaussianProbes}, "exact": {}} {
			b.Run(c.name+"/"+name, func(b *testing.B) { c.run(b, trace) })
		}
	}
}

func (c *peerCase) run(b *testing.B, trace TraceSettings) {
	flow := newFlow(b, c.field(b), &Settings{T0: 1, T1: 0, Trace: trace})
	x, ctx := c.data(), context.Background()
	b.Run("logprob", func(b *testing.B) {
		b.ReportAllocs()
		d, err := flow.LogProbWith(ctx, x, nil) // compiles
		for b.Loop() {
			d, err = flow.LogProbWith(ctx, x, nil)
		}
		must(b, err)
		b.ReportMetric(float64(d.Stats.Evaluations)/float64(len(x)), "evals/row")
	})
	for name, method := range map[string]integrate.Method{"replay": integrate.Replay, "backsolve": integrate.Backsolve} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			request := &Request{Gradient: &integrate.GradientSettings{Method: method}}
			g, err := flow.GradientWith(ctx, x, request)
			for b.Loop() {
				g, err = flow.GradientWith(ctx, x, request)
			}
			must(b, err)
			b.ReportMetric(float64(g.Forward.Evaluations)/float64(len(x)), "evals/row")
			b.ReportMetric(float64(g.Backward.Evaluations)/float64(len(x)), "backward/row")
		})
	}
}
