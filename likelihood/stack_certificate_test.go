package likelihood

import (
	"context"
	"math"
	"testing"

	"github.com/gorgoflow/gorgoflow/integrate"
)

// A mean by a solver that is too coarse is refused, as a flow's is.
func TestStackMeanIsRefusedWhereItIsTooCoarse(t *testing.T) {
	ctx, x := context.Background(), points(50, 2, 6)
	s := &StackSettings{Flow: Settings{Solver: &integrate.Settings{Tableau: integrate.Euler, Steps: 2}}, Norm: NormSettings{Place: NormBetween}}
	stack := newTestStack(t, 3, 2, smallDouble, s)
	_, err := stack.MeanLogProb(ctx, x, &Request{MaxError: 1e-4})
	wantError(t, "coarse", err, ErrUncertain)
	mean, err := stack.MeanLogProb(ctx, x, &Request{MaxError: math.Inf(1)})
	must(t, err)
	s.Flow.Solver = tightSolver()
	truth, err := newTestStack(t, 3, 2, smallDouble, s).LogProb(ctx, x)
	must(t, err)
	if off := math.Abs(mean.LogProb - meanOf(truth)); off > mean.ErrorBound {
		t.Errorf("mean is off by %g, its bound %g", off, mean.ErrorBound)
	}
}
