// Weights of rows: derivatives by differences, parts that add up, rows that are there twice, moments, and bad weights.

package likelihood_test

import (
	"math"
	"slices"
	"testing"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/augment"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/batchnorm"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/flowtest"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/numeric"
)

// weightedModels returns a flow and two stacks with everything that a gradient can have. The norms of one stack use the
// batch's moments.
func weightedModels(t *testing.T, p likelihood.Penalties) map[string]*likelihood.Flow {
	s := likelihood.Settings{Base: mustGaussian(t, 0.3), TrainBase: true, TrainTime: true, Penalties: p, Solver: tightSolver()}
	lagging := whole(t, true, s)
	lagging.Lag(0.4)
	return map[string]*likelihood.Flow{"flow": whole(t, false, s), "stack": whole(t, true, s), "lagging stack": lagging}
}

// TestWeightedGradientIsTheDerivative: the weighted loss is the sum of the rows' log-densities and penalties, each
// times its weight. Its gradient equals central differences, for parameters and data.
func TestWeightedGradientIsTheDerivative(t *testing.T) {
	x, c, w := flowtest.Points(4, 2, 9), flowtest.Points(4, 2, 8), []float64{0.2, 1.5, 0.9, 0}
	for name, f := range weightedModels(t, allPenalties) {
		r := &likelihood.GradientRequest{Condition: c, Weights: w}
		g, err := f.Gradient(t.Context(), x, r)
		flowtest.Must(t, err)
		sum := 0.0
		for i, v := range g.LogProb {
			sum -= w[i] * v
		}
		flowtest.CloseTo(t, name+": loss", []float64{g.NegLogProb}, []float64{sum}, 1e-13)
		loss := func() float64 {
			flowtest.Touch(f)
			g, err := f.Gradient(t.Context(), x, r)
			flowtest.Must(t, err)
			return g.Loss
		}
		for i, p := range f.Params() {
			if k := (3 * i) % p.Len(); !f.IsConstant(i) {
				flowtest.CloseTo(t, name+": "+p.Name, []float64{g.Params[i][k]}, []float64{slope(&graph.Data[float64](p)[k], loss)}, 1e-7)
			}
		}
		for row := range x {
			flowtest.CloseTo(t, name+": x", []float64{g.X[row][0]}, []float64{slope(&x[row][0], loss)}, 1e-7)
		}
		flowtest.Touch(f)
	}
}

// TestWeightedPartsAddUp: the losses and gradients of parts of a batch add up to those of the batch, unless norms use
// the batch's moments.
func TestWeightedPartsAddUp(t *testing.T) {
	x, c, w := flowtest.Points(5, 2, 9), flowtest.Points(5, 2, 8), []float64{0.2, 1.5, 0.9, 0.4, 1}
	models := weightedModels(t, likelihood.Penalties{Kinetic: 0.3}) // other penalties have probes, which depend on a row's position in the batch
	delete(models, "lagging stack")
	for _, f := range models {
		all, err := f.Gradient(t.Context(), x, &likelihood.GradientRequest{Condition: c, Weights: w})
		flowtest.Must(t, err)
		var parts []*likelihood.Gradient
		for _, part := range [][2]int{{0, 2}, {2, 5}} {
			lo, hi := part[0], part[1]
			own, err := f.Gradient(t.Context(), x[lo:hi], &likelihood.GradientRequest{Condition: c[lo:hi], Weights: w[lo:hi]})
			flowtest.Must(t, err)
			parts = append(parts, own)
		}
		addUp(t, f, parts, all, 1e-13, 1e-12)
	}
}

// TestWeightTwoIsARowTwice: a row with twice the weight counts as two equal rows, and equal weights count as none, for
// gradients, moments and norms. The loss of an augmented flow is weighted too.
func TestWeightTwoIsARowTwice(t *testing.T) {
	x := flowtest.Points(3, 2, 9)
	twice := append(append([][]float64{}, x...), x[1])
	f := newFlow(t, flowtest.NewMLP(t, 2, &dynamics.MLPSettings{Hidden: []int{5}, Float64: true, Seed: 4}), nil)
	weighted, err := f.Gradient(t.Context(), x, &likelihood.GradientRequest{Weights: []float64{0.25, 0.5, 0.25}})
	flowtest.Must(t, err)
	plain, err := f.Gradient(t.Context(), twice, nil)
	flowtest.Must(t, err)
	flowtest.CloseTo(t, "loss", []float64{weighted.Loss}, []float64{plain.Loss}, 1e-14)
	for i := range plain.Params {
		flowtest.CloseTo(t, f.Params()[i].Name, weighted.Params[i], plain.Params[i], 1e-13)
	}
	mean, std, err := likelihood.Moments(x, []float64{3, 6, 3})
	flowtest.Must(t, err)
	wantMean, wantStd, err := likelihood.Moments(twice, nil)
	flowtest.Must(t, err)
	flowtest.CloseTo(t, "mean", mean, wantMean, 1e-15)
	flowtest.CloseTo(t, "deviation", std, wantStd, 1e-15)
	flat := append(append([]float64{}, x[0]...), x[1]...)
	even, none := batchnorm.MomentsOf(flat, 2, numeric.Shares{Weights: []float64{7, 7}, Rows: 2}), batchnorm.MomentsOf(flat, 2, numeric.Shares{Rows: 2})
	flowtest.CloseTo(t, "variance of a batch", even.Variance, none.Variance, 1e-15)

	a, err := augment.New(newFlow(t, flowtest.NewMLP(t, 3, &dynamics.MLPSettings{Hidden: []int{5}, Float64: true}), nil), 1)
	flowtest.Must(t, err)
	g, err := a.Gradient(t.Context(), x, &likelihood.GradientRequest{Weights: []float64{0.5, 2, 1}})
	flowtest.Must(t, err)
	flowtest.CloseTo(t, "augmented", []float64{g.NegLogProb}, []float64{-0.5*g.LogProb[0] - 2*g.LogProb[1] - g.LogProb[2]}, 1e-14)
}

// TestUnitOfWeights: the gradient is in proportion to the weights also where these are far from 1, below all numbers of
// single precision or above them.
func TestUnitOfWeights(t *testing.T) {
	field, err := dynamics.NewMLP(2, &dynamics.MLPSettings{Hidden: []int{8, 8}, Seed: 3})
	flowtest.Must(t, err)
	f, err := likelihood.New(field, &likelihood.Settings{Penalties: likelihood.Penalties{Kinetic: 0.1}})
	flowtest.Must(t, err)
	x := flowtest.Points(4, 2, 9)
	for name, gradient := range map[string]func(w []float64) (*likelihood.Gradient, error){
		"gradient": func(w []float64) (*likelihood.Gradient, error) {
			return f.Gradient(t.Context(), x, &likelihood.GradientRequest{Weights: w})
		},
		"match": func(w []float64) (*likelihood.Gradient, error) {
			return f.Match(t.Context(), x, &likelihood.MatchRequest{Time: []float64{0, 0.2, 0.5, 1}, Velocity: x, Weights: w})
		},
	} {
		w := []float64{1.9, 1, 0.3, 0}
		want, err := gradient(w)
		flowtest.Must(t, err)
		for _, unit := range []float64{0x1p-160, 0x1p160} {
			far := make([]float64, len(w))
			for i, v := range w {
				far[i] = v * unit
			}
			g, err := gradient(far)
			flowtest.Must(t, err)
			got := slices.Concat(append(slices.Concat(g.Params, g.X), []float64{g.Loss, g.Penalties.Kinetic, g.T0})...)
			for i, v := range slices.Concat(append(slices.Concat(want.Params, want.X), []float64{want.Loss, want.Penalties.Kinetic, want.T0})...) {
				if got[i] != v*unit {
					t.Fatalf("%s with weights in units of %g: number %d is %g, want %g", name, unit, i, got[i], v*unit)
				}
			}
		}
	}
}

// TestRowsWithoutWeightHaveNoEffect: moments of data and of batches are those without the rows of weight 0, whatever
// numbers and place these have, and nearly so if the weight is hardly any. Only ratios of weights count, also where their
// sum is no number.
func TestRowsWithoutWeightHaveNoEffect(t *testing.T) {
	for _, c := range []struct{ far, weight, unit float64 }{
		{1e20, 0, 1}, {-1e200, 0, 1}, {math.MaxFloat64, 0, 1}, {1e20, 1e-60, 1}, {3, 0, 0x1p1023}, {1e20, 0, 0x1p-1074},
	} {
		for place := range 4 {
			x := slices.Insert([][]float64{{1}, {2}, {4}}, place, []float64{c.far})
			w := slices.Insert([]float64{c.unit, c.unit, c.unit}, place, c.weight)
			mean, std, err := likelihood.Moments(x, w)
			flowtest.Must(t, err)
			flowtest.CloseTo(t, "moments", append(mean, std...), []float64{7. / 3, math.Sqrt(14) / 3}, 1e-14)
			m := batchnorm.MomentsOf(numeric.Flatten(x), 1, numeric.Shares{Weights: w, Rows: 4})
			flowtest.CloseTo(t, "moments of a batch", append(m.Mean, m.Variance...), []float64{7. / 3, 7. / 3}, 1e-14)
		}
	}
}

// TestRowsWithoutWeightHaveAnyWidth: a row of weight 0 may be as wide as it likes, the first one too.
func TestRowsWithoutWeightHaveAnyWidth(t *testing.T) {
	for _, unused := range [][]float64{nil, {math.NaN()}, {5, 6, 7}} {
		for place := range 4 {
			x := slices.Insert([][]float64{{1, -1}, {2, -2}, {4, -4}}, place, unused)
			w := slices.Insert([]float64{1, 1, 1}, place, 0)
			mean, std, err := likelihood.Moments(x, w)
			flowtest.Must(t, err)
			flowtest.CloseTo(t, "moments", append(mean, std...), []float64{7. / 3, -7. / 3, math.Sqrt(14) / 3, math.Sqrt(14) / 3}, 1e-14)
		}
	}
}

func TestBadWeights(t *testing.T) {
	f := newFlow(t, flowtest.NewMLP(t, 2, &dynamics.MLPSettings{Hidden: []int{5}}), nil)
	for _, c := range []struct {
		w    []float64
		want error
	}{{[]float64{1}, likelihood.ErrSettings}, {[]float64{}, likelihood.ErrSettings}, {[]float64{1, math.NaN(), 1}, likelihood.ErrNotFinite}, {[]float64{1, 1, -0.5}, likelihood.ErrNegative}, {[]float64{math.Inf(1), 1, 1}, likelihood.ErrNotFinite}} {
		_, err := f.Gradient(t.Context(), numeric.NewRows(3, 2), &likelihood.GradientRequest{Weights: c.w})
		flowtest.WantError(t, "gradient", err, c.want)
		_, _, err = likelihood.Moments(flowtest.Points(3, 2, 1), c.w)
		flowtest.WantError(t, "moments", err, c.want)
	}
}
