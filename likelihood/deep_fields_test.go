// Flows of deep networks: with residual connections, with normalisations, and hollow ones.

package likelihood_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/tableau"
	"github.com/gorgoflow/gorgoflow/internal/long"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/flowtest"
	"github.com/gorgoflow/gorgoflow/likelihood/modelfile"
	"github.com/gorgoflow/gorgoflow/likelihood/trace"
)

// deepFields are a hollow network, one with residual connections and one with normalisations, with settings s
// otherwise.
func deepFields(t testing.TB, dim int, s dynamics.MLPSettings) map[string]dynamics.Field {
	t.Helper()
	residual, norm := s, s
	residual.Residual, norm.LayerNorm = true, true
	hollow, err := dynamics.NewHollow(dim, &dynamics.HollowSettings{Units: 3, Conditioner: residual})
	flowtest.Must(t, err)
	fields := map[string]dynamics.Field{"hollow": hollow}
	for name, s := range map[string]*dynamics.MLPSettings{"residual": &residual, "normalised": &norm} {
		m, err := dynamics.NewMLP(dim, s)
		flowtest.Must(t, err)
		fields[name] = m
	}
	return fields
}

// TestDeepFieldsWithEveryActivation: each activation is integrated, differentiated in first and second order, saved and
// loaded. Kinds of networks and layers take turns. A third of the activations has
// each kind of network.
func TestDeepFieldsWithEveryActivation(t *testing.T) {
	kinds := []string{"hollow", "residual", "hollow", "normalised"}
	for i, activation := range dynamics.Activations() {
		if !long.Takes(i, 3) {
			continue
		}
		name := kinds[i%4]
		s := dynamics.MLPSettings{Hidden: []int{8, 8}, Layer: dynamics.Layers()[i%10], Activation: activation, Seed: 5, Float64: true, Cond: i / 2 % 2}
		field := deepFields(t, 2, s)[name]
		t.Run(fmt.Sprint(name, " ", s.Layer, " ", activation), func(t *testing.T) { checkCombination(t, field, activation) })
	}
}

// TestTracesOfDeepFields: the trace by the generic route equals differences, and the trace by the cheapest route equals
// the generic one. The cheapest route is the expected one.
func TestTracesOfDeepFields(t *testing.T) {
	z := flowtest.Points(3, 3, 7)
	for _, c := range []struct {
		hidden []int
		want   map[string]trace.Method
	}{
		{[]int{5, 5}, map[string]trace.Method{"hollow": trace.Diagonal, "residual": trace.ClosedForm, "normalised": trace.Cotangents}},
		{[]int{4, 4, 4}, map[string]trace.Method{"hollow": trace.Diagonal, "residual": trace.Cotangents, "normalised": trace.Cotangents}},
	} {
		for name, field := range deepFields(t, 3, dynamics.MLPSettings{Hidden: c.hidden, Seed: 3, Float64: true}) {
			want := differenceTrace(t, field, 0.4, z)
			for _, shared := range []bool{false, true} {
				_, generic, _ := traceOf(t, field, trace.Settings{Method: trace.Cotangents}, shared, 0.4, z)
				flowtest.CloseTo(t, name+" generic", generic, want, 1e-8)
				_, auto, route := traceOf(t, field, trace.Settings{}, shared, 0.4, z)
				flowtest.CloseTo(t, fmt.Sprint(name, " ", route), auto, generic, 1e-13)
				if route != c.want[name] {
					t.Errorf("%s of %v by %v, want %v", name, c.hidden, route, c.want[name])
				}
			}
		}
	}
	field := flowtest.NewMLP(t, 3, &dynamics.MLPSettings{Hidden: []int{4}})
	_, err := likelihood.New(field, &likelihood.Settings{Trace: trace.Settings{Method: trace.Diagonal}})
	flowtest.WantError(t, "a diagonal that is not told", err, likelihood.ErrSettings)
}

// TestHollowTraceIsFree: the trace of a hollow network adds a few operations a unit to the field's own, at every depth
// and dimension. Field and trace together cost less than a sixth of those of an MLP with the same layers.
func TestHollowTraceIsFree(t *testing.T) {
	for _, dim := range []int{8, 43, 63} {
		for _, hidden := range [][]int{{64, 64, 64}, {64, 64, 64, 64, 64}} {
			hollow, err := dynamics.NewHollow(dim, &dynamics.HollowSettings{Conditioner: dynamics.MLPSettings{Hidden: hidden}})
			flowtest.Must(t, err)
			cheap, err := newFlow(t, hollow, nil).Trace()
			flowtest.Must(t, err)
			dear, err := newFlow(t, flowtest.NewMLP(t, dim, &dynamics.MLPSettings{Hidden: hidden}), nil).Trace()
			flowtest.Must(t, err)
			if units := float64(8 * dim); cheap.TraceFlops > 3*units || cheap.TraceFlops <= 0 {
				t.Errorf("D = %d, %v: the trace takes %g operations, want at most 3 for each of %g units", dim, hidden, cheap.TraceFlops, units)
			}
			if forth := cheap.FieldFlops + cheap.TraceFlops; cheap.GradientFlops < 2*forth || cheap.GradientFlops > 5*forth || 6*cheap.GradientFlops > dear.GradientFlops {
				t.Errorf("D = %d, %v: the gradient takes %g operations and the forward pass %g, want 2 to 5 times as many and at most a sixth of %g", dim, hidden, cheap.GradientFlops, forth, dear.GradientFlops)
			}
			if both := cheap.FieldFlops + cheap.TraceFlops; 6*both > dear.FieldFlops+dear.TraceFlops {
				t.Errorf("D = %d, %v: %g operations with the trace, want at most a sixth of the %g of an MLP", dim, hidden, both, dear.FieldFlops+dear.TraceFlops)
			}
		}
	}
}

// TestPlansTellWhatAGradientCosts: with every estimator a gradient costs more than the forward pass, and a costlier
// trace has a costlier gradient. A plan without a gradient has no such cost.
func TestPlansTellWhatAGradientCosts(t *testing.T) {
	field := flowtest.NewMLP(t, 3, &dynamics.MLPSettings{Hidden: []int{8, 8}, Cond: 2})
	var first *trace.Plan
	for _, s := range []trace.Settings{{}, {Method: trace.Hutchinson}, {Method: trace.HutchPP}, {Method: trace.Tangents}} {
		p, err := newFlow(t, field, &likelihood.Settings{Trace: s, GradientTrace: &s}).GradientTrace()
		flowtest.Must(t, err)
		if forth := p.FieldFlops + p.TraceFlops; p.GradientFlops < 1.5*forth || !strings.Contains(p.String(), fmt.Sprintf("%.0f", p.GradientFlops)) {
			t.Errorf("%+v: %s, want 1.5 times %g at least", s, p, forth)
		}
		if first == nil {
			first = p
		}
		if more := p.TraceFlops - first.TraceFlops; p.GradientFlops < first.GradientFlops+2*more {
			t.Errorf("%+v: %s, want for a trace of %g more operations twice as many more than %g", s, p, more, first.GradientFlops)
		}
	}
	p, err := newFlow(t, flowtest.NewMLP(t, 3, &dynamics.MLPSettings{Activation: dynamics.ReLU}), nil).Trace()
	flowtest.Must(t, err)
	if p.GradientFlops != 0 || p.TraceFlops == 0 {
		t.Errorf("relu: %s, want no gradient", p)
	}
}

func TestHutchinsonOfDeepFieldsIsUnbiased(t *testing.T) {
	const n = 2000
	one := flowtest.Points(1, 3, 9)
	for name, field := range deepFields(t, 3, dynamics.MLPSettings{Hidden: []int{6, 6}, Seed: 5, Float64: true}) {
		_, exact, _ := traceOf(t, field, trace.Settings{}, false, 0.3, one)
		estimates := hutchinsonOf(t, field, trace.Settings{Method: trace.Hutchinson}, 0.3, copies(n, one[0]))
		mean, deviation := meanAndDeviation(estimates)
		if d := math.Abs(mean - exact[0]); d > 4*deviation || deviation == 0 {
			t.Errorf("%s: mean is off by %g, standard error %g", name, d, deviation)
		}
	}
}

func TestDeepDensitiesIntegrateToOne(t *testing.T) {
	const n, width = 90, 7.0
	var grid [][]float64
	for i := range n {
		for k := range n {
			grid = append(grid, []float64{width * (2*(float64(i)+0.5)/n - 1), width * (2*(float64(k)+0.5)/n - 1)})
		}
	}
	for _, double := range []bool{false, true} {
		for name, field := range deepFields(t, 2, dynamics.MLPSettings{Hidden: []int{8, 8}, Seed: 5, Float64: double}) {
			logp, err := newFlow(t, field, &likelihood.Settings{Solver: &integrate.Settings{RTol: 2e-6, ATol: 2e-6}}).LogProb(context.Background(), grid)
			flowtest.Must(t, err)
			mass := 0.0
			for _, l := range logp {
				mass += math.Exp(l) * 4 * width * width / n / n
			}
			if math.Abs(mass-1) > 1e-4 {
				t.Errorf("%s, double %t: the density integrates to %g", name, double, mass)
			}
		}
	}
}

// TestGradientsOfDeepFields: gradients by backsolve equal those by replay, which TestDeepFieldsWithEveryActivation
// compares with differences. Gradients in single precision equal those in double precision.
func TestGradientsOfDeepFields(t *testing.T) {
	ctx, x := context.Background(), flowtest.Points(2, 2, 9)
	s := dynamics.MLPSettings{Hidden: []int{12, 12}, Seed: 4, Activation: dynamics.Swish}
	singles := deepFields(t, 2, s)
	s.Float64 = true
	for name, field := range deepFields(t, 2, s) {
		for i, p := range field.Params().List() {
			flowtest.Must(t, p.SetAll(singles[name].Params().List()[i].Values()))
		}
		gradient := func(field dynamics.Field, tolerance float64, method integrate.Method) *likelihood.Gradient {
			f := newFlow(t, field, &likelihood.Settings{Solver: &integrate.Settings{Tableau: tableau.Bosh3, RTol: tolerance, ATol: tolerance}})
			g, err := f.Gradient(ctx, x, &likelihood.GradientRequest{Settings: &integrate.GradientSettings{Method: method}})
			flowtest.Must(t, err)
			return g
		}
		replay, backsolve := gradient(field, 1e-6, integrate.Replay), gradient(field, 1e-6, integrate.Backsolve)
		single, double := gradient(singles[name], 1e-5, integrate.Replay), gradient(field, 1e-5, integrate.Replay)
		for i, p := range field.Params().List() {
			flowtest.CloseTo(t, name+" backsolve ∂/∂"+p.Name, backsolve.Params[i], replay.Params[i], 1e-4)
			flowtest.CloseTo(t, name+" single ∂/∂"+p.Name, single.Params[i], double.Params[i], 1e-3)
		}
	}
}

// TestOlderProgramsDoNotKnowDeepNetworks: an older program would read the kind "mlp" and ignore the settings of deep
// networks, so that those have kinds of their own. Other networks keep the kind "mlp".
func TestOlderProgramsDoNotKnowDeepNetworks(t *testing.T) {
	fields := deepFields(t, 2, dynamics.MLPSettings{Hidden: []int{4, 4}})
	fields["plain"] = flowtest.NewMLP(t, 2, &dynamics.MLPSettings{Hidden: []int{4, 4}})
	kinds := map[string]string{"hollow": "hollow", "residual": "deep mlp", "normalised": "deep mlp", "plain": "mlp"}
	traits := map[string]string{}
	for name, field := range fields {
		f := newFlow(t, field, nil)
		var file bytes.Buffer
		flowtest.Must(t, f.Save(&file))
		if want := fmt.Sprintf(`\"kind\":\"%s\"`, kinds[name]); !strings.Contains(file.String(), want) {
			t.Errorf("%s: the file does not say %s", name, want)
		}
		list, err := f.Traits()
		flowtest.Must(t, err)
		text := fmt.Sprint(list)
		if other, known := traits[text]; known {
			t.Errorf("%s and %s have the same traits", name, other)
		}
		if traits[text] = name; name == "plain" && (strings.Contains(text, "Residual") || strings.Contains(text, "LayerNorm")) {
			t.Errorf("checkpoints of MLPs have traits that older checkpoints lack: %s", text)
		}
	}
}

// TestForgedHollowFiles: sizes that do not fit the numbers in the file are refused.
func TestForgedHollowFiles(t *testing.T) {
	h, err := dynamics.NewHollow(2, &dynamics.HollowSettings{Conditioner: dynamics.MLPSettings{Hidden: []int{4}}})
	flowtest.Must(t, err)
	var file bytes.Buffer
	flowtest.Must(t, newFlow(t, h, nil).Save(&file))
	whole := fileOf(t, newFlow(t, h, nil))
	for was, is := range map[string]string{`"units":8`: `"units":99999999`, `"hidden":[4]`: `"hidden":[1000000,1000000]`, `"dim":2`: `"dim":1000000`, `"hidden":[4],`: `"hidden":[4],"layerNorm":true,`} {
		forgery := *whole
		forgery.Model = []byte(strings.Replace(string(whole.Model), was, is, 1))
		if string(forgery.Model) == string(whole.Model) {
			t.Fatalf("no %s in %s", was, whole.Model)
		}
		_, err := likelihood.Load(bytes.NewReader(bytesOf(t, &forgery)))
		var wrong *modelfile.Error
		if !errors.As(err, &wrong) {
			t.Errorf("%s: %v, want a *FileError", is, err)
		}
	}
}
