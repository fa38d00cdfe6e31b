// Gradients of stacks: the derivative of the computed loss, probes of rows and flows, and any number of workers.

package likelihood_test

import (
	"context"
	"strings"
	"testing"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/tableau"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/base"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/flowtest"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/numeric"
	"github.com/gorgoflow/gorgoflow/likelihood/trace"
)

// TestStackReplayIsTheGradientOfTheComputedLoss: replay through all flows and norms is the derivative of the computed
// loss.
func TestStackReplayIsTheGradientOfTheComputedLoss(t *testing.T) {
	ctx := context.Background()
	net := flowtest.SmallDouble
	net.Cond = 2
	base, err := base.NewDiagonalGaussian([]float64{0.3, -0.2}, []float64{1.2, 0.8})
	flowtest.Must(t, err)
	for name, flow := range map[string]likelihood.Settings{
		"exact":      {Base: base, TrainBase: true, TrainTime: true, Penalties: allPenalties},
		"hutchinson": {Trace: trace.Settings{Method: trace.Hutchinson}, T0: 1.1, T1: -0.2},
	} {
		flow.Solver = &integrate.Settings{Tableau: tableau.Tsit5, Steps: 2}
		for _, ends := range []bool{false, true} {
			stack := newTestStack(t, 3, 2, net, &likelihood.StackSettings{Flow: flow, Norm: &likelihood.NormSettings{Ends: ends}})
			flowtest.Must(t, stack.Standardize([]float64{0.5, -0.5}, []float64{1.5, 0.7}))
			x, c := flowtest.Points(5, 2, 9), flowtest.Points(5, 2, 8)
			loss := func() float64 {
				g, err := stack.Gradient(ctx, x, &likelihood.GradientRequest{Condition: c})
				flowtest.Must(t, err)
				return g.Loss
			}
			g, err := stack.Gradient(ctx, x, &likelihood.GradientRequest{Condition: c})
			flowtest.Must(t, err)
			checkStackSlopes(t, name, stack, g, loss)
			for i := range 2 {
				flowtest.CloseTo(t, name+" ∂/∂x", g.X[3][i:i+1], []float64{slope(&x[3][i], loss)}, 1e-7)
				flowtest.CloseTo(t, name+" ∂/∂c", g.Condition[1][i:i+1], []float64{slope(&c[1][i], loss)}, 1e-7)
			}
		}
	}
}

// checkStackSlopes compares an entry of the gradient for each parameter with a difference of the loss.
func checkStackSlopes(t *testing.T, name string, stack *likelihood.Flow, g *likelihood.Gradient, loss func() float64) {
	t.Helper()
	for i, p := range stack.Params() {
		data := graph.Data[float64](p)
		k := (7 * i) % len(data)
		want := slope(&data[k], func() float64 { flowtest.Touch(stack); return loss() })
		flowtest.Touch(stack)
		if strings.Contains(p.Name, "running") { // running moments are constants of a gradient, although the loss depends on them
			want = 0
		}
		flowtest.CloseTo(t, name+" ∂/∂"+p.Name, g.Params[i][k:k+1], []float64{want}, 1e-7)
	}
}

// TestStackProbesBelongToTheirRowsAndFlows: every row has the same probes in the row blocks of a gradient and in a
// log-density, drawn or given. Each flow has probes of its own.
func TestStackProbesBelongToTheirRowsAndFlows(t *testing.T) {
	ctx, x := context.Background(), flowtest.Points(50, 2, 3)
	stack := newTestStack(t, 3, 2, flowtest.SmallDouble, &likelihood.StackSettings{
		Flow: likelihood.Settings{Trace: trace.Settings{Method: trace.Hutchinson}, Solver: &integrate.Settings{Tableau: tableau.RK4, Steps: 3, BlockRows: 16}},
		Norm: &likelihood.NormSettings{}})
	given := flowtest.Points(50, 3*2, 4)
	for _, r := range []*likelihood.LogProbRequest{{ProbeSeed: 3}, {Probes: given}} {
		d, err := stack.LogProbWith(ctx, x, r)
		flowtest.Must(t, err)
		g, err := stack.Gradient(ctx, x, forGradient(r))
		flowtest.Must(t, err)
		flowtest.CloseTo(t, "log p of the gradient", g.LogProb, d.LogProb, 1e-12)
	}
	all := make([]float64, 50)
	z := numeric.CopyRows(x, 2)
	for i := len(stack.Flows()) - 1; i >= 0; i-- { // the same log-density, flow by flow
		own := numeric.NewRows(50, 2)
		for k := range own {
			copy(own[k], given[k][2*i:])
		}
		d, err := stack.Flows()[i].LogProbWith(ctx, z, &likelihood.LogProbRequest{Probes: own})
		flowtest.Must(t, err)
		z = d.Base
		numeric.AddTo(all, d.Change)
		if m := stack.Norms()[i]; m != nil {
			a := m.Affine()
			for k, row := range z {
				a.Down(row, row)
				all[k] += a.LogDet
			}
		}
	}
	d, err := stack.LogProbWith(ctx, x, &likelihood.LogProbRequest{Probes: given})
	flowtest.Must(t, err)
	flowtest.CloseTo(t, "log-determinant", d.Change, all, 1e-12)
	seeds := map[uint64]bool{}
	for i := range stack.Flows() {
		seeds[stack.ProbeSeedOf(i, 3)] = true
	}
	if len(seeds) != 3 {
		t.Errorf("3 flows have %d seeds of probes", len(seeds))
	}
}

// TestRowBlocksOfAStackStayWithTheirWorker: the flows behind the first one would cut its row blocks of 128 rows once
// more. What they add to the sums of a row block has to come in its order.
func TestRowBlocksOfAStackStayWithTheirWorker(t *testing.T) {
	var first *likelihood.Gradient
	for _, workers := range []int{1, 4, 4, 4} {
		stack := newTestStack(t, 3, 3, dynamics.MLPSettings{Hidden: []int{7}, Float64: true}, &likelihood.StackSettings{
			Flow: likelihood.Settings{Solver: &integrate.Settings{Workers: workers, Steps: 2}}, Norm: &likelihood.NormSettings{Ends: true}})
		g, err := stack.Gradient(t.Context(), flowtest.Points(512, 3, 5), nil)
		flowtest.Must(t, err)
		if first == nil {
			first = g
		} else if what := differs(g, first); what != "" {
			t.Errorf("the gradient depends on the workers: %s", what)
		}
	}
}

func TestStackGradientDoesNotDependOnWorkers(t *testing.T) {
	x := flowtest.Points(150, 3, 5)
	for _, double := range []bool{true, false} {
		for _, method := range []integrate.Method{integrate.Replay, integrate.Backsolve} {
			var first *likelihood.Gradient
			for _, workers := range []int{1, 8} {
				stack := newTestStack(t, 3, 3, dynamics.MLPSettings{Hidden: []int{7}, Float64: double}, &likelihood.StackSettings{
					Flow: likelihood.Settings{Solver: &integrate.Settings{Workers: workers, BlockRows: 16}, Trace: trace.Settings{Method: trace.Hutchinson},
						Gradient: integrate.GradientSettings{Method: method}, Penalties: allPenalties},
					Norm: &likelihood.NormSettings{Ends: true}})
				g, err := stack.Gradient(context.Background(), x, nil)
				flowtest.Must(t, err)
				if first == nil {
					first = g
				} else if what := differs(g, first); what != "" {
					t.Errorf("float64 %v, method %v: the gradient depends on the workers: %s", double, method, what)
				}
			}
		}
	}
}
