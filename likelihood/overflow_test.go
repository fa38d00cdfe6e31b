// Densities, gradients and samples that overflow: the rows that errors name.

package likelihood_test

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
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
			_, other := f.Gradient(context.Background(), x, &likelihood.GradientRequest{Probes: [][]float64{{1}}})
			if fmt.Sprint(other) != fmt.Sprint(err) {
				t.Errorf("%s: with probes that have no effect: %v, want %v", name, other, err)
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

// TestRowsThatGrowInAStackAreNamed: a row that is in the numbers of the data, and too large for a flow that it reaches
// behind a norm or a flow of another precision, fails by itself. The other rows have the bits that they have without
// it. A number that a norm makes small before it reaches a flow is not too large.
func TestRowsThatGrowInAStackAreNamed(t *testing.T) {
	ctx := context.Background()
	for name, c := range map[string]struct {
		doubles  [2]bool // from the base
		norm     *likelihood.NormSettings
		enlarges int // the norm that multiplies by e²³
		far      float64
	}{
		"float32": {[2]bool{}, &likelihood.NormSettings{}, 1, 1e30},
		"float64": {[2]bool{true, true}, &likelihood.NormSettings{}, 1, -1e300},
		"end":     {[2]bool{}, &likelihood.NormSettings{Ends: true}, 2, 1e30},
		"lag":     {[2]bool{}, &likelihood.NormSettings{Lag: 1e-70}, 1, 1e30},
		"types":   {[2]bool{false, true}, nil, 0, 1e39},
	} {
		var fields []dynamics.Field
		for i, double := range c.doubles {
			m, err := dynamics.NewMLP(2, &dynamics.MLPSettings{Hidden: []int{3}, Float64: double, Seed: uint64(i)})
			flowtest.Must(t, err)
			fields = append(fields, m)
		}
		s, err := likelihood.NewStack(fields, &likelihood.StackSettings{Norm: c.norm})
		flowtest.Must(t, err)
		scaleNorm(s, c.enlarges, 23)
		x := flowtest.Points(5, 2, 1)
		want, err := s.LogProb(ctx, x)
		flowtest.Must(t, err)
		x[3][1] = c.far
		got, err := s.LogProb(ctx, x)
		expectRows(t, name, err, 3)
		for i, v := range got {
			if i == 3 && !math.IsNaN(v) || i != 3 && v != want[i] {
				t.Errorf("%s: row %d is %v, without the row that grows %v", name, i, v, want[i])
			}
		}
		expectRows(t, name+" inverse", errorOf(s.Inverse(ctx, x, nil)), 3)
		expectRows(t, name+" gradient", errorOf(s.Gradient(ctx, x, nil)), 3)
		if scaleNorm(s, c.enlarges, -23); c.enlarges == 1 { // it multiplies towards the data now
			expectRows(t, name+" forward", errorOf(s.Forward(ctx, x, nil)), 3)
		}
		if x[3][1] = 1e39; name == "end" {
			flowtest.Must(t, errorOf(s.LogProb(ctx, x)))
		}
	}
}

// scaleNorm sets the logarithm of the scale of a norm, if there is one.
func scaleNorm(stack *likelihood.Flow, norm int, log float64) {
	if m := stack.Norms()[norm]; m != nil {
		m.Weight.Set(0, log)
		m.Weight.Set(1, log)
		flowtest.Touch(stack)
	}
}

// someFar is a normal density, but for its draws: some of them are far.
type someFar struct{ far float64 }

func (someFar) Dim() int { return 2 }

func (someFar) LogProb(x []float64) float64 { return base.Standard{}.LogProb(x) }

func (s someFar) RandStream(dst []float64, rng *rand.Rand) []float64 {
	base.Standard{}.RandStream(dst, rng)
	if dst[0] > 0.8 {
		dst[1] = s.far
	}
	return dst
}

// farDraws returns the rows with a draw that is far.
func farDraws(draws [][]float64) (rows []int) {
	for i, row := range draws {
		if row[1] == 1e39 {
			rows = append(rows, i)
		}
	}
	return rows
}

// TestDrawsTooLargeForTheFlowAreFailedRows: a draw of the base is nobody's data. Its row fails by itself, and the other
// rows have the bits that they have beside draws that are not far.
func TestDrawsTooLargeForTheFlowAreFailedRows(t *testing.T) {
	near := smallFlows(t, false, nil)
	for name, f := range smallFlows(t, false, someFar{1e39}) {
		for _, logp := range []bool{false, true} {
			r := &likelihood.SampleRequest{LogProb: logp}
			want, err := near[name].SampleWith(context.Background(), 12, 3, r)
			flowtest.Must(t, err)
			got, err := f.SampleWith(context.Background(), 12, 3, r)
			far := farDraws(got.Base)
			expectRows(t, name, err, far...)
			for i, row := range got.X {
				if !slices.Contains(far, i) && !slices.Equal(row, want.X[i]) || slices.Contains(far, i) && !math.IsNaN(row[0]) {
					t.Errorf("%s: sample %d is %v, without far draws %v", name, i, row, want.X[i])
				}
				if logp && math.IsNaN(got.LogProb[i]) != slices.Contains(far, i) {
					t.Errorf("%s: sample %d has log-density %v", name, i, got.LogProb[i])
				}
			}
		}
	}
}
