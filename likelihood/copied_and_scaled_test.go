// What a flow keeps of a caller's slices and what it gives away, losses in any unit, and rows of a batch in their own row blocks.

package likelihood_test

import (
	"errors"
	"math"
	"slices"
	"testing"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/flowtest"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/numeric"
	"github.com/gorgoflow/gorgoflow/likelihood/trace"
)

// TestStandardizationsAreCopied: neither the slices that a standardisation was set from nor those that it returns are the flow's.
func TestStandardizationsAreCopied(t *testing.T) {
	field, err := dynamics.NewMLP(2, &dynamics.MLPSettings{Hidden: []int{3}, Cond: 2, Float64: true})
	flowtest.Must(t, err)
	f := newFlow(t, field, nil)
	for name, m := range map[string]struct {
		set func(mean, std []float64) error
		get func() (mean, std []float64)
	}{"data": {f.Standardize, f.Standardization}, "condition": {f.StandardizeCondition, f.ConditionStandardization}} {
		mean, std := []float64{1, 2}, []float64{3, 4}
		flowtest.Must(t, m.set(mean, std))
		mean[0], std[0] = 7, 7
		mean, std = m.get()
		mean[1], std[1] = 7, 7
		if mean, std = m.get(); !slices.Equal(mean, []float64{1, 2}) || !slices.Equal(std, []float64{3, 4}) {
			t.Errorf("%s: the flow's mean and deviations have become %v and %v", name, mean, std)
		}
	}
}

// TestLossesInAnyUnit: weights that are all multiplied by a power of two, however large or small, multiply all of a gradient.
func TestLossesInAnyUnit(t *testing.T) {
	const n = 5
	field, err := dynamics.NewMLP(2, &dynamics.MLPSettings{Hidden: []int{4}, Cond: 1, Seed: 3})
	flowtest.Must(t, err)
	f := newFlow(t, field, &likelihood.Settings{TrainTime: true, Penalties: likelihood.Penalties{Kinetic: 0.1, Frobenius: 0.2, Directional: 0.3, Total: 0.4}})
	x, condition, weights := flowtest.Points(n, 2, 1), flowtest.Points(n, 1, 2), []float64{0.5, 0.125, 0.25, 1, 0.75}
	all := func(unit float64) []float64 {
		own := slices.Clone(weights)
		for i := range own {
			own[i] *= unit
		}
		g, err := f.Gradient(t.Context(), x, &likelihood.GradientRequest{Condition: condition, Weights: own})
		flowtest.Must(t, err)
		p := g.Penalties
		return slices.Concat([]float64{g.Loss, g.NegLogProb, p.Kinetic, p.Frobenius, p.Directional, p.Total, g.T0, g.T1},
			numeric.Flatten(g.Params), numeric.Flatten(g.X), numeric.Flatten(g.Condition))
	}
	want := all(1)
	for _, unit := range []float64{0x1p100, 0x1p-100, 0x1p-500} {
		for i, v := range all(unit) {
			if math.Abs(v/unit-want[i]) > 1e-6*(1e-3+math.Abs(want[i])) {
				t.Errorf("in units of %g: number %d is %v, want %v", unit, i, v/unit, want[i])
			}
		}
	}
}

// TestRowsOfLaterBlocks: rows of a stack's gradient have the conditions and the probes of their own places, in the first row block and
// in later ones, as log-densities have, and the derivatives that they have alone.
func TestRowsOfLaterBlocks(t *testing.T) {
	const n = 40
	var fields []dynamics.Field
	for seed := range uint64(2) {
		field, err := dynamics.NewMLP(2, &dynamics.MLPSettings{Hidden: []int{4}, Cond: 1, Float64: true, Seed: seed})
		flowtest.Must(t, err)
		fields = append(fields, field)
	}
	f, err := likelihood.NewStack(fields, &likelihood.StackSettings{Flow: likelihood.Settings{Trace: trace.Settings{Method: trace.Hutchinson}, Solver: &integrate.Settings{BlockRows: 8, Lanes: 8}}})
	flowtest.Must(t, err)
	x, condition, probes := flowtest.Points(n, 2, 1), flowtest.Points(n, 1, 2), numeric.NewRows(n, 4)
	for i, row := range probes {
		for c := range row {
			row[c] = float64(2*((i+c*i/3)%2) - 1)
		}
	}
	for _, given := range [][][]float64{nil, probes} {
		d, err := f.LogProbWith(t.Context(), x, &likelihood.LogProbRequest{Condition: condition, Probes: given, ProbeSeed: 4})
		flowtest.Must(t, err)
		g, err := f.Gradient(t.Context(), x, &likelihood.GradientRequest{Condition: condition, Probes: given, ProbeSeed: 4})
		flowtest.Must(t, err)
		flowtest.CloseTo(t, "log p of a gradient", g.LogProb, d.LogProb, 1e-3)
		for _, i := range []int{0, 9, n - 1} {
			r := &likelihood.GradientRequest{Condition: condition[i : i+1], ProbeSeed: 4, First: i, Weights: []float64{1. / n}}
			if given != nil {
				r.Probes = given[i : i+1]
			}
			own, err := f.Gradient(t.Context(), x[i:i+1], r)
			flowtest.Must(t, err)
			flowtest.CloseTo(t, "derivatives by a condition", g.Condition[i], own.Condition[0], 1e-12)
			flowtest.CloseTo(t, "derivatives by a row", g.X[i], own.X[0], 1e-12)
		}
	}
}

// TestRowsWithoutDensityHaveNothing: a row that cannot be solved has neither log-density nor change nor point of the base.
func TestRowsWithoutDensityHaveNothing(t *testing.T) {
	f := newFlow(t, flowtest.BlowUp(t), &likelihood.Settings{Solver: &integrate.Settings{MaxSteps: 500}})
	d, err := f.LogProbWith(t.Context(), [][]float64{{0.5}, {-3}}, nil)
	var failed *likelihood.RowsError
	if !errors.As(err, &failed) || !slices.Equal(failed.Rows, []int{1}) {
		t.Fatalf("error %v, want one of row 1", err)
	}
	if !math.IsNaN(d.LogProb[1]) || !math.IsNaN(d.Change[1]) || !math.IsNaN(d.Base[1][0]) || math.IsNaN(d.LogProb[0]+d.Change[0]+d.Base[0][0]) {
		t.Errorf("log p %v, changes %v, points %v; want NaN in row 1 alone", d.LogProb, d.Change, d.Base)
	}
}

// TestMeansOfBounds: rows have independent probes, so that the standard error of their mean falls as the root of their number; twice
// that and the mean of the solver's bounds are the bound of the mean.
func TestMeansOfBounds(t *testing.T) {
	d := &likelihood.Density{LogProb: []float64{-1, -2, -4, -5}, Certificate: &likelihood.Certificate{Solver: []float64{0.1, 0.2, 0.3, 0.6}, Probe: []float64{1, 1, 1, 1}}}
	m := d.Mean()
	for name, of := range map[string][2]float64{"log p": {m.LogProb, -3}, "solver": {m.Solver, 0.3}, "probe": {m.Probe, 0.5}, "bound": {m.ErrorBound, 1.3}, "standard error": {m.StandardError, math.Sqrt(10./3) / 2}} {
		if math.Abs(of[0]-of[1]) > 1e-12 {
			t.Errorf("%s: %v, want %v", name, of[0], of[1])
		}
	}
}

// TestNormsWithWeights: the gradient of a stack with norms, with a lag too, does not depend on how the rows are cut into row blocks,
// and three times the weights make three times the gradient.
func TestNormsWithWeights(t *testing.T) {
	const n = 30
	x, weights, thrice := flowtest.Points(n, 2, 1), make([]float64, n), make([]float64, n)
	for i := range weights {
		weights[i] = float64(i%7+1) / (4 * n)
		thrice[i] = 3 * weights[i]
	}
	for _, lag := range []float64{0, 0.5} {
		gradient := func(block int, weights []float64) []float64 {
			fields := []dynamics.Field{flowtest.BentField(t, 2), flowtest.NewMLP(t, 2, &dynamics.MLPSettings{Hidden: []int{4}, Float64: true, Seed: 2})}
			f, err := likelihood.NewStack(fields, &likelihood.StackSettings{Norm: &likelihood.NormSettings{Ends: true, Lag: lag},
				Flow: likelihood.Settings{Solver: &integrate.Settings{BlockRows: block, Lanes: block}}})
			flowtest.Must(t, err)
			g, err := f.Gradient(t.Context(), x, &likelihood.GradientRequest{Weights: weights})
			flowtest.Must(t, err)
			return append(numeric.Flatten(g.Params), numeric.Flatten(g.X)...)
		}
		want := gradient(64, weights)
		flowtest.CloseTo(t, "gradient by small row blocks", gradient(8, weights), want, 1e-9)
		more := gradient(64, thrice)
		for i := range more {
			more[i] /= 3
		}
		flowtest.CloseTo(t, "gradient of three times the weights", more, want, 1e-9)
	}
}
