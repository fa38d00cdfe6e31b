// Hollow networks: what each component sees, the diagonal, settings.

package dynamics_test

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/gorgoflow/gorgoflow/dynamics"
	G "gorgonia.org/gorgonia"
)

// hollows calls test for every layer and activation, for depths from 0 and dimensions from 1.
func hollows(t *testing.T, test func(t *testing.T, h *dynamics.Hollow, timePerRow bool)) {
	shapes := [][]int{{}, {2}, {7}, {6, 5}, {6, 6, 6}}
	for i, layer := range dynamics.Layers() {
		for k, activation := range dynamics.Activations() {
			n := 7*i + k
			if (i+k)%3 > 0 { // every layer and every activation, but a third of the pairs
				continue
			}
			s := &dynamics.HollowSettings{Units: 1 + n%3, Conditioner: dynamics.MLPSettings{Hidden: shapes[n%5], Layer: layer, Activation: activation, Seed: uint64(n), Float64: true,
				Residual: n%5 == 4, GateOutput: n%2 == 0, Cond: n % 4}}
			if n%3 == 0 && !slices.Contains([]dynamics.Layer{dynamics.Ignore, dynamics.Blend, dynamics.Gated}, layer) {
				s.Conditioner.Fourier = []float64{1, math.Pi}
			}
			dim := 1 + n%4
			t.Run(fmt.Sprintf("%s/%s/%d", layer, activation, dim), func(t *testing.T) {
				h, err := dynamics.NewHollow(dim, s)
				if err != nil {
					t.Fatal(err)
				}
				test(t, h, n%2 == 0)
			})
		}
	}
}

func (r *rig) diagonal() (f, diagonal *G.Node) {
	r.test.Helper()
	f, diagonal, err := r.field.(dynamics.Diagonal).BuildDiagonal(r.b, r.t, r.z, r.c)
	r.must(err)
	return f, diagonal
}

// TestHollowDiagonal: BuildDiagonal gives the diagonal of the Jacobian that the graph differentiates to. Its derivatives in
// z, t, c and all parameters are those of that diagonal, also through the conditioner.
func TestHollowDiagonal(t *testing.T) {
	hollows(t, func(t *testing.T, h *dynamics.Hollow, timePerRow bool) {
		r := newRig(t, h, 3, timePerRow)
		v := variables{r, len(r.inputs)}
		f, told := r.diagonal()
		u := r.input("u", h.Dim())
		var columns []*G.Node
		for i, row := range r.rowsOfJacobian(f) {
			columns = append(columns, r.b.SliceCols(row, i, i+1))
		}
		generic := r.b.ConcatCols(columns...)
		y := r.evaluator(told, generic)()
		expectClose(t, "diagonal", y[0], y[1], 1e-13)
		if dynamics.TwiceDifferentiable(h) != nil {
			return
		}
		got := r.evaluator(r.pull(r.total(told, u), r.one(), v.nodes()...)...)()
		want := r.evaluator(r.pull(r.total(generic, u), r.one(), v.nodes()...)...)()
		for i, n := range v.nodes() {
			expectClose(t, "derivative of the diagonal in "+n.Name(), got[i], want[i], 1e-12)
		}
	})
}

// TestHollowAgreesWithDifferences: the derivatives of f agree with differences, and so do those of the sum of the diagonal.
func TestHollowAgreesWithDifferences(t *testing.T) {
	hollows(t, func(t *testing.T, h *dynamics.Hollow, timePerRow bool) {
		r := newRig(t, h, 2, timePerRow)
		v := variables{r, len(r.inputs)}
		f, diagonal := r.diagonal()
		expectGradient(t, r, v, r.total(f, r.input("u", h.Dim())))
		if dynamics.TwiceDifferentiable(h) == nil {
			expectGradient(t, r, v, r.total(diagonal, r.input("w", h.Dim())))
		}
	})
}

// TestHollowSeesAllOthers: the conditioner of a component sees all other components: no entry of the Jacobian is 0.
func TestHollowSeesAllOthers(t *testing.T) {
	for _, hidden := range [][]int{{}, {2}, {40, 40}} {
		h, err := dynamics.NewHollow(5, &dynamics.HollowSettings{Conditioner: dynamics.MLPSettings{Hidden: hidden, Float64: true}})
		if err != nil {
			t.Fatal(err)
		}
		r := newRig(t, h, 2, true)
		for i, row := range r.evaluator(r.rowsOfJacobian(r.build())...)() {
			if slices.Contains(row, 0) {
				t.Errorf("%v: component %d does not see all others: %v", hidden, i, row)
			}
		}
	}
}

// TestHollowMixesWhatItSees: with enough hidden units, the derivative in one component changes with another component on
// the same side. The path past the hidden layers alone does not have this property.
func TestHollowMixesWhatItSees(t *testing.T) {
	h, err := dynamics.NewHollow(4, &dynamics.HollowSettings{Units: 1, Conditioner: dynamics.MLPSettings{Hidden: []int{12}, Float64: true, Seed: 2}})
	if err != nil {
		t.Fatal(err)
	}
	weight := h.Params().Get("transformer.weight") // what is left is the offset, without the nonlinearity of the transformer
	for i := range weight.Len() {
		weight.Set(i, 0)
	}
	h.Params().Touch()
	r := newRig(t, h, 1, true)
	last := r.rowsOfJacobian(r.build())[3]
	second := r.evaluator(r.pull(r.b.SliceCols(last, 0, 1), r.b.BroadcastRows(r.one(), 1), r.z)[0])()[0]
	if second[2] == 0 || second[3] != 0 {
		t.Errorf("∂f₄/∂z₁ moves with the components by %v, want not with the fourth and with the others", second)
	}
}

func TestHollowStartsAtZero(t *testing.T) {
	h, err := dynamics.NewHollow(3, &dynamics.HollowSettings{Conditioner: dynamics.MLPSettings{Hidden: []int{4}, ZeroOutput: true, Float64: true}})
	if err != nil {
		t.Fatal(err)
	}
	r := newRig(t, h, 4, true)
	expectClose(t, "f", r.evaluator(r.build())()[0], make([]float64, 12), 0)
}

func TestHollowSettingsThatCannotBeUsed(t *testing.T) {
	for setting, s := range map[string]dynamics.HollowSettings{
		"Units":                 {Units: -1},
		"Conditioner.LayerNorm": {Conditioner: dynamics.MLPSettings{LayerNorm: true}},
		"Conditioner.Hidden":    {Conditioner: dynamics.MLPSettings{Hidden: []int{4, 1}}},
		"Activation":            {Conditioner: dynamics.MLPSettings{Activation: "none"}},
		"Hidden[1]":             {Conditioner: dynamics.MLPSettings{Hidden: []int{4, 6}, Residual: true}},
	} {
		_, err := dynamics.NewHollow(2, &s)
		var wrong *dynamics.SettingError
		if !errors.As(err, &wrong) || wrong.Setting != setting {
			t.Errorf("%+v: %v, want %s refused", s, err, setting)
		}
	}
	if _, err := dynamics.NewHollow(0, nil); err == nil {
		t.Error("no dimension is not refused")
	}
}

// TestNewHollowIfAsksBeforeItTakesMemory: NewHollowIf asks about every parameter in order, and a network with a huge
// parameter that is refused takes no memory.
func TestNewHollowIfAsksBeforeItTakesMemory(t *testing.T) {
	refused := errors.New("refused")
	for _, layer := range dynamics.Layers() {
		s := &dynamics.HollowSettings{Conditioner: dynamics.MLPSettings{Hidden: []int{1 << 20, 1 << 20}, Layer: layer}}
		if _, err := dynamics.NewHollowIf(func(_ string, rows, cols int) error {
			if rows*cols > 1<<12 {
				return refused
			}
			return nil
		}, 2, s); !errors.Is(err, refused) {
			t.Errorf("%s: error %v, want a refusal", layer, err)
		}
		s.Conditioner.Hidden, s.Conditioner.Activation = []int{4, 4}, dynamics.Swish
		var asked []string
		h, err := dynamics.NewHollowIf(func(name string, _, _ int) error {
			asked = append(asked, name)
			return nil
		}, 2, s)
		if err != nil {
			t.Fatal(err)
		}
		for i, p := range h.Params().List() {
			if i >= len(asked) || asked[i] != p.Name {
				t.Fatalf("%s: asked about %v, %s is number %d", layer, asked, p.Name, i)
			}
		}
	}
}
