// Gradients against differences of the computed loss, and what steps and gradients depend on.

package likelihood_test

import (
	"context"
	"math"
	"slices"
	"testing"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/tableau"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/base"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/flowtest"
	"github.com/gorgoflow/gorgoflow/likelihood/trace"
)

var allPenalties = likelihood.Penalties{Kinetic: 0.3, Frobenius: 0.2, Directional: 0.1, Total: 0.4}

// lossAlong is the loss as the solver computes it, which replay differentiates.
func lossAlong(t *testing.T, flow *likelihood.Flow, x [][]float64, r *likelihood.GradientRequest) float64 {
	g, err := flow.Gradient(context.Background(), x, r)
	flowtest.Must(t, err)
	return g.Loss
}

// TestReplayIsTheGradientOfTheComputedLoss: for every trace and penalty, replay is the derivative of the computed loss.
// It equals central differences of the loss by a few large fixed steps.
func TestReplayIsTheGradientOfTheComputedLoss(t *testing.T) {
	steps := &integrate.Settings{Tableau: tableau.Tsit5, Steps: 3}
	for name, s := range map[string]likelihood.Settings{
		"exact":      {Solver: steps},
		"hutchinson": {Solver: steps, Trace: trace.Settings{Method: trace.Hutchinson, Probes: 2}},
		"penalties":  {Solver: steps, Penalties: allPenalties},
		"reversed":   {Solver: steps, Penalties: allPenalties, T0: 1.2, T1: -0.1},
		"shared":     {Solver: &integrate.Settings{Tableau: tableau.RK4, Steps: 3, Shared: true}, Penalties: allPenalties},
	} {
		t.Run(name, func(t *testing.T) { checkReplay(t, s, []int{6, 5}) })
	}
	for _, hidden := range [][]int{{}, {6}, {4, 5, 4}} {
		checkReplay(t, likelihood.Settings{Solver: steps}, hidden)
	}
}

func checkReplay(t *testing.T, s likelihood.Settings, hidden []int) {
	field := flowtest.NewMLP(t, 2, &dynamics.MLPSettings{Hidden: hidden, GateOutput: len(hidden) == 1, Seed: 6})
	flow := newFlow(t, field, &s)
	flowtest.Must(t, flow.Standardize([]float64{0.5, -0.5}, []float64{1.5, 0.7}))
	x := flowtest.Points(5, 2, 9)
	g, err := flow.Gradient(context.Background(), x, nil)
	flowtest.Must(t, err)
	if s.Penalties != (likelihood.Penalties{}) {
		for _, p := range flow.Resolved().Penalties.Active() {
			if v := *g.Penalties.At(p.Kind); !(v > 0) {
				t.Errorf("penalty %s is %g, want a positive number", p.Name, v)
			}
		}
	}
	checkParamSlopes(t, flow, x, g)
	for c := range 2 {
		want := slope(&x[3][c], func() float64 { return lossAlong(t, flow, x, nil) })
		flowtest.CloseTo(t, "∂/∂x", g.X[3][c:c+1], []float64{want}, 1e-7)
	}
	t0, t1 := flow.Interval()
	times := []float64{slope(t0, func() float64 { return lossAlong(t, flow, x, nil) }), slope(t1, func() float64 { return lossAlong(t, flow, x, nil) })}
	flowtest.CloseTo(t, "∂/∂t0, ∂/∂t1", []float64{g.T0, g.T1}, times, 1e-7)
}

// checkParamSlopes compares a few entries of the gradient for each parameter with differences.
func checkParamSlopes(t *testing.T, flow *likelihood.Flow, x [][]float64, g *likelihood.Gradient) {
	t.Helper()
	for i, p := range flow.Params() {
		data := graph.Data[float64](p)
		for k := 0; k < len(data); k += 1 + len(data)/3 {
			want := slope(&data[k], func() float64 {
				flowtest.Touch(flow)
				return lossAlong(t, flow, x, nil)
			})
			flowtest.Touch(flow)
			flowtest.CloseTo(t, "∂/∂"+p.Name, g.Params[i][k:k+1], []float64{want}, 1e-7)
		}
	}
}

// TestGradientOfBaseAndDuration: the gradients of a trained base and a trained duration follow those of θ.
func TestGradientOfBaseAndDuration(t *testing.T) {
	steps := &integrate.Settings{Tableau: tableau.Tsit5, Steps: 3}
	for name, p0 := range testBases(t) {
		if _, ok := p0.(base.Trainable); !ok {
			continue
		}
		for _, times := range [][2]float64{{0, 1}, {1, 0}} {
			field := flowtest.NewMLP(t, 3, &dynamics.MLPSettings{Hidden: []int{5}, Seed: 1})
			flow := newFlow(t, field, &likelihood.Settings{Base: p0, TrainBase: true, TrainTime: true, T0: times[0], T1: times[1], Solver: steps})
			g, err := flow.Gradient(context.Background(), flowtest.Points(4, 3, 3), nil)
			flowtest.Must(t, err)
			if len(g.Params) != len(flow.Params()) {
				t.Fatalf("%s: %d gradients, %d parameters", name, len(g.Params), len(flow.Params()))
			}
			checkParamSlopes(t, flow, flowtest.Points(4, 3, 3), g)
		}
	}
	_, err := likelihood.New(flowtest.BentField(t, 3), &likelihood.Settings{TrainBase: true})
	flowtest.WantError(t, "a base without parameters", err, likelihood.ErrSettings)
}

// TestBacksolveConverges: the error of backsolve, against the gradient of a tight solve, falls with the tolerance.
func TestBacksolveConverges(t *testing.T) {
	x := flowtest.Points(20, 2, 4)
	truth, err := newFlow(t, flowtest.BentField(t, 2), &likelihood.Settings{Solver: tightSolver()}).Gradient(context.Background(), x, nil)
	flowtest.Must(t, err)
	last := math.Inf(1)
	for _, tol := range []float64{1e-4, 1e-6, 1e-8, 1e-10} {
		s := &integrate.Settings{RTol: tol, ATol: tol}
		flow := newFlow(t, flowtest.BentField(t, 2), &likelihood.Settings{Solver: s, Gradient: integrate.GradientSettings{Method: integrate.Backsolve}})
		g, err := flow.Gradient(context.Background(), x, nil)
		flowtest.Must(t, err)
		e := largestDifference(g.Params, truth.Params)
		if e > 100*tol || e > last {
			t.Errorf("tolerance %g: gradient is off by %g, before by %g", tol, e, last)
		}
		if !(g.ReverseError > 0 && g.ReverseError < 1000*tol) {
			t.Errorf("tolerance %g: backsolve arrives %g away from the data, want less than %g and not 0", tol, g.ReverseError, 1000*tol)
		}
		last = e
	}
}

func largestDifference(a, b [][]float64) float64 {
	largest := 0.0
	for i := range a {
		for k := range a[i] {
			largest = max(largest, math.Abs(a[i][k]-b[i][k]))
		}
	}
	return largest
}

func TestGradientDoesNotDependOnWorkers(t *testing.T) {
	x := flowtest.Points(300, 3, 5)
	for _, dtype := range []bool{true, false} {
		for _, method := range []integrate.Method{integrate.Replay, integrate.Backsolve} {
			var first *likelihood.Gradient
			for _, workers := range []int{1, 8} {
				field, err := dynamics.NewMLP(3, &dynamics.MLPSettings{Hidden: []int{7, 7}, Float64: dtype, Seed: 1})
				flowtest.Must(t, err)
				s := &likelihood.Settings{Solver: &integrate.Settings{Workers: workers, BlockRows: 32}, Trace: trace.Settings{Method: trace.Hutchinson},
					Gradient: integrate.GradientSettings{Method: method}, Penalties: allPenalties}
				g, err := newFlow(t, field, s).Gradient(context.Background(), x, nil)
				flowtest.Must(t, err)
				if first == nil {
					first = g
					continue
				}
				if what := differs(g, first); what != "" {
					t.Errorf("float64 %v, method %v: the gradient depends on the workers: %s", dtype, method, what)
				}
			}
		}
	}
}

// TestPenaltiesAreOutsideErrorControl: penalties do not choose the steps, as they do in FFJORD's code. So log-densities
// have the same bits with and without penalties.
func TestPenaltiesAreOutsideErrorControl(t *testing.T) {
	x := flowtest.Points(10, 2, 4)
	plain, err := newFlow(t, flowtest.BentField(t, 2), nil).Gradient(context.Background(), x, nil)
	flowtest.Must(t, err)
	penalised, err := newFlow(t, flowtest.BentField(t, 2), &likelihood.Settings{Penalties: likelihood.Penalties{Kinetic: 1e6, Total: 1e6, Frobenius: 1e6}}).Gradient(context.Background(), x, nil)
	flowtest.Must(t, err)
	plain.Forward.Flops, penalised.Forward.Flops = 0, 0 // the steps are the same, but a step with penalties is more work
	if plain.Forward != penalised.Forward || !slices.Equal(plain.LogProb, penalised.LogProb) {
		t.Errorf("with penalties: %+v, without: %+v", penalised.Forward, plain.Forward)
	}
}

// TestProbesAreFixedForASolve: the probes of a row are fixed for a solve, since new probes at each evaluation would
// make the number of steps explode. Probes depend on the seed.
func TestProbesAreFixedForASolve(t *testing.T) {
	x := flowtest.Points(10, 2, 4)
	exact, err := newFlow(t, flowtest.BentField(t, 2), nil).LogProbWith(context.Background(), x, nil)
	flowtest.Must(t, err)
	flow := newFlow(t, flowtest.BentField(t, 2), &likelihood.Settings{Trace: trace.Settings{Method: trace.Hutchinson}})
	probes, err := flow.LogProbWith(context.Background(), x, nil)
	flowtest.Must(t, err)
	if probes.Stats.Evaluations > 2*exact.Stats.Evaluations {
		t.Errorf("%d evaluations with probes, %d without", probes.Stats.Evaluations, exact.Stats.Evaluations)
	}
	again, err := flow.LogProb(context.Background(), x)
	flowtest.Must(t, err)
	if !slices.Equal(again, probes.LogProb) {
		t.Error("the same seed gives other probes")
	}
	other, err := flow.LogProbWith(context.Background(), x, &likelihood.LogProbRequest{ProbeSeed: 1})
	flowtest.Must(t, err)
	if slices.Equal(other.LogProb, again) {
		t.Error("another seed gives the same probes")
	}
}

// TestTrainingByProbesScoresExactly: with GradientTrace a flow trains by Hutchinson's estimate, and LogProb is the
// exact density.
func TestTrainingByProbesScoresExactly(t *testing.T) {
	x := flowtest.Points(10, 2, 4)
	s := &likelihood.Settings{GradientTrace: &trace.Settings{Method: trace.Hutchinson}}
	flow := newFlow(t, flowtest.BentField(t, 2), s)
	got, err := flow.LogProb(context.Background(), x)
	flowtest.Must(t, err)
	want, err := newFlow(t, flowtest.BentField(t, 2), nil).LogProb(context.Background(), x)
	flowtest.Must(t, err)
	if !slices.Equal(got, want) {
		t.Error("scoring is not exact")
	}
	g, err := flow.Gradient(context.Background(), x, nil)
	flowtest.Must(t, err)
	if slices.Equal(g.LogProb, want) {
		t.Error("the gradient is not by probes")
	}
	plan, err := flow.GradientTrace()
	flowtest.Must(t, err)
	if plan.Method != trace.Hutchinson || plan.Exact {
		t.Errorf("plan of the gradient: %+v", *plan)
	}
}

func TestNonSmoothFieldHasNoGradient(t *testing.T) {
	field := flowtest.NewMLP(t, 2, &dynamics.MLPSettings{Hidden: []int{5}, Activation: dynamics.ReLU})
	flow := newFlow(t, field, nil)
	_, err := flow.LogProb(context.Background(), flowtest.Points(2, 2, 1))
	flowtest.Must(t, err)
	_, err = flow.Gradient(context.Background(), flowtest.Points(2, 2, 1), nil)
	if _, ok := err.(*dynamics.NotSmoothError); !ok {
		t.Errorf("error is %v, want a NotSmoothError", err)
	}
}

// TestFreeDensityStepsAsThePathAlone: with FreeDensity Δl has no part in error control, so that the steps are those of
// z alone.
func TestFreeDensityStepsAsThePathAlone(t *testing.T) {
	ctx, x := context.Background(), flowtest.Points(40, 2, 4)
	tight := &integrate.Settings{RTol: 1e-8, ATol: 1e-8}
	evaluations := func(free bool) int {
		d, err := newFlow(t, flowtest.BentField(t, 2), &likelihood.Settings{FreeDensity: free, Solver: tight}).LogProbWith(ctx, x, nil)
		flowtest.Must(t, err)
		return d.Stats.Evaluations
	}
	flow := newFlow(t, flowtest.BentField(t, 2), &likelihood.Settings{Solver: tight})
	path, err := flow.EvaluationsOfPath(ctx, x)
	flowtest.Must(t, err)
	if free := evaluations(true); free != path || free >= evaluations(false) {
		t.Errorf("evaluations: free %d, path alone %d, controlled %d", free, path, evaluations(false))
	}
}
