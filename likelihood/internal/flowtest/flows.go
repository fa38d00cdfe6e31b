// Fields and data for tests.

package flowtest

import (
	_ "embed"
	"encoding/json"
	"math"
	"testing"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/likelihood/base"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/numeric"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/stream"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Flow is a field in both precisions with the same weights, which single precision holds exactly.
type Flow struct {
	Name    string
	Dim     int
	Set     dynamics.MLPSettings
	weights map[string]TensorValue // nil: random, from Seed
	Gain    float64                // factor of the weights, so that random flows bend as trained ones do
}

func (f *Flow) Field(t testing.TB, double bool) dynamics.Field {
	t.Helper()
	single := f.Set
	s, err := dynamics.NewMLP(f.Dim, &single)
	Must(t, err)
	set := f.Set
	set.Float64 = double
	m, err := dynamics.NewMLP(f.Dim, &set)
	Must(t, err)
	for _, p := range m.Params().List() {
		values := f.weights[p.Name]
		if f.weights == nil {
			values = s.Params().Get(p.Name).Values()
		}
		for i, v := range values {
			p.Set(i, float64(float32(f.Gain*v)))
		}
	}
	m.Params().Touch()
	return m
}

// eightGaussians are the weights of a flow that FFJORD's code has trained on eight normal distributions.
//
//go:embed testdata/toy64_8gaussians.json
var eightGaussians []byte

// All returns a trained flow and random ones, with fields whose trace has a closed form and others.
func All(t testing.TB) []*Flow {
	t.Helper()
	var trained struct{ Weights map[string]TensorValue }
	Must(t, json.Unmarshal(eightGaussians, &trained))
	return []*Flow{
		{"trained", 2, dynamics.MLPSettings{GateOutput: true}, trained.Weights, 1},
		{"bent", 2, dynamics.MLPSettings{Hidden: []int{16, 16}, Seed: 2}, nil, 2},
		{"eight", 8, dynamics.MLPSettings{Hidden: []int{32, 32}, Seed: 3}, nil, 2},
		{"softplus", 21, dynamics.MLPSettings{Hidden: []int{64, 64}, Seed: 3, Activation: dynamics.Softplus}, nil, 1.5},
		{"concat", 3, dynamics.MLPSettings{Hidden: []int{12, 12, 12}, Layer: dynamics.Concat, Seed: 5}, nil, 2},
	}
}

// Data returns points where the trained flow has its mass; for the other flows, standard normal points.
func (f *Flow) Data(n int) [][]float64 {
	x := Points(n, f.Dim, 7)
	if f.Name != "trained" {
		return x
	}
	for i, row := range x { // eight normal distributions on a circle
		angle := float64(i%8) * math.Pi / 4
		row[0] = (0.5*row[0] + 4*math.Cos(angle)) / 1.414
		row[1] = (0.5*row[1] + 4*math.Sin(angle)) / 1.414
	}
	return x
}

// TensorValue is an array of any depth, flattened row-major.
type TensorValue []float64

func (v *TensorValue) UnmarshalJSON(raw []byte) error {
	var one float64
	if json.Unmarshal(raw, &one) == nil {
		*v = append(*v, one)
		return nil
	}
	var list []TensorValue
	if err := json.Unmarshal(raw, &list); err != nil {
		return err
	}
	for _, l := range list {
		*v = append(*v, l...)
	}
	return nil
}

// BentField returns a network whose weights bend the flow as trained ones do.
func BentField(t testing.TB, dim int) *dynamics.MLP {
	field := NewMLP(t, dim, &dynamics.MLPSettings{Hidden: []int{16, 16}, Seed: 2})
	for _, p := range field.Params().List() {
		for i := range p.Len() {
			p.Set(i, 1.5*p.At(i))
		}
	}
	field.Params().Touch()
	return field
}

// NewMLP returns a network in float64, with s otherwise.
func NewMLP(t testing.TB, dim int, s *dynamics.MLPSettings) *dynamics.MLP {
	t.Helper()
	s.Float64 = true
	m, err := dynamics.NewMLP(dim, s)
	Must(t, err)
	return m
}

// Points returns n rows of standard normal numbers.
func Points(n, dim int, seed uint64) [][]float64 {
	x, draws := numeric.NewRows(n, dim), stream.New(seed, stream.Base)
	for i := range x {
		base.Standard{}.RandStream(x[i], draws.At(uint64(i)))
	}
	return x
}

// BlowUp is dz/dt = z², which reaches infinity at t = 1/z(0).
func BlowUp(t *testing.T) dynamics.Field {
	f, err := dynamics.NewField(1, graph.NewParams(tensor.Float64), func(b *graph.Builder, _, z, _ *G.Node) *G.Node {
		return b.Square(z)
	})
	Must(t, err)
	return f
}

var SmallDouble = dynamics.MLPSettings{Hidden: []int{6, 5}, Float64: true}
