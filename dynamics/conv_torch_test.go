// Networks of convolutions agree with PyTorch's, by recorded values: f, an estimate of the trace, and the gradient of both.

package dynamics_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/gorgoflow/gorgoflow/dynamics"
)

// convFixture is written by testdata/conv.py.
type convFixture struct {
	Image, Hidden, Strides []int
	Layer                  dynamics.Layer
	Activation             dynamics.Activation
	T                      float64
	Z, Epsilon, F, Trace   []float64
	CotF                   []float64 `json:"cot_f"`
	CotTrace               []float64 `json:"cot_trace"`
	GradZ                  []float64 `json:"vjp_z"`
	Weights                map[string][]float64
	GradWeights            map[string][]float64 `json:"vjp_weights"`
}

func (f *convFixture) network(t *testing.T) *dynamics.Conv {
	t.Helper()
	image := dynamics.Image{Channels: f.Image[0], Height: f.Image[1], Width: f.Image[2]}
	m, err := dynamics.NewConv(image, &dynamics.ConvSettings{Hidden: f.Hidden, Strides: f.Strides, Layer: f.Layer, Activation: f.Activation, Float64: true})
	if err != nil {
		t.Fatal(err)
	}
	if got := len(m.Params().List()); got != len(f.Weights) {
		t.Fatalf("%d parameters, want %d", got, len(f.Weights))
	}
	for name, values := range f.Weights {
		p := m.Params().Get(name)
		if p == nil || p.Len() != len(values) {
			t.Fatalf("parameter %q is %v, want %d values", name, p, len(values))
		}
		for i, v := range values {
			p.Set(i, v)
		}
	}
	m.Params().Touch()
	return m
}

func TestConvAgreesWithTorch(t *testing.T) {
	files, _ := filepath.Glob(filepath.Join("testdata", "conv", "*.json"))
	if kinds := dynamics.Layers(); len(files) != len(kinds) {
		t.Fatalf("%d fixtures, want one for each of %v", len(files), kinds)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			var f convFixture
			if err := json.Unmarshal(text, &f); err != nil {
				t.Fatal(err)
			}
			f.compare(t, f.network(t), false)
			f.compare(t, f.network(t), true)
		})
	}
}

func (f *convFixture) compare(t *testing.T, m *dynamics.Conv, timePerRow bool) {
	t.Helper()
	const tolerance = 1e-12
	r := newRig(t, m, len(f.Trace), timePerRow)
	for i := range r.values[0] {
		r.values[0][i] = f.T
	}
	copy(r.values[1], f.Z)
	y := r.build()
	epsilon, cotF, cotTrace := r.given("epsilon", m.Dim(), f.Epsilon), r.given("cot_f", m.Dim(), f.CotF), r.given("cot_trace", 1, f.CotTrace)
	trace := r.b.SumCols(r.b.Mul(r.pull(y, epsilon, r.z)[0], epsilon))
	loss := r.b.Sub(r.total(y, cotF), r.total(trace, cotTrace))
	got := r.evaluator(append(r.pull(loss, r.one(), append(r.paramNodes(), r.z)...), y, trace)...)()
	list := m.Params().List()
	for i, p := range list {
		want := f.GradWeights[p.Name]
		if len(want) == 0 { // autograd has no gradient where it would be 0
			want = make([]float64, p.Len())
		}
		expectClose(t, p.Name, got[i], want, tolerance)
	}
	expectClose(t, "gradient for z", got[len(list)], f.GradZ, tolerance)
	expectClose(t, "f", got[len(list)+1], f.F, tolerance)
	expectClose(t, "trace", got[len(list)+2], f.Trace, tolerance)
}
