// The reverse gradient: its loss by another route, its derivatives by differences, workers, parts, and refusals.

package likelihood_test

import (
	"math"
	"slices"
	"testing"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/augment"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/flowtest"
	"github.com/pkg/errors"
	"gonum.org/v1/gonum/stat/distmv"
)

// quartic is an unnormalised target density.
func quartic(x []float64) (logp float64, gradient []float64) {
	for c, v := range x {
		logp -= v*v*v*v/8 + float64(c)*v/3
		gradient = append(gradient, -v*v*v/2-float64(c)/3)
	}
	return logp, gradient
}

func reversible(t *testing.T, times [2]float64, workers int) *likelihood.Flow {
	t.Helper()
	net := dynamics.MLPSettings{Hidden: []int{5}, Float64: true, Cond: 2, Layer: dynamics.ConcatSquash, Seed: 4}
	solver := *tightSolver()
	solver.Workers, solver.BlockRows = workers, 16
	f := newFlow(t, flowtest.NewMLP(t, 2, &net), &likelihood.Settings{T0: times[0], T1: times[1], TrainTime: true, Base: mustGaussian(t, 0.3), Penalties: allPenalties, Solver: &solver})
	flowtest.Must(t, f.Standardize([]float64{0.5, -0.5}, []float64{1.5, 0.7}))
	return f
}

// TestReverseGradient: the loss is that of the points and log-densities that Forward and LogProb return, and the
// gradient is its derivative.
func TestReverseGradient(t *testing.T) {
	z, c := flowtest.Points(3, 2, 9), flowtest.Points(3, 2, 8)
	for _, times := range [][2]float64{{0.2, 1}, {1, 0.2}} {
		f := reversible(t, times, 1)
		for _, method := range []integrate.Method{integrate.Replay, integrate.Backsolve} {
			r := &likelihood.GradientRequest{Target: quartic, Condition: c, Weights: []float64{0.5, 0.2, 1}, Settings: &integrate.GradientSettings{Method: method}}
			g, err := f.Gradient(t.Context(), z, r)
			flowtest.Must(t, err)
			x, err := f.Forward(t.Context(), z, c)
			flowtest.Must(t, err)
			d, err := f.LogProbWith(t.Context(), x, &likelihood.LogProbRequest{Condition: c})
			flowtest.Must(t, err)
			want := 0.0
			for i, logq := range d.LogProb {
				logp, _ := quartic(x[i])
				want += r.Weights[i] * (logq - logp)
			}
			p := g.Penalties
			want += allPenalties.Kinetic*p.Kinetic + allPenalties.Frobenius*p.Frobenius + allPenalties.Directional*p.Directional + allPenalties.Total*p.Total
			flowtest.CloseTo(t, "loss", []float64{g.Loss}, []float64{want}, 1e-8)
			flowtest.CloseTo(t, "log-density", g.LogProb, d.LogProb, 1e-8)
			loss := func() float64 {
				flowtest.Touch(f)
				g, err := f.Gradient(t.Context(), z, &likelihood.GradientRequest{Target: quartic, Condition: c, Weights: r.Weights})
				flowtest.Must(t, err)
				return g.Loss
			}
			for i, p := range f.Params() {
				k := (3 * i) % p.Len()
				flowtest.CloseTo(t, p.Name, []float64{g.Params[i][k]}, []float64{slope(&graph.Data[float64](p)[k], loss)}, 1e-7)
			}
			flowtest.Touch(f)
		}
	}
}

// TestReverseGradientByPointsAndConditions: X and Condition are the derivatives of the loss by the points of the base and
// by conditions, a single one for all rows too.
func TestReverseGradientByPointsAndConditions(t *testing.T) {
	z, all := flowtest.Points(3, 2, 9), flowtest.Points(3, 2, 8)
	f := reversible(t, [2]float64{0.2, 1}, 1)
	flowtest.Must(t, f.StandardizeCondition([]float64{0.1, 3}, []float64{2, 0.5}))
	for _, c := range [][][]float64{all, all[:1]} {
		r := &likelihood.GradientRequest{Target: quartic, Condition: c, Weights: []float64{0.5, 0.2, 1}}
		loss := func() float64 {
			g, err := f.Gradient(t.Context(), z, r)
			flowtest.Must(t, err)
			return g.Loss
		}
		g, err := f.Gradient(t.Context(), z, r)
		flowtest.Must(t, err)
		if len(g.X) != len(z) || len(g.Condition) != len(c) {
			t.Fatalf("%d and %d rows of gradients, want %d and %d", len(g.X), len(g.Condition), len(z), len(c))
		}
		for i := range z {
			for k := range z[i] {
				flowtest.CloseTo(t, "point", []float64{g.X[i][k]}, []float64{slope(&z[i][k], loss)}, 1e-7)
			}
		}
		for i := range c {
			for k := range c[i] {
				flowtest.CloseTo(t, "condition", []float64{g.Condition[i][k]}, []float64{slope(&c[i][k], loss)}, 1e-7)
			}
		}
	}
}

// TestReverseGradientOfConditions: a target that depends on conditions has, for the rows together, the gradient of a target
// for each row.
func TestReverseGradientOfConditions(t *testing.T) {
	z, c := flowtest.Points(3, 2, 9), flowtest.Points(3, 2, 8)
	f := reversible(t, [2]float64{0, 1}, 2)
	at := func(x, c []float64) (float64, []float64) {
		return quartic([]float64{x[0] - 3*c[1], x[1] + c[0]})
	}
	all := func(x, c [][]float64) (logp []float64, gradient [][]float64) {
		for i := range x {
			value, slope := at(x[i], c[i])
			logp, gradient = append(logp, value), append(gradient, slope)
		}
		return logp, gradient
	}
	r := likelihood.GradientRequest{TargetBatch: all, Condition: c, Weights: []float64{0.5, 0.2, 1}}
	g, err := f.Gradient(t.Context(), z, &r)
	flowtest.Must(t, err)
	var parts []*likelihood.Gradient
	for i := range z {
		own := likelihood.GradientRequest{Condition: c[i : i+1], Weights: r.Weights[i : i+1], First: i}
		own.Target = func(x []float64) (float64, []float64) { return at(x, c[i]) }
		part, err := f.Gradient(t.Context(), z[i:i+1], &own)
		flowtest.Must(t, err)
		parts = append(parts, part)
	}
	addUp(t, f, parts, g, 1e-12, 1e-11)
	r.Target = quartic
	_, err = f.Gradient(t.Context(), z, &r)
	flowtest.WantError(t, "two targets", err, likelihood.ErrSettings)
	r.Target, r.TargetBatch = nil, func(_, c [][]float64) ([]float64, [][]float64) { return make([]float64, len(c)), nil }
	_, err = f.Gradient(t.Context(), z, &r)
	flowtest.WantError(t, "no gradients", err, likelihood.ErrSettings)
}

// TestReverseGradientInTheBase: for weights of 1 the base's score less X is the gradient of the target as a density of the
// base's points, so that it is the score itself where the flow is the target.
func TestReverseGradientInTheBase(t *testing.T) {
	f := newFlow(t, flowtest.NewMLP(t, 2, &dynamics.MLPSettings{Hidden: []int{5}, Float64: true, Seed: 4}), &likelihood.Settings{Solver: tightSolver()})
	flowtest.Must(t, f.Standardize([]float64{0.5, -0.5}, []float64{1.5, 0.7}))
	own := newFlow(t, f.Field(), &likelihood.Settings{Solver: tightSolver()})
	flowtest.Must(t, own.Standardize(f.Standardization()))
	target := func(x []float64) (float64, []float64) {
		g, err := own.Gradient(t.Context(), [][]float64{x}, nil)
		if err != nil {
			t.Error(err)
			return 0, nil
		}
		return g.LogProb[0], []float64{-g.X[0][0], -g.X[0][1]}
	}
	g, err := f.Gradient(t.Context(), flowtest.Points(3, 2, 9), &likelihood.GradientRequest{Target: target, Weights: []float64{1, 1, 1}})
	flowtest.Must(t, err)
	flowtest.CloseTo(t, "loss", []float64{g.Loss}, []float64{0}, 1e-7)
	for _, row := range g.X {
		flowtest.CloseTo(t, "X", row, []float64{0, 0}, 1e-7)
	}
	unscored := newFlow(t, f.Field(), &likelihood.Settings{Base: distmv.NewUnitUniform(2, nil)})
	g, err = unscored.Gradient(t.Context(), [][]float64{{0.3, 0.4}}, &likelihood.GradientRequest{Target: quartic})
	flowtest.Must(t, err)
	if g.X != nil {
		t.Errorf("a base without a score: X is %v, want nil", g.X)
	}
}

// TestReverseGradientByPartsAndWorkers: any number of workers gives the same bits, and gradients of parts of a batch
// add up to that of the batch.
func TestReverseGradientByPartsAndWorkers(t *testing.T) {
	z, c := flowtest.Points(60, 2, 9), flowtest.Points(1, 2, 8)
	f := reversible(t, [2]float64{0, 1}, 1)
	g, err := f.Gradient(t.Context(), z, &likelihood.GradientRequest{Target: quartic, Condition: c})
	flowtest.Must(t, err)
	same, err := reversible(t, [2]float64{0, 1}, 4).Gradient(t.Context(), z, &likelihood.GradientRequest{Target: quartic, Condition: c})
	flowtest.Must(t, err)
	if g.Loss != same.Loss || !slices.EqualFunc(g.Params, same.Params, slices.Equal) {
		t.Error("4 workers give other bits than one")
	}
	w := make([]float64, 60)
	for i := range w {
		w[i] = 1.0 / 60
	}
	var parts []*likelihood.Gradient
	for _, part := range [][2]int{{0, 25}, {25, 60}} {
		own, err := f.Gradient(t.Context(), z[part[0]:part[1]], &likelihood.GradientRequest{Target: quartic, Condition: c, Weights: w[part[0]:part[1]], First: part[0]})
		flowtest.Must(t, err)
		parts = append(parts, own)
	}
	addUp(t, f, parts, g, 1e-12, 1e-11)
}

// TestReverseRefuses: a target with bad values is refused by the first row with one. Stacks, augmented flows and
// trained bases are refused too.
func TestReverseRefuses(t *testing.T) {
	z, c := flowtest.Points(40, 2, 9), flowtest.Points(1, 2, 8)
	f := reversible(t, [2]float64{0, 1}, 3)
	at, err := f.Forward(t.Context(), z, c)
	flowtest.Must(t, err)
	for name, k := range map[string]struct {
		value  float64
		slope  []float64
		column int
		want   error
	}{
		"infinite": {math.Inf(-1), []float64{0, 0}, -1, likelihood.ErrNotFinite},
		"gradient": {0, []float64{0, math.NaN()}, 1, likelihood.ErrNotFinite},
		"width":    {0, []float64{0, 0, 0}, -1, likelihood.ErrWidth},
	} {
		target := func(x []float64) (float64, []float64) {
			if x[0] > at[17][0]-1e-6 && x[0] < at[17][0]+1e-6 || x[0] > at[31][0]-1e-6 && x[0] < at[31][0]+1e-6 {
				return k.value, k.slope
			}
			return quartic(x)
		}
		_, err := f.Gradient(t.Context(), z, &likelihood.GradientRequest{Target: target, Condition: c})
		var entry *likelihood.DataError
		if !errors.As(err, &entry) || entry.Row != 17 || entry.Column != k.column || !errors.Is(err, k.want) {
			t.Errorf("%s: error is %v, want %v at row 17, column %d", name, err, k.want, k.column)
		}
	}
	stack, err := likelihood.NewStack([]dynamics.Field{f.Field()}, nil)
	flowtest.Must(t, err)
	augmented, err := augment.New(f, 1)
	flowtest.Must(t, err)
	_, err = stack.Gradient(t.Context(), z, &likelihood.GradientRequest{Target: quartic, Condition: c})
	flowtest.WantError(t, "a stack", err, likelihood.ErrSettings)
	_, err = augmented.Gradient(t.Context(), flowtest.Points(3, 1, 2), &likelihood.GradientRequest{Target: quartic, Condition: c})
	flowtest.WantError(t, "an augmented flow", err, likelihood.ErrSettings)
	_, err = f.Gradient(t.Context(), z, &likelihood.GradientRequest{Target: func([]float64) (float64, []float64) { panic("no") }, Condition: c})
	if !errors.As(err, new(*graph.PanicError)) {
		t.Errorf("a target that panics: %v", err)
	}
	trained := newFlow(t, f.Field(), &likelihood.Settings{Base: mustGaussian(t, 0.3), TrainBase: true})
	_, err = trained.Gradient(t.Context(), z, &likelihood.GradientRequest{Target: quartic, Condition: c})
	flowtest.WantError(t, "a trained base", err, likelihood.ErrSettings)
}
