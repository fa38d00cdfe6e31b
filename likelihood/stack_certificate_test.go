package likelihood

import (
	"context"
	"math"
	"slices"
	"testing"

	"github.com/gorgoflow/gorgoflow/integrate"
)

// A stack's certificate covers what its solver misses, for most rows and not by far too much, and with probes what they
// miss. Values stay as they are without it.
func TestStackCertificateCoversTheError(t *testing.T) {
	ctx, x := context.Background(), points(200, 2, 6)
	stackOf := func(solver *integrate.Settings, trace TraceSettings) *Stack {
		s := &StackSettings{Flow: Settings{Solver: solver, Trace: trace}, Norm: NormSettings{Place: NormEverywhere}}
		return newTestStack(t, 3, 2, smallDouble, s)
	}
	truth, err := stackOf(tightSolver(), TraceSettings{}).LogProb(ctx, x)
	must(t, err)
	for name, c := range map[string]struct {
		solver *integrate.Settings
		trace  TraceSettings
	}{
		"adaptive": {&integrate.Settings{RTol: 1e-4, ATol: 1e-4}, TraceSettings{}},
		"Euler":    {&integrate.Settings{Tableau: integrate.Euler, Steps: 4}, TraceSettings{}},
		"probes":   {nil, TraceSettings{Method: Hutchinson, Probes: 2}},
		"hutch++":  {nil, TraceSettings{Method: HutchPP, Probes: 3}},
	} {
		stack := stackOf(c.solver, c.trace)
		plain, err := stack.LogProb(ctx, x)
		must(t, err)
		d, err := stack.LogProbWith(ctx, x, &Request{Certify: true})
		must(t, err)
		covered, ratios := 0, make([]float64, len(x))
		for i := range x {
			off, bound := math.Abs(d.LogProb[i]-truth[i]), d.Certificate.Bound(i)
			if off <= bound {
				covered++
			}
			if d.LogProb[i] != plain[i] {
				t.Fatalf("%s: certification changes the value", name)
			}
			ratios[i] = bound / off
		}
		exact := c.trace.Method == Exact
		if covered < 180 || exact && (covered < 190 || medianOf(ratios) > 10) || exact != (d.Certificate.Probe == nil) {
			t.Errorf("%s: %d of 200 rows covered, median bound %g errors", name, covered, medianOf(ratios))
		}
	}
}

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

func medianOf(x []float64) float64 {
	sorted := slices.Clone(x)
	slices.Sort(sorted)
	return sorted[len(sorted)/2]
}
