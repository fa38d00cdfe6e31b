// Estimates of the trace: by several probes, by all vectors of signs, and at other positions of a row.

package likelihood_test

import (
	"context"
	"testing"

	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/tableau"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/estimate"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/flowtest"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/numeric"
	"github.com/gorgoflow/gorgoflow/likelihood/trace"
)

// TestSeveralProbesAreTheMeanOfSingleOnes: with steps that do not depend on probes, Δl and the Frobenius penalty of
// several probes are the mean of those of single probes.
func TestSeveralProbesAreTheMeanOfSingleOnes(t *testing.T) {
	const k = 3
	ctx, x, all := context.Background(), flowtest.Points(5, 3, 1), flowtest.Points(5, 3*k, 2)
	flowOf := func(probes int) *likelihood.Flow {
		return newFlow(t, flowtest.BentField(t, 3), &likelihood.Settings{Solver: &integrate.Settings{Tableau: tableau.RK4, Steps: 3},
			Trace: trace.Settings{Method: trace.Hutchinson, Probes: probes}, Penalties: likelihood.Penalties{Frobenius: 1}})
	}
	change, frobenius := make([]float64, len(x)), 0.0
	for i := range k {
		own := numeric.NewRows(len(x), 3)
		for row := range own {
			copy(own[row], all[row][3*i:])
		}
		d, err := flowOf(1).LogProbWith(ctx, x, &likelihood.LogProbRequest{Probes: own})
		flowtest.Must(t, err)
		numeric.AddTo(change, scaledBy(d.Change, 1./k))
		g, err := flowOf(1).Gradient(ctx, x, &likelihood.GradientRequest{Probes: own})
		flowtest.Must(t, err)
		frobenius += g.Penalties.Frobenius / k
	}
	d, err := flowOf(k).LogProbWith(ctx, x, &likelihood.LogProbRequest{Probes: all})
	flowtest.Must(t, err)
	flowtest.CloseTo(t, "change", d.Change, change, 1e-13)
	g, err := flowOf(k).Gradient(ctx, x, &likelihood.GradientRequest{Probes: all})
	flowtest.Must(t, err)
	flowtest.CloseTo(t, "Frobenius", []float64{g.Penalties.Frobenius}, []float64{frobenius}, 1e-13)
}

// TestMeanOverAllSignsIsExact: over all vectors of ±1 the mean of the estimates is the exact trace, by Hutchinson's
// estimate and by Hutch++ with any sketch. Hutch++ has one or two further probes for the part outside the sketch.
func TestMeanOverAllSignsIsExact(t *testing.T) {
	ctx, x := context.Background(), copies(8, flowtest.Points(1, 3, 4)[0])
	solver := &integrate.Settings{Tableau: tableau.RK4, Steps: 3}
	want, err := newFlow(t, flowtest.BentField(t, 3), &likelihood.Settings{Solver: solver}).LogProbWith(ctx, x[:1], nil)
	flowtest.Must(t, err)
	for _, each := range []trace.Settings{{Method: trace.Hutchinson}, {Method: trace.Hutchinson, Probes: 2}, {Method: trace.HutchPP, Probes: 2}, {Method: trace.HutchPP, Probes: 3}} {
		sketch, probes := estimate.SketchCount(&each), numeric.NewRows(8, 3*estimate.ProbeCount(&each))
		for i := range probes {
			copy(probes[i], []float64{0.3, -1.2, 0.7})
			for c := 3 * sketch; c < len(probes[i]); c++ {
				probes[i][c] = float64(2*(i>>(c%3)&1) - 1)
			}
		}
		d, err := newFlow(t, flowtest.BentField(t, 3), &likelihood.Settings{Solver: solver, Trace: each}).LogProbWith(ctx, x, &likelihood.LogProbRequest{Probes: probes})
		flowtest.Must(t, err)
		flowtest.CloseTo(t, "change", []float64{numeric.Mean(d.Change)}, want.Change, 1e-12)
	}
}

// TestEstimatesFollowPositionsOrGivenProbes: the estimate of a row depends on its position in the batch, and not on the
// other rows. With given probes it does not depend on the position, if the row and its probes move together.
func TestEstimatesFollowPositionsOrGivenProbes(t *testing.T) {
	ctx, x, n := context.Background(), flowtest.Points(6, 3, 1), 6
	for _, each := range []trace.Settings{{Method: trace.Hutchinson}, {Method: trace.HutchPP, Probes: 3}} {
		f := newFlow(t, flowtest.BentField(t, 3), &likelihood.Settings{Trace: each})
		given := flowtest.Points(n, 3*estimate.ProbeCount(&each), 2)
		turned, theirs := make([][]float64, n), make([][]float64, n)
		for i := range n {
			turned[i], theirs[i] = x[(i+1)%n], given[(i+1)%n]
		}
		want, err := f.LogProbWith(ctx, x, &likelihood.LogProbRequest{Probes: given})
		flowtest.Must(t, err)
		got, err := f.LogProbWith(ctx, turned, &likelihood.LogProbRequest{Probes: theirs})
		flowtest.Must(t, err)
		drawn, err := f.LogProb(ctx, x)
		flowtest.Must(t, err)
		few, err := f.LogProb(ctx, x[:2])
		flowtest.Must(t, err)
		for i := range n {
			if got.LogProb[i] != want.LogProb[(i+1)%n] {
				t.Errorf("row %d with its probes is %v, at another position %v", i, want.LogProb[(i+1)%n], got.LogProb[i])
			}
			if i < len(few) && few[i] != drawn[i] {
				t.Errorf("row %d is %v among 6 and %v among 2", i, drawn[i], few[i])
			}
		}
	}
}
