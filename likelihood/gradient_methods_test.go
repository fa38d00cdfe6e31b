// Replay against backsolve, and against replay within a budget of memory.

package likelihood_test

import (
	"context"
	"testing"

	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/internal/long"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/flowtest"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/numeric"
)

// TestWhichGradientIsCloser holds the advice of the package's documentation. Replay is the gradient through the graph
// of all steps, to rounding. Against the gradient of a tight solve its error is at most twice that of backsolve at a
// tolerance of 1e-7. At 1e-5, where luck decides on so few rows, it is at most eight times that of backsolve. Backsolve
// at a tenth of the tolerance has at most twice the error of replay.
func TestWhichGradientIsCloser(t *testing.T) {
	for i, f := range flowtest.All(t)[:3] {
		if !long.Takes(i+2, 3) {
			continue
		}
		x := f.Data(24)
		truth := numeric.Flatten(gradientAt(t, f, true, 1e-12, integrate.Replay, x).Params)
		away := func(tolerance float64, method integrate.Method, from []float64) float64 {
			g := numeric.Flatten(gradientAt(t, f, true, tolerance, method, x).Params)
			for i := range g {
				g[i] -= from[i]
			}
			return numeric.Norm(g) / numeric.Norm(truth)
		}
		for tolerance, most := range map[float64]float64{1e-5: 8, 1e-7: 2} {
			replay := numeric.Flatten(gradientAt(t, f, true, tolerance, integrate.Replay, x).Params)
			if d := away(tolerance, integrate.Method(2), replay); d > 1e-11 {
				t.Errorf("%s, %g: direct is %g away from replay", f.Name, tolerance, d)
			}
			byReplay, byBacksolve := away(tolerance, integrate.Replay, truth), away(tolerance, integrate.Backsolve, truth)
			tighter := away(tolerance/10, integrate.Backsolve, truth)
			if byReplay > most*byBacksolve || tighter > 2*byReplay {
				t.Errorf("%s, %g: replay is off by %.2g, backsolve by %.2g, at a tenth of the tolerance by %.2g", f.Name, tolerance, byReplay, byBacksolve, tighter)
			}
		}
	}
}

// TestReplayWithinABudgetIsTheSame: replay within a budget of memory gives the bits of replay without one, for flows
// and stacks. It computes again the steps that it does not keep.
func TestReplayWithinABudgetIsTheSame(t *testing.T) {
	ctx, x := context.Background(), flowtest.Points(40, 2, 3)
	s := likelihood.Settings{Solver: &integrate.Settings{RTol: 1e-8, ATol: 1e-8, BlockRows: 16}, Penalties: allPenalties}
	for name, d := range map[string]*likelihood.Flow{
		"flow":  newFlow(t, flowtest.BentField(t, 2), &s),
		"stack": newTestStack(t, 2, 2, flowtest.SmallDouble, &likelihood.StackSettings{Flow: s, Norm: &likelihood.NormSettings{}}),
	} {
		want, err := d.Gradient(ctx, x, nil)
		flowtest.Must(t, err)
		got, err := d.Gradient(ctx, x, &likelihood.GradientRequest{Settings: &integrate.GradientSettings{TapeBytes: 2000}})
		flowtest.Must(t, err)
		if got.Backward.Evaluations <= want.Backward.Evaluations {
			t.Errorf("%s: %d evaluations backward, want more than the %d without a budget", name, got.Backward.Evaluations, want.Backward.Evaluations)
		}
		got.Backward = want.Backward
		if what := differs(got, want); what != "" {
			t.Errorf("%s: the gradient depends on the budget: %s", name, what)
		}
	}
}
