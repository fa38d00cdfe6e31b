// The routes to a trace against differences, their cost, and the mean and variance of estimates.

package likelihood_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/internal/long"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/equation"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/estimate"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/flowtest"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/numeric"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/rhs"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/stream"
	"github.com/gorgoflow/gorgoflow/likelihood/trace"
	G "gorgonia.org/gorgonia"
)

// traceOf computes f and its trace at z and the given time.
func traceOf(t *testing.T, field dynamics.Field, method trace.Settings, control bool, time float64, z [][]float64) (f [][]float64, tr []float64, route trace.Method) {
	t.Helper()
	a := &equation.System{Field: field, Dim: field.Dim(), Trace: &method}
	b := graph.NewBuilder[float64](len(z))
	r, inputs := standalone(a, b, control)
	flowtest.Must(t, r.AddField(a.Trace != nil))
	plan, err := estimate.PlanOf[float64](t.Context(), field, &method, control, rhs.Series{})
	flowtest.Must(t, err)
	node, err := estimate.Add(r, a.Trace)
	flowtest.Must(t, err)
	p, err := graph.Compile[float64](inputs, []*G.Node{r.F, node}, &graph.CompileSettings{Builder: b})
	flowtest.Must(t, err)
	numeric.Fill(p.Input(0), time)
	putRows(p, 1, z)
	flowtest.Must(t, p.Run(len(z)))
	return getRows(p, 0, field.Dim()), append([]float64(nil), p.Output(1)[:len(z)]...), plan.Method
}

// differenceTrace is the trace of the Jacobian by central differences of f.
func differenceTrace(t *testing.T, field dynamics.Field, time float64, z [][]float64) []float64 {
	t.Helper()
	a := &equation.System{Field: field, Dim: field.Dim()}
	b := graph.NewBuilder[float64](len(z))
	r, inputs := standalone(a, b, false)
	flowtest.Must(t, r.AddField(a.Trace != nil))
	p, err := graph.Compile[float64](inputs, []*G.Node{r.F}, &graph.CompileSettings{Builder: b})
	flowtest.Must(t, err)
	numeric.Fill(p.Input(0), time)
	putRows(p, 1, z)
	tr := make([]float64, len(z))
	for i := range z {
		for c := range field.Dim() {
			at := c*p.Stride() + i
			tr[i] += slope(&p.Input(1)[at], func() float64 {
				flowtest.Must(t, p.Run(len(z)))
				return p.Output(0)[at]
			})
		}
	}
	return tr
}

var testHidden = [][]int{{}, {7}, {7, 5}, {6, 5, 4}, {4, 5, 6, 5}}

// TestEveryMethodIsExact: every exact method gives the trace of the Jacobian, for any layer and depth, and with steps of
// each row's own or shared. Half of the combinations has every layer at every depth.
func TestEveryMethodIsExact(t *testing.T) {
	for i, layer := range dynamics.Layers() {
		for j, hidden := range testHidden {
			for k, gate := range []bool{false, true} {
				if !long.Takes(i+j+k, 2) {
					continue
				}
				name := fmt.Sprintf("%s %v gate %v", layer, hidden, gate)
				field := flowtest.NewMLP(t, 3, &dynamics.MLPSettings{Hidden: hidden, Layer: layer, GateOutput: gate, Seed: 3})
				checkRoutes(t, name, field)
			}
		}
	}
}

func checkRoutes(t *testing.T, name string, field dynamics.Field) {
	t.Helper()
	z := flowtest.Points(3, 3, 7)
	want := differenceTrace(t, field, 0.4, z)
	for _, control := range []bool{false, true} {
		_, generic, _ := traceOf(t, field, trace.Settings{Method: trace.Cotangents}, control, 0.4, z)
		flowtest.CloseTo(t, name+" generic", generic, want, 1e-8)
		_, auto, route := traceOf(t, field, trace.Settings{}, control, 0.4, z)
		flowtest.CloseTo(t, fmt.Sprintf("%s %v %v", name, route, control), auto, generic, 1e-13)
		if route == trace.ClosedForm && len(field.(*dynamics.MLP).Settings().Hidden) > 0 {
			_, tangents, _ := traceOf(t, field, trace.Settings{Method: trace.Tangents}, control, 0.4, z)
			flowtest.CloseTo(t, name+" tangents", tangents, generic, 1e-13)
		}
	}
}

func TestPlanTakesTheCheapestRoute(t *testing.T) {
	for _, c := range []struct {
		hidden  []int
		gate    bool
		control bool
		want    trace.Method
	}{
		{[]int{}, false, false, trace.ClosedForm},
		{[]int{8}, true, false, trace.ClosedForm},
		{[]int{8, 8}, false, false, trace.ClosedForm},
		{[]int{8, 8}, true, true, trace.ClosedForm},
		{[]int{8, 8}, true, false, trace.Tangents}, // each row has its own output gate
		{[]int{8, 8, 8}, false, false, trace.Tangents},
	} {
		field := flowtest.NewMLP(t, 3, &dynamics.MLPSettings{Hidden: c.hidden, GateOutput: c.gate})
		flow := newFlow(t, field, &likelihood.Settings{Solver: &integrate.Settings{Shared: c.control}})
		p, err := flow.Trace()
		flowtest.Must(t, err)
		if p.Method != c.want || !p.Exact || p.Reason == "" || !p.LayersKnown {
			t.Errorf("%v gate %v control %v: plan %+v, want %v", c.hidden, c.gate, c.control, *p, c.want)
		}
	}
}

// TestReasonsNameWhatIsThere: a network of one hidden layer, each of whose layers is a sum of products, is not said to have
// more than two.
func TestReasonsNameWhatIsThere(t *testing.T) {
	for _, layer := range []dynamics.Layer{dynamics.Hyper, dynamics.Blend, dynamics.Gated} {
		field := flowtest.NewMLP(t, 3, &dynamics.MLPSettings{Hidden: []int{8}, Layer: layer})
		p, err := newFlow(t, field, nil).Trace()
		flowtest.Must(t, err)
		_, refused := likelihood.New(field, &likelihood.Settings{Trace: trace.Settings{Method: trace.ClosedForm}})
		for _, reason := range []string{p.Reason, fmt.Sprint(refused)} {
			if !strings.Contains(reason, "product of 4 matrices") || !strings.Contains(reason, string(layer)) {
				t.Errorf("%s: %s", layer, reason)
			}
		}
	}
}

// TestMatrixOfTheClosedForm: without a gate on the output, the matrix of the closed form is computed once for all rows
// and times. With a gate it is computed for each pack, and takes up the hidden gates too, so that a row takes no more
// operations.
func TestMatrixOfTheClosedForm(t *testing.T) {
	plan := func(gate bool, control bool) *trace.Plan {
		field := flowtest.NewMLP(t, 5, &dynamics.MLPSettings{Hidden: []int{64, 64}, GateOutput: gate})
		p, err := newFlow(t, field, &likelihood.Settings{Solver: &integrate.Settings{Shared: control}}).Trace()
		flowtest.Must(t, err)
		return p
	}
	const forming = 2 * 5 * 64 * 64
	still, moving := plan(false, true), plan(true, true)
	if still.PackFlops > forming/4 || moving.PackFlops < forming {
		t.Errorf("%g operations a pack without a gate, %g with; want few and at least %d", still.PackFlops, moving.PackFlops, forming)
	}
	if want := 2*64*64 + 3*64; moving.TraceFlops > float64(want) {
		t.Errorf("the trace takes %g operations a row, want at most %d", moving.TraceFlops, want)
	}
}

// TestClosedFormIsNotDearerThanAProbe: the closed form for two hidden layers is exact, and costs less than an estimate
// by one of Hutchinson's probes.
func TestClosedFormIsNotDearerThanAProbe(t *testing.T) {
	for _, dim := range []int{2, 8, 43} {
		field := flowtest.NewMLP(t, dim, &dynamics.MLPSettings{Hidden: []int{64, 64}})
		exact, err := newFlow(t, field, nil).Trace()
		flowtest.Must(t, err)
		probe, err := newFlow(t, field, &likelihood.Settings{Trace: trace.Settings{Method: trace.Hutchinson}}).Trace()
		flowtest.Must(t, err)
		if exact.TraceFlops > probe.TraceFlops || exact.TraceFlops <= 0 {
			t.Errorf("D = %d: the exact trace takes %g operations, want at most the %g of a probe", dim, exact.TraceFlops, probe.TraceFlops)
		}
	}
}

// TestMethodsThatDoNotExistAreRefused: numbers that are no method, and exact methods that a field does not allow.
func TestMethodsThatDoNotExistAreRefused(t *testing.T) {
	deep := flowtest.NewMLP(t, 3, &dynamics.MLPSettings{Hidden: []int{4, 4, 4}})
	_, err := likelihood.New(deep, &likelihood.Settings{Trace: trace.Settings{Method: trace.ClosedForm}})
	flowtest.WantError(t, "closed form of three hidden layers", err, likelihood.ErrSettings)
	foreign, _ := flowtest.LinearField(t, testMatrix)
	_, err = likelihood.New(foreign, &likelihood.Settings{Trace: trace.Settings{Method: trace.Tangents}})
	flowtest.WantError(t, "tangents of an unknown field", err, likelihood.ErrSettings)
	for _, s := range []trace.Settings{{Method: 7}, {Method: -1}, {Probes: -1}} {
		_, err = likelihood.New(deep, &likelihood.Settings{Trace: s})
		flowtest.WantError(t, fmt.Sprintf("%+v", s), err, likelihood.ErrSettings)
	}
}

// TestHutchinsonIsUnbiased: the mean of Hutchinson's estimate is the trace, and its variance falls as 1/probes.
func TestHutchinsonIsUnbiased(t *testing.T) {
	field := flowtest.NewMLP(t, 3, &dynamics.MLPSettings{Hidden: []int{8, 8}, Seed: 5})
	one := flowtest.Points(1, 3, 9)
	const n = 4000
	z := copies(n, one[0])
	_, exact, _ := traceOf(t, field, trace.Settings{}, false, 0.3, one)
	for _, gaussian := range []bool{false, true} {
		variance := map[int]float64{}
		for _, k := range []int{1, 4} {
			estimates := hutchinsonOf(t, field, trace.Settings{Method: trace.Hutchinson, Probes: k, Gaussian: gaussian}, 0.3, z)
			var mean float64
			mean, variance[k] = meanAndVariance(estimates)
			if d := math.Abs(mean - exact[0]); d > 4*math.Sqrt(variance[k]/n) {
				t.Errorf("Gaussian %t, %d probes: mean is off by %g, standard error %g", gaussian, k, d, math.Sqrt(variance[k]/n))
			}
		}
		// The ratio 4 of two variances of n values has a standard deviation of about 4·√(2·κ/n), with a kurtosis κ ≤ 8.
		if ratio := variance[1] / variance[4]; math.Abs(ratio-4) > 4*4*math.Sqrt(16./n) {
			t.Errorf("Gaussian %t: variance falls by %g from 1 to 4 probes, want 4", gaussian, ratio)
		}
	}
}

func hutchinsonOf(t *testing.T, field dynamics.Field, method trace.Settings, time float64, z [][]float64) []float64 {
	t.Helper()
	a := &equation.System{Field: field, Dim: field.Dim(), Trace: &method}
	b := graph.NewBuilder[float64](len(z))
	r, inputs := standalone(a, b, false)
	flowtest.Must(t, r.AddField(a.Trace != nil))
	node, err := estimate.Add(r, a.Trace)
	flowtest.Must(t, err)
	p, err := graph.Compile[float64](inputs, []*G.Node{node}, &graph.CompileSettings{Builder: b})
	flowtest.Must(t, err)
	numeric.Fill(p.Input(0), time)
	putRows(p, 1, z)
	draws := stream.New(11, stream.Probes)
	for i := range z {
		rng := draws.At(uint64(i))
		for c := range a.ProbeWidth() {
			p.Input(2)[c*p.Stride()+i] = estimate.Draw(&method, rng, c/a.Dim)
		}
	}
	flowtest.Must(t, p.Run(len(z)))
	return append([]float64(nil), p.Output(0)[:len(z)]...)
}
