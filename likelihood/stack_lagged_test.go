// Norms with a lag: against a reference, by differences, and what a lag does not change.

package likelihood_test

import (
	"bytes"
	"context"
	"errors"
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
	"github.com/gorgoflow/gorgoflow/likelihood/internal/flowtest"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/numeric"
	"github.com/gorgoflow/gorgoflow/likelihood/trace"
	"gonum.org/v1/gonum/stat"
	G "gorgonia.org/gorgonia"
)

// lossWithLag is the mean negative log-likelihood of a batch for a stack whose norms use a share of the batch's
// moments. It is written independently: moments by gonum's statistics, and the flows one by one.
func lossWithLag(t *testing.T, s *likelihood.Flow, x [][]float64, lag float64) float64 {
	t.Helper()
	z, sum := numeric.CopyRows(x, s.Dim()), 0.0
	for k := len(s.Flows()); ; k-- {
		if m := s.Norms()[k]; m != nil {
			for c := range s.Dim() {
				mean, variance := stat.MeanVariance(numeric.Column(z, c), nil)
				mean = lag*mean + (1-lag)*m.Mean.At(c)
				variance = lag*variance + (1-lag)*m.Variance.At(c) + m.Epsilon
				for _, row := range z {
					row[c] = (row[c]-mean)/math.Sqrt(variance)*math.Exp(m.Weight.At(c)) + m.Bias.At(c)
				}
				sum += m.Weight.At(c) - math.Log(variance)/2
			}
		}
		if k == 0 {
			break
		}
		d, err := s.Flows()[k-1].LogProbWith(context.Background(), z, nil)
		flowtest.Must(t, err)
		z, sum = d.Base, sum+numeric.Mean(d.Change)
	}
	for _, row := range z {
		sum += s.Base().LogProb(row) / float64(len(z))
	}
	return -sum
}

// TestLaggingNormsAgainstAReference: with a lag the loss is that of a reference, and the gradient is its derivative,
// through the batch's moments. The derivative is with respect to all parameters but the running moments, and to the
// data, of which each row now changes the densities of all rows.
func TestLaggingNormsAgainstAReference(t *testing.T) {
	ctx, x := context.Background(), flowtest.Points(6, 2, 9)
	for _, lag := range []float64{0.3, 1} {
		for _, ends := range []bool{false, true} {
			stack := newTestStack(t, 3, 2, flowtest.SmallDouble, &likelihood.StackSettings{
				Flow: likelihood.Settings{Solver: &integrate.Settings{Tableau: tableau.Tsit5, Steps: 3}}, Norm: &likelihood.NormSettings{Ends: ends, Lag: lag}})
			loss := func() float64 { return lossWithLag(t, stack, x, lag) }
			g, err := stack.Gradient(ctx, x, nil)
			flowtest.Must(t, err)
			flowtest.CloseTo(t, "loss", []float64{g.Loss, -numeric.Mean(g.LogProb)}, []float64{loss(), loss()}, 1e-12)
			for i, p := range stack.Params() {
				data := graph.Data[float64](p)
				for k := 0; k < len(data); k += 1 + len(data)/2 {
					want := slope(&data[k], func() float64 { flowtest.Touch(stack); return loss() })
					flowtest.Touch(stack)
					if stack.IsConstant(i) {
						want = 0
					}
					flowtest.CloseTo(t, p.Name, g.Params[i][k:k+1], []float64{want}, 1e-8)
				}
			}
			for i := range x {
				flowtest.CloseTo(t, "x", g.X[i], []float64{slope(&x[i][0], loss), slope(&x[i][1], loss)}, 1e-8)
			}
		}
	}
}

// TestEveryDerivativeWithLaggingNorms: with everything that a gradient can have, and by both methods, the gradient is
// the derivative of the loss.
func TestEveryDerivativeWithLaggingNorms(t *testing.T) {
	for _, method := range []integrate.Method{integrate.Replay, integrate.Backsolve} {
		base, err := base.NewDiagonalGaussian([]float64{0.3, -0.2}, []float64{1.2, 0.8})
		flowtest.Must(t, err)
		s := likelihood.Settings{Base: base, TrainBase: true, T0: 0.2, T1: 1, Penalties: allPenalties, Solver: tightSolver()}
		stack := whole(t, true, s)
		stack.Lag(0.4)
		checkEveryDerivative(t, stack, method, flowtest.Points(3, 2, 8))
	}
}

// TestLaggingNormsOnlyTrain: a lag does not change log-densities and what Observe does. The gradient does not depend on
// the workers, and a file holds the lag.
func TestLaggingNormsOnlyTrain(t *testing.T) {
	ctx, x := context.Background(), flowtest.Points(80, 2, 9)
	var first *likelihood.Gradient
	for _, workers := range []int{1, 8} {
		s := likelihood.StackSettings{Flow: likelihood.Settings{Solver: &integrate.Settings{Workers: workers, BlockRows: 16}}, Norm: &likelihood.NormSettings{Ends: true, Lag: 0.5}}
		lagging := newTestStack(t, 2, 2, flowtest.SmallDouble, &s)
		s.Norm.Lag = 0
		plain := newTestStack(t, 2, 2, flowtest.SmallDouble, &s)
		got, err := lagging.LogProb(ctx, x)
		flowtest.Must(t, err)
		want, err := plain.LogProb(ctx, x)
		flowtest.Must(t, err)
		flowtest.CloseTo(t, "log p", got, want, 0)
		g, err := lagging.Gradient(ctx, x, nil)
		flowtest.Must(t, err)
		if slices.Equal(g.LogProb, got) {
			t.Error("the lag has no effect")
		}
		if first == nil {
			first = g
		}
		if what := differs(g, first); what != "" {
			t.Errorf("the gradient depends on the workers: %s", what)
		}
		unlagged, err := plain.Gradient(ctx, x, nil)
		flowtest.Must(t, err)
		lagging.Observe(g)
		plain.Observe(unlagged)
		last := len(plain.Norms()) - 1 // the norms below see other batches
		flowtest.CloseTo(t, "running mean", lagging.Norms()[last].Mean.Values(), plain.Norms()[last].Mean.Values(), 0)
		var file bytes.Buffer
		flowtest.Must(t, lagging.Save(&file))
		if !strings.Contains(file.String(), `\"Lag\":0.5`) {
			t.Error("the file does not have the lag")
		}
		loaded, err := likelihood.Load(&file)
		flowtest.Must(t, err)
		again, err := loaded.Gradient(ctx, x, nil)
		flowtest.Must(t, err)
		now, err := lagging.Gradient(ctx, x, nil)
		flowtest.Must(t, err)
		if what := differs(again, now); what != "" {
			t.Errorf("the gradient of the loaded stack differs: %s", what)
		}
	}
	one := newTestStack(t, 2, 2, flowtest.SmallDouble, &likelihood.StackSettings{Norm: &likelihood.NormSettings{Ends: true, Lag: 0.5}})
	if g, err := one.Gradient(ctx, x[:1], nil); err != nil || math.IsNaN(g.Loss) {
		t.Errorf("a single row, which has no variance: %v, %v", g, err)
	}
}

// TestLaggingNormsThatFail: rows that cannot be solved are named, and a lag out of range is refused.
func TestLaggingNormsThatFail(t *testing.T) {
	blowUp, err := dynamics.NewField(2, nil, func(b *graph.Builder, _, z, _ *G.Node) *G.Node { return b.Square(z) })
	flowtest.Must(t, err)
	s := &likelihood.StackSettings{Flow: likelihood.Settings{T0: 1, T1: 0, Trace: trace.Settings{Method: trace.Hutchinson}}, Norm: &likelihood.NormSettings{Lag: 0.1}}
	stack, err := likelihood.NewStack([]dynamics.Field{flowtest.NewMLP(t, 2, &dynamics.MLPSettings{Hidden: []int{5}}), blowUp}, s)
	flowtest.Must(t, err)
	x := [][]float64{{-1, -1}, {20, -1}, {-2, -1}}
	_, err = stack.Gradient(context.Background(), x, nil)
	var failed *likelihood.RowsError
	if !errors.As(err, &failed) || !slices.Equal(failed.Rows, []int{1}) {
		t.Errorf("error is %v, want row 1", err)
	}
	for _, lag := range []float64{-0.1, 1.1, math.NaN()} {
		flowtest.WantError(t, "lag", stackError([]dynamics.Field{blowUp}, &likelihood.StackSettings{Norm: &likelihood.NormSettings{Lag: lag}}), likelihood.ErrSettings)
	}
}
