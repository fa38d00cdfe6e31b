// Densities, gradients and samples that overflow: the rows that errors name.

package likelihood_test

import (
	"context"
	"math"
	"slices"
	"testing"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/base"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/flowtest"
	"github.com/pkg/errors"
)

// expectRows checks that err is a *RowsError of exactly these rows, for numbers that are not finite.
func expectRows(t *testing.T, what string, err error, rows ...int) {
	t.Helper()
	var failed *likelihood.RowsError
	if !errors.As(err, &failed) || !slices.Equal(failed.Rows, rows) || !errors.Is(err, likelihood.ErrNotFinite) {
		t.Errorf("%s: %v, want a *RowsError of rows %v for ErrNotFinite", what, err, rows)
	}
}

// smallFlows returns a flow and a stack of two columns, in single or double precision.
func smallFlows(t *testing.T, double bool, base base.Base) map[string]*likelihood.Flow {
	t.Helper()
	var fields []dynamics.Field
	for seed := range uint64(3) {
		m, err := dynamics.NewMLP(2, &dynamics.MLPSettings{Hidden: []int{4}, Activation: dynamics.Softplus, Float64: double, Seed: seed})
		flowtest.Must(t, err)
		fields = append(fields, m)
	}
	f, err := likelihood.New(fields[0], &likelihood.Settings{Base: base})
	flowtest.Must(t, err)
	s, err := likelihood.NewStack(fields[1:], &likelihood.StackSettings{Flow: likelihood.Settings{Base: base}})
	flowtest.Must(t, err)
	return map[string]*likelihood.Flow{"flow": f, "stack": s}
}

// TestGradientsThatOverflowNameTheirRows: without a result the error names the rows, which are those that overflow
// alone.
func TestGradientsThatOverflowNameTheirRows(t *testing.T) {
	for name, f := range smallFlows(t, false, nil) {
		for _, far := range []float64{1e21, -3e30} {
			x := flowtest.Points(9, 2, 1)
			g, err := f.Gradient(context.Background(), x, nil)
			flowtest.Must(t, err)
			if place, v := g.NotFinite(); place != "" {
				t.Errorf("%s: %s is %v without an error", name, place, v)
			}
			x[2][1], x[7][0] = far, far
			g, err = f.Gradient(context.Background(), x, nil)
			if g != nil {
				t.Errorf("%s: a gradient comes with %v", name, err)
			}
			var alone []int
			for i := range x {
				if _, err := f.Gradient(context.Background(), x[i:i+1], nil); err != nil {
					expectRows(t, name, err, 0)
					alone = append(alone, i)
				}
			}
			if len(alone) == 0 || alone[0] < 2 {
				t.Errorf("%s: rows %v overflow alone", name, alone)
			}
			expectRows(t, name, err, alone...)
		}
	}
}

// TestDensitiesThatOverflowNameTheirRows: the log-density of a named row is NaN, and those of other rows have the bits
// that they have without it.
func TestDensitiesThatOverflowNameTheirRows(t *testing.T) {
	narrow, err := base.NewDiagonalGaussian([]float64{0, 1}, []float64{1, 2})
	flowtest.Must(t, err)
	mixture, err := base.NewMixture([]float64{1, 2}, narrow, narrow)
	flowtest.Must(t, err)
	for _, base := range []base.Base{base.Standard{}, narrow, mixture} {
		for name, f := range smallFlows(t, true, base) {
			x := flowtest.Points(4, 2, 1)
			want, err := f.LogProbWith(context.Background(), x, nil)
			flowtest.Must(t, err)
			x[1][0] = 1e160
			got, err := f.LogProbWith(context.Background(), x, nil)
			expectRows(t, name, err, 1)
			for i, v := range got.LogProb {
				if i == 1 && !math.IsNaN(v) || i != 1 && v != want.LogProb[i] {
					t.Errorf("%s on %T: row %d is %v, without the row that overflows %v", name, base, i, v, want.LogProb[i])
				}
			}
			_, err = f.Gradient(context.Background(), x, nil)
			expectRows(t, name+" gradient", err, 1)
		}
	}
}

// TestFarComponentsOfMixturesWeighNothing: far from a narrow component, the density is that of the wide one, in either
// order of components.
func TestFarComponentsOfMixturesWeighNothing(t *testing.T) {
	narrow, err := base.NewDiagonalGaussian([]float64{0}, []float64{1e-200})
	flowtest.Must(t, err)
	wide, err := base.NewDiagonalGaussian([]float64{1}, []float64{2})
	flowtest.Must(t, err)
	for _, order := range [][]*base.Gaussian{{narrow, wide}, {wide, narrow}} {
		m, err := base.NewMixture([]float64{1, 1}, order...)
		flowtest.Must(t, err)
		for _, x := range []float64{3, -40} {
			score, want := make([]float64, 1), make([]float64, 1)
			got := base.LogProbScore(m, score, []float64{x})
			flowtest.CloseTo(t, "log-density", []float64{got}, []float64{base.LogProbScore(wide, want, []float64{x}) - math.Ln2}, 1e-13)
			flowtest.CloseTo(t, "score", score, want, 1e-13)
			grad := [][]float64{{0, 0}, {0}, {0}, {0}, {0}}
			m.ScoreParams(grad, []float64{x}, 1)
			for i, g := range grad {
				if likelihood.FirstNotFinite(g) >= 0 {
					t.Errorf("at %g the gradient of parameter %d is %v", x, i, g)
				}
			}
		}
	}
}

// TestSamplesThatOverflowNameTheirRows: samples are named where mean + std∘x′ is beyond float64.
func TestSamplesThatOverflowNameTheirRows(t *testing.T) {
	for name, f := range smallFlows(t, true, nil) {
		plain, err := f.SampleWith(context.Background(), 40, 3, nil)
		flowtest.Must(t, err)
		var far []int
		for i, row := range plain.X {
			if max(math.Abs(row[0]), math.Abs(row[1])) > 1.7976931348623157 { // times 1e308, which std is below, exceeds float64
				far = append(far, i)
			}
		}
		flowtest.Must(t, f.Standardize([]float64{0, 0}, []float64{1e308, 1e308}))
		for _, logp := range []bool{false, true} {
			s, err := f.SampleWith(context.Background(), 40, 3, &likelihood.SampleRequest{LogProb: logp})
			expectRows(t, name, err, far...)
			for i, row := range s.X {
				if slices.Contains(far, i) != math.IsNaN(row[0]) || math.IsInf(row[0], 0) || math.IsInf(row[1], 0) {
					t.Errorf("%s: sample %d is %v", name, i, row)
				}
			}
		}
		moved, err := f.Forward(context.Background(), plain.Base, nil)
		expectRows(t, name+" forward", err, far...)
		if moved == nil {
			t.Errorf("%s: nothing was moved", name)
		}
	}
}
