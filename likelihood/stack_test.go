// Stacks: one flow is that flow, log-determinants, gradients, norms, files, failing rows.

package likelihood_test

import (
	"bytes"
	"context"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/tableau"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/base"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/batchnorm"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/flowtest"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/numeric"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/stream"
	"github.com/gorgoflow/gorgoflow/likelihood/trace"
	"gonum.org/v1/gonum/mat"
	G "gorgonia.org/gorgonia"
)

// newTestStack is a stack of small networks whose norms have seen data.
func newTestStack(t testing.TB, n, dim int, net dynamics.MLPSettings, s *likelihood.StackSettings) *likelihood.Flow {
	t.Helper()
	var fields []dynamics.Field
	for i := range n {
		own := net
		own.Seed += uint64(i)
		field, err := dynamics.NewMLP(dim, &own)
		flowtest.Must(t, err)
		fields = append(fields, field)
	}
	stack, err := likelihood.NewStack(fields, s)
	flowtest.Must(t, err)
	draws := stream.New(5, stream.Base)
	for i, m := range stack.Norms() {
		if m == nil {
			continue
		}
		rng := draws.At(uint64(i))
		for c := range dim {
			m.Weight.Set(c, 0.3*rng.NormFloat64())
			m.Bias.Set(c, 0.3*rng.NormFloat64())
			m.Mean.Set(c, 0.3*rng.NormFloat64())
			m.Variance.Set(c, 0.5+rng.Float64())
		}
	}
	flowtest.Touch(stack)
	return stack
}

// A stack of one flow is that flow, to the bit: densities, samples and gradients.
func TestStackOfOneIsTheFlow(t *testing.T) {
	ctx := context.Background()
	for name, s := range map[string]likelihood.Settings{
		"plain":      {},
		"hutchinson": {Trace: trace.Settings{Method: trace.Hutchinson, Probes: 2}, Penalties: allPenalties},
		"trained":    {Base: testBases(t)["mixture"], TrainBase: true, T0: 1, T1: -0.5},
	} {
		field := flowtest.NewMLP(t, 3, &dynamics.MLPSettings{Hidden: []int{6, 5}, Seed: 3})
		flow := newFlow(t, field, &s)
		stack, err := likelihood.NewStack([]dynamics.Field{field}, &likelihood.StackSettings{Flow: s})
		flowtest.Must(t, err)
		for _, m := range []interface{ Standardize(_, _ []float64) error }{flow, stack} {
			flowtest.Must(t, m.Standardize([]float64{1, 2, 3}, []float64{0.1, 1. / 3, 7}))
		}
		x := flowtest.Points(200, 3, 2)
		want, err := flow.Gradient(ctx, x, &likelihood.GradientRequest{ProbeSeed: 4})
		flowtest.Must(t, err)
		got, err := stack.Gradient(ctx, x, &likelihood.GradientRequest{ProbeSeed: 4})
		flowtest.Must(t, err)
		if !sameGradient(got, want) {
			t.Errorf("%s: gradients differ", name)
		}
		wantDensity, err := flow.LogProb(ctx, x)
		flowtest.Must(t, err)
		gotDensity, err := stack.LogProb(ctx, x)
		flowtest.Must(t, err)
		wantSample, wantLogProb, err := sampleAndLogProb(ctx, flow, 20, 1)
		flowtest.Must(t, err)
		gotSample, gotLogProb, err := sampleAndLogProb(ctx, stack, 20, 1)
		flowtest.Must(t, err)
		if !slices.Equal(gotDensity, wantDensity) || !slices.Equal(gotLogProb, wantLogProb) || !slices.Equal(gotSample[7], wantSample[7]) {
			t.Errorf("%s: densities or samples differ", name)
		}
	}
}

func sameGradient(a, b *likelihood.Gradient) bool {
	same := a.Loss == b.Loss && a.Penalties == b.Penalties && a.T0 == b.T0 && a.T1 == b.T1 && a.Forward == b.Forward &&
		a.Backward == b.Backward && slices.Equal(a.LogProb, b.LogProb) && len(a.Params) == len(b.Params)
	for i := range a.Params {
		same = same && slices.Equal(a.Params[i], b.Params[i])
	}
	for i := range a.X {
		same = same && slices.Equal(a.X[i], b.X[i])
	}
	return same
}

// Replay through all flows and norms is the derivative of the loss as computed.
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
		for _, place := range []likelihood.NormPlace{likelihood.NormBetween, likelihood.NormEverywhere} {
			stack := newTestStack(t, 3, 2, net, &likelihood.StackSettings{Flow: flow, Norm: likelihood.NormSettings{Place: place}})
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

func checkStackSlopes(t *testing.T, name string, stack *likelihood.Flow, g *likelihood.Gradient, loss func() float64) {
	t.Helper()
	for i, p := range stack.Params() {
		data := graph.Data[float64](p)
		for k := (7 * i) % len(data); k < len(data); k += len(data) {
			want := slope(&data[k], func() float64 { flowtest.Touch(stack); return loss() })
			flowtest.Touch(stack)
			if strings.Contains(p.Name, "running") { // constants, though the loss depends on them
				want = 0
			}
			flowtest.CloseTo(t, name+" ∂/∂"+p.Name, g.Params[i][k:k+1], []float64{want}, 1e-7)
		}
	}
}

// Every row has its probes wherever it is: in the gradient's blocks, in a whole batch, and if they are given.
func TestStackProbesBelongToTheirRowsAndFlows(t *testing.T) {
	ctx, x := context.Background(), flowtest.Points(50, 2, 3)
	stack := newTestStack(t, 3, 2, flowtest.SmallDouble, &likelihood.StackSettings{
		Flow: likelihood.Settings{Trace: trace.Settings{Method: trace.Hutchinson}, Solver: &integrate.Settings{Tableau: tableau.RK4, Steps: 3, BlockRows: 16}},
		Norm: likelihood.NormSettings{Place: likelihood.NormBetween}})
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
	for i := len(stack.Flows()) - 1; i >= 0; i-- { // by hand, flow by flow
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
		t.Error("flows share their probes")
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
					Norm: likelihood.NormSettings{Place: likelihood.NormEverywhere}})
				g, err := stack.Gradient(context.Background(), x, nil)
				flowtest.Must(t, err)
				if first == nil {
					first = g
				} else if !sameGradient(g, first) {
					t.Errorf("float64 %v, method %v: the gradient depends on the workers", double, method)
				}
			}
		}
	}
}

// Change is the logarithm of the determinant of the whole map's Jacobian, and forward undoes inverse.
func TestStackChangeIsTheLogDeterminant(t *testing.T) {
	ctx := context.Background()
	stack := newTestStack(t, 2, 3, flowtest.SmallDouble, &likelihood.StackSettings{Flow: likelihood.Settings{Solver: tightSolver()}, Norm: likelihood.NormSettings{Place: likelihood.NormEverywhere}})
	flowtest.Must(t, stack.Standardize([]float64{1, 2, 3}, []float64{0.5, 1, 4}))
	x := flowtest.Points(2, 3, 3)
	d, err := stack.LogProbWith(ctx, x, nil)
	flowtest.Must(t, err)
	for i := range x {
		jacobian := mat.NewDense(3, 3, nil)
		for row := range 3 {
			for col := range 3 {
				jacobian.Set(row, col, slope(&x[i][col], func() float64 {
					z, err := stack.Inverse(ctx, x, nil)
					flowtest.Must(t, err)
					return z[i][row]
				}))
			}
		}
		logDet, _ := mat.LogDet(jacobian)
		flowtest.CloseTo(t, "log-determinant", []float64{d.Change[i] - stack.LogStd()}, []float64{logDet}, 1e-9)
		flowtest.CloseTo(t, "log p", d.LogProb[i:i+1], []float64{base.Standard{}.LogProb(d.Base[i]) + logDet}, 1e-9)
	}
	back, err := stack.Forward(ctx, d.Base, nil)
	flowtest.Must(t, err)
	flowtest.CloseRows(t, "round trip", back, x, 1e-10)
	samples, logp, err := sampleAndLogProb(ctx, stack, 5, 1)
	flowtest.Must(t, err)
	density, err := stack.LogProb(ctx, samples)
	flowtest.Must(t, err)
	flowtest.CloseTo(t, "log p of samples", logp, density, 1e-9)
	g, err := stack.Gradient(ctx, samples, nil)
	flowtest.Must(t, err)
	flowtest.CloseTo(t, "log p of the gradient", g.LogProb, density, 1e-12)
}

// With all of a batch's share, a norm makes that batch standard in every column, up to ε; with less it lags behind.
func TestNormsFollowTheBatches(t *testing.T) {
	ctx, x := context.Background(), flowtest.Points(400, 2, 7)
	for _, row := range x {
		row[0], row[1] = 3+2*row[0], row[0]-row[1]
	}
	stack := newTestStack(t, 1, 2, flowtest.SmallDouble, &likelihood.StackSettings{Norm: likelihood.NormSettings{Place: likelihood.NormEverywhere, Share: 1, Epsilon: 1e-12}})
	m := stack.Norms()[1]
	before := m.Mean.Values()
	g, err := stack.Gradient(ctx, x, nil)
	flowtest.Must(t, err)
	if !slices.Equal(before, m.Mean.Values()) {
		t.Error("Gradient alone has moved the norms")
	}
	stack.Observe(g)
	y := make([]float64, 800)
	stack.LoadRows(y, x)
	a := m.Affine()
	a.Down(y, y)
	for i := range y {
		y[i] = (y[i] - m.Bias.At(i%2)) / math.Exp(m.Weight.At(i%2))
	}
	got := batchnorm.MomentsOf(y, 2, numeric.Shares{Rows: len(y) / 2})
	flowtest.CloseTo(t, "mean", got.Mean, []float64{0, 0}, 1e-12)
	flowtest.CloseTo(t, "variance", got.Variance, []float64{1, 1}, 1e-10)

	m.Share = 0.25
	old := m.Mean.At(0)
	m.Observe(batchnorm.Moments{Mean: []float64{old + 4, 0}})
	flowtest.CloseTo(t, "lagging mean", []float64{m.Mean.At(0)}, []float64{old + 1}, 1e-15)
	flowtest.CloseTo(t, "variance of a single row", []float64{m.Variance.At(0)}, []float64{batchnorm.MomentsOf(flat(x), 2, numeric.Shares{Rows: len(x)}).Variance[0]}, 1e-12)
}

func flat(x [][]float64) (all []float64) {
	for _, row := range x {
		all = append(all, row...)
	}
	return all
}

func TestStackFilesRoundTrip(t *testing.T) {
	base, err := base.NewMixture([]float64{1, 2}, mustGaussian(t, 0), mustGaussian(t, 1))
	flowtest.Must(t, err)
	for _, place := range []likelihood.NormPlace{likelihood.NormNone, likelihood.NormBetween, likelihood.NormEverywhere} {
		stack := newTestStack(t, 2, 2, dynamics.MLPSettings{Hidden: []int{5}}, &likelihood.StackSettings{
			Flow: likelihood.Settings{Base: base, TrainBase: true, TrainTime: true}, Norm: likelihood.NormSettings{Place: place, Share: 0.3}})
		flowtest.Must(t, stack.Standardize([]float64{1, 2}, []float64{0.1, 1. / 3}))
		stack.Flows()[1].Duration().Set(0, 0.2)
		flowtest.Touch(stack)
		var file, again bytes.Buffer
		flowtest.Must(t, stack.Save(&file))
		text := file.String()
		loaded, err := likelihood.Load(&file)
		flowtest.Must(t, err)
		want, err := stack.Gradient(context.Background(), flowtest.Points(4, 2, 1), nil)
		flowtest.Must(t, err)
		got, err := loaded.Gradient(context.Background(), flowtest.Points(4, 2, 1), nil)
		flowtest.Must(t, err)
		if !sameGradient(got, want) {
			t.Error("the loaded stack computes something else")
		}
		flowtest.Must(t, loaded.Save(&again))
		if again.String() != text {
			t.Error("saving what was loaded gives another file")
		}
		_, err = likelihood.Load(strings.NewReader(strings.Replace(text, "0.3", "0.4", 1)))
		flowtest.WantError(t, "damaged", err, likelihood.ErrModelFile)
	}
}

func mustGaussian(t testing.TB, mean float64) *base.Gaussian {
	g, err := base.NewDiagonalGaussian([]float64{mean, -mean}, []float64{1, 2})
	flowtest.Must(t, err)
	return g
}

// A row that one flow cannot solve is named, and the others are as they would be without it.
func TestStackRowsThatFailLeaveTheOthers(t *testing.T) {
	ctx := context.Background()
	blowUp, err := dynamics.NewField(2, nil, func(b *graph.Builder, _, z, _ *G.Node) *G.Node { return b.Square(z) })
	flowtest.Must(t, err)
	s := &likelihood.StackSettings{Flow: likelihood.Settings{T0: 1, T1: 0, Trace: trace.Settings{Method: trace.Hutchinson}, Solver: &integrate.Settings{BlockRows: 4}}, Norm: likelihood.NormSettings{Place: likelihood.NormBetween}}
	stack, err := likelihood.NewStack([]dynamics.Field{flowtest.NewMLP(t, 2, &dynamics.MLPSettings{Hidden: []int{5}}), blowUp, flowtest.NewMLP(t, 2, &dynamics.MLPSettings{Hidden: []int{4}})}, s)
	flowtest.Must(t, err)
	x := flowtest.Points(12, 2, 3)
	for _, row := range x { // dz/dt = z² is past its pole after unit time from above 1
		row[0], row[1] = -math.Abs(row[0])-1, -math.Abs(row[1])-1
	}
	good, err := stack.LogProb(ctx, x)
	flowtest.Must(t, err)
	x[3][1], x[10][0] = 20, 30
	logp, err := stack.LogProb(ctx, x)
	for _, err := range []error{err, errorOf(stack.Gradient(ctx, x, nil))} {
		failed, ok := err.(*likelihood.RowsError)
		if !ok || !slices.Equal(failed.Rows, []int{3, 10}) || failed.Total != 12 {
			t.Errorf("error is %v, want rows 3 and 10 of 12", err)
		}
	}
	for i := range x {
		if i == 3 || i == 10 {
			if !math.IsNaN(logp[i]) {
				t.Errorf("row %d has failed and is %g", i, logp[i])
			}
		} else if logp[i] != good[i] {
			t.Errorf("row %d feels the rows that failed", i)
		}
	}
}

func errorOf(_ *likelihood.Gradient, err error) error { return err }

func TestStacksThatDoNotFit(t *testing.T) {
	two, three := flowtest.NewMLP(t, 2, &dynamics.MLPSettings{Hidden: []int{4}}), flowtest.NewMLP(t, 3, &dynamics.MLPSettings{Hidden: []int{4}})
	for name, err := range map[string]error{
		"no flows":   stackError(nil, nil),
		"dimensions": stackError([]dynamics.Field{two, three}, nil),
		"one field":  stackError([]dynamics.Field{two, two}, nil),
		"base":       stackError([]dynamics.Field{three}, &likelihood.StackSettings{Flow: likelihood.Settings{Base: mustGaussian(t, 0)}}),
		"train base": stackError([]dynamics.Field{two}, &likelihood.StackSettings{Flow: likelihood.Settings{TrainBase: true}}),
		"share":      stackError([]dynamics.Field{two}, &likelihood.StackSettings{Norm: likelihood.NormSettings{Share: 2}}),
		"epsilon":    stackError([]dynamics.Field{two}, &likelihood.StackSettings{Norm: likelihood.NormSettings{Epsilon: -1}}),
		"place":      stackError([]dynamics.Field{two}, &likelihood.StackSettings{Norm: likelihood.NormSettings{Place: 9}}),
		"nil field":  stackError([]dynamics.Field{nil}, nil),
	} {
		want := likelihood.ErrSettings
		if name == "no flows" {
			want = likelihood.ErrEmpty
		}
		flowtest.WantError(t, name, err, want)
	}
	stack := newTestStack(t, 2, 2, flowtest.SmallDouble, nil)
	_, err := stack.LogProbWith(context.Background(), flowtest.Points(2, 2, 1), &likelihood.LogProbRequest{Probes: flowtest.Points(2, 3, 1)})
	flowtest.WantError(t, "probes that cannot be shared", err, likelihood.ErrWidth)
	_, err = stack.LogProb(context.Background(), [][]float64{{1, math.NaN()}})
	flowtest.WantError(t, "NaN", err, likelihood.ErrNotFinite)
	stack.Flows()[1].Field().Params().List()[0].Set(0, math.Inf(1))
	flowtest.Touch(stack)
	_, err = stack.Sample(context.Background(), 1, 1)
	flowtest.WantError(t, "infinite parameter", err, likelihood.ErrNotFinite)
}

func stackError(fields []dynamics.Field, s *likelihood.StackSettings) error {
	_, err := likelihood.NewStack(fields, s)
	return err
}
