// Networks agree with FFJORD's code on PyTorch, by recorded values.

package dynamics_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/gorgoflow/gorgoflow/dynamics"
	G "gorgonia.org/gorgonia"
)

// fixture is a network with reference values at one time, computed by PyTorch in double precision.
type fixture struct {
	Dim        int
	Hidden     []int
	Layer      dynamics.Layer
	Activation dynamics.Activation
	Weights    map[string]flat
	Z          flat `json:"z_in"`
	Epsilon    flat
	Pointwise  struct {
		T           float64
		F, Jacobian flat
		EpsJ        flat `json:"eps_J"`
		JEps        flat `json:"J_eps"`
		CotF        flat `json:"cot_f"`
		CotTrace    flat `json:"cot_negtrace"`
		Exact       traced
		Hutch       traced
	}
}

// traced are the trace and the vector-Jacobian product of (f, -trace).
type traced struct {
	Trace   flat
	Z       flat            `json:"vjp_z"`
	T       float64         `json:"vjp_t"`
	Weights map[string]flat `json:"vjp_weights"`
}

// flat is an array of any number of dimensions, row by row.
type flat []float64

func (f *flat) UnmarshalJSON(text []byte) error {
	var v any
	if err := json.Unmarshal(text, &v); err != nil {
		return err
	}
	*f = flatten(nil, v)
	return nil
}

func flatten(to flat, v any) flat {
	if list, ok := v.([]any); ok {
		for _, e := range list {
			to = flatten(to, e)
		}
		return to
	}
	number, _ := v.(float64)
	return append(to, number)
}

// fixtures calls test for each file of testdata and of the folder that GORGOFLOW_FIXTURES names.
func fixtures(t *testing.T, test func(t *testing.T, f *fixture, m *dynamics.MLP)) {
	files, _ := filepath.Glob(filepath.Join("testdata", "*.json"))
	if len(files) == 0 {
		t.Fatal("no fixtures in testdata")
	}
	if folder := os.Getenv("GORGOFLOW_FIXTURES"); folder != "" {
		more, _ := filepath.Glob(filepath.Join(folder, "*.json"))
		files = append(files, more...)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			f := readFixture(t, file)
			test(t, f, f.network(t))
		})
	}
}

func readFixture(t *testing.T, file string) *fixture {
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	f := &fixture{}
	if err := json.Unmarshal(text, f); err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	return f
}

func (f *fixture) network(t *testing.T) *dynamics.MLP {
	m, err := dynamics.NewMLP(f.Dim, &dynamics.MLPSettings{Hidden: f.Hidden, Layer: f.Layer, Activation: f.Activation, Float64: true, GateOutput: true})
	if err != nil {
		t.Fatal(err)
	}
	arrays := map[string][]float64{}
	for name, values := range f.Weights {
		arrays[name] = values
	}
	if err := m.SetTorch(arrays); err != nil {
		t.Fatal(err)
	}
	return m
}

// rig puts the network at the fixture's t and z.
func (f *fixture) rig(t *testing.T, m *dynamics.MLP, timePerRow bool) *rig {
	r := newRig(t, m, len(f.Z)/f.Dim, timePerRow)
	for i := range r.values[0] {
		r.values[0][i] = f.Pointwise.T
	}
	copy(r.values[1], f.Z)
	return r
}

// given adds an input with known values.
func (r *rig) given(name string, cols int, values []float64) *G.Node {
	n := r.input(name, cols)
	copy(r.values[len(r.values)-1], values)
	return n
}

// unit is the i-th unit vector for every row.
func (r *rig) unit(i int) *G.Node {
	e := make([]float64, r.field.Dim())
	e[i] = 1
	return r.b.BroadcastRows(r.b.Const(1, len(e), e), r.rows)
}

// rowsOfJacobian are ∂f_i/∂z, R×D each.
func (r *rig) rowsOfJacobian(f *G.Node) []*G.Node {
	var rows []*G.Node
	for i := range r.field.Dim() {
		rows = append(rows, r.pull(f, r.unit(i), r.z)[0])
	}
	return rows
}

func (r *rig) trace(f *G.Node) *G.Node {
	trace := r.b.Const(1, 1, []float64{0})
	for i, row := range r.rowsOfJacobian(f) {
		trace = r.b.Add(trace, r.b.SliceCols(row, i, i+1))
	}
	return trace
}

func TestFixturesPointwise(t *testing.T) {
	fixtures(t, func(t *testing.T, want *fixture, m *dynamics.MLP) {
		for _, timePerRow := range []bool{false, true} {
			r := want.rig(t, m, timePerRow)
			f, chain := r.layers()
			epsilon := r.given("epsilon", want.Dim, want.Epsilon)
			jvp := r.b.JVP([]*G.Node{f}, []*G.Node{r.z}, []*G.Node{epsilon})
			jacobian := r.b.ConcatCols(r.rowsOfJacobian(f)...)
			got := r.evaluator(f, jacobian, r.pull(f, epsilon, r.z)[0], jvp[0], r.push(epsilon, chain))()
			expectClose(t, "f", got[0], want.Pointwise.F, 1e-12)
			expectClose(t, "jacobian", got[1], want.Pointwise.Jacobian, 1e-12)
			expectClose(t, "eps_J", got[2], want.Pointwise.EpsJ, 1e-12)
			expectClose(t, "J_eps", got[3], want.Pointwise.JEps, 1e-12)
			expectClose(t, "J_eps by layers", got[4], want.Pointwise.JEps, 1e-12)
		}
	})
}

func TestFixturesExactTrace(t *testing.T) {
	fixtures(t, func(t *testing.T, want *fixture, m *dynamics.MLP) {
		for _, timePerRow := range []bool{false, true} {
			r := want.rig(t, m, timePerRow)
			f := r.build()
			want.expectTraced(r, m, f, r.trace(f), want.Pointwise.Exact)
		}
	})
}

func TestFixturesHutchinson(t *testing.T) {
	fixtures(t, func(t *testing.T, want *fixture, m *dynamics.MLP) {
		for _, timePerRow := range []bool{false, true} {
			r := want.rig(t, m, timePerRow)
			f := r.build()
			epsilon := r.given("epsilon", want.Dim, want.Epsilon)
			trace := r.b.SumCols(r.b.Mul(r.pull(f, epsilon, r.z)[0], epsilon))
			want.expectTraced(r, m, f, trace, want.Pointwise.Hutch)
		}
	})
}

// expectTraced compares a trace and the gradient of ⟨cot_f, f⟩ - ⟨cot_negtrace, trace⟩.
func (f *fixture) expectTraced(r *rig, m *dynamics.MLP, y, trace *G.Node, want traced) {
	r.test.Helper()
	cotF := r.given("cot_f", f.Dim, f.Pointwise.CotF)
	cotTrace := r.given("cot_negtrace", 1, f.Pointwise.CotTrace)
	scalar := r.b.Sub(r.total(y, cotF), r.total(trace, cotTrace))
	wrt := append([]*G.Node{r.z, r.t}, r.paramNodes()...)
	got := r.evaluator(append(r.pull(scalar, r.one(), wrt...), trace)...)()
	expectClose(r.test, "trace", got[len(wrt)], want.Trace, 1e-12)
	expectClose(r.test, "vjp_z", got[0], want.Z, 1e-12)
	sum := 0.0
	for _, g := range got[1] {
		sum += g
	}
	expectClose(r.test, "vjp_t", []float64{sum}, []float64{want.T}, 1e-12)
	for i, p := range m.Params().List() {
		expectClose(r.test, p.Name, m.ToTorch(p, got[2+i]), want.Weights[p.Name], 1e-12)
	}
}
