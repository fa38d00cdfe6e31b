// Certificates of stacks, and the work that statistics count.

package likelihood_test

import (
	"context"
	"math"
	"testing"

	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/gorgoflow/gorgoflow/integrate/tableau"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/flowtest"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/numeric"
	"github.com/pkg/errors"
)

// TestStackMeanIsRefusedWhereItIsTooCoarse: the mean of a stack with a solver that is too coarse is refused. Without a
// limit its bound covers the truth.
func TestStackMeanIsRefusedWhereItIsTooCoarse(t *testing.T) {
	ctx, x := context.Background(), flowtest.Points(50, 2, 6)
	s := &likelihood.StackSettings{Flow: likelihood.Settings{Solver: &integrate.Settings{Tableau: tableau.Euler, Steps: 2}}, Norm: &likelihood.NormSettings{}}
	stack := newTestStack(t, 3, 2, flowtest.SmallDouble, s)
	_, err := stack.MeanLogProb(ctx, x, &likelihood.MeanRequest{MaxError: 1e-4})
	var refused *likelihood.UncertainError
	if !errors.As(err, &refused) {
		t.Errorf("error %v, want an *UncertainError", err)
	}
	mean, err := stack.MeanLogProb(ctx, x, &likelihood.MeanRequest{MaxError: math.Inf(1)})
	flowtest.Must(t, err)
	s.Flow.Solver = tightSolver()
	truth, err := newTestStack(t, 3, 2, flowtest.SmallDouble, s).LogProb(ctx, x)
	flowtest.Must(t, err)
	if off := math.Abs(mean.LogProb - numeric.Mean(truth)); off > mean.ErrorBound {
		t.Errorf("mean is off by %g, its bound %g", off, mean.ErrorBound)
	}
}

// TestStatsOfStacksAndCertificatesAreWhole: the work of a stack is that of its flows, and the work of a mean includes
// that of its certificate. Jacobians and linear solves of methods for stiff systems are counted too.
func TestStatsOfStacksAndCertificatesAreWhole(t *testing.T) {
	ctx, x := context.Background(), flowtest.Points(10, 2, 6)
	s := &likelihood.StackSettings{Flow: likelihood.Settings{Solver: &integrate.Settings{Tableau: tableau.Rodas4, RTol: 1e-3, ATol: 1e-3}}}
	stack := newTestStack(t, 2, 2, flowtest.SmallDouble, s)
	d, err := stack.LogProbWith(ctx, x, nil)
	flowtest.Must(t, err)
	var sum ode.Stats
	z := x
	for i := len(stack.Flows()) - 1; i >= 0; i-- {
		own, err := stack.Flows()[i].LogProbWith(ctx, z, nil)
		flowtest.Must(t, err)
		z, sum = own.Base, sum.Plus(own.Stats)
	}
	if d.Stats != sum || sum.Jacobians == 0 || sum.LinearSolves == 0 {
		t.Errorf("stack: %+v, its flows: %+v", d.Stats, sum)
	}
	certified, err := stack.LogProbWith(ctx, x, &likelihood.LogProbRequest{Certify: true})
	flowtest.Must(t, err)
	mean, err := stack.MeanLogProb(ctx, x, &likelihood.MeanRequest{MaxError: math.Inf(1)})
	flowtest.Must(t, err)
	if want := certified.Stats.Plus(certified.Certificate.Stats); mean.Stats != want || !(want.Flops > d.Stats.Flops) {
		t.Errorf("mean: %+v, value and certificate: %+v", mean.Stats, want)
	}
}
