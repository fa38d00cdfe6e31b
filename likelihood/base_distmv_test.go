// Distributions of gonum's distmv as bases, and draws against densities.

package likelihood_test

import (
	"context"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/base"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/flowtest"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/stream"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/spatial/r1"
	"gonum.org/v1/gonum/stat/distmv"
)

var (
	_ base.Scorer    = (*distmv.Normal)(nil)
	_ base.Quantiler = (*distmv.Normal)(nil)
	_ base.Base      = (*distmv.StudentsT)(nil)
	_ base.Rander    = (*distmv.StudentsT)(nil)
	_ base.Quantiler = (*distmv.Uniform)(nil)
)

func gonumNormal(t testing.TB) *distmv.Normal {
	n, ok := distmv.NewNormal([]float64{0.3, -1, 0.5}, testCovariance, rand.NewPCG(1, 2))
	if !ok {
		t.Fatal("covariance is not positive definite")
	}
	return n
}

// TestGonumNormalIsABase: a flow that starts from gonum's normal distribution has the densities and gradients of a flow
// that starts from ours. A sample does not depend on the number of samples.
func TestGonumNormalIsABase(t *testing.T) {
	ctx, x := context.Background(), flowtest.Points(5, 3, 2)
	theirs := newFlow(t, flowtest.BentField(t, 3), &likelihood.Settings{Base: gonumNormal(t)})
	ours := newFlow(t, flowtest.BentField(t, 3), &likelihood.Settings{Base: testBases(t)["full"]})
	got, err := theirs.Gradient(ctx, x, nil)
	flowtest.Must(t, err)
	want, err := ours.Gradient(ctx, x, nil)
	flowtest.Must(t, err)
	flowtest.CloseTo(t, "log p", got.LogProb, want.LogProb, 1e-12)
	for i := range want.Params {
		flowtest.CloseTo(t, "gradient", got.Params[i], want.Params[i], 1e-12)
	}
	many, err := theirs.Sample(ctx, 20, 7)
	flowtest.Must(t, err)
	few, err := theirs.Sample(ctx, 4, 7)
	flowtest.Must(t, err)
	if !slices.Equal(many[3], few[3]) {
		t.Error("a sample depends on how many there are")
	}
}

// TestGonumDistributionsWithoutScore: distributions without a score give densities and samples, and refuse gradients by
// name.
func TestGonumDistributionsWithoutScore(t *testing.T) {
	ctx := context.Background()
	students, ok := distmv.NewStudentsT([]float64{0, 1, 0}, testCovariance, 5, rand.NewPCG(3, 4))
	if !ok {
		t.Fatal("covariance is not positive definite")
	}
	box := distmv.NewUniform([]r1.Interval{{Min: -9, Max: 9}, {Min: -9, Max: 9}, {Min: -9, Max: 9}}, rand.NewPCG(5, 6))
	for name, base := range map[string]base.Base{"Student's t": students, "uniform": box} {
		flow := newFlow(t, flowtest.BentField(t, 3), &likelihood.Settings{Base: base})
		x, logp, err := sampleAndLogProb(ctx, flow, 20, 1)
		flowtest.Must(t, err)
		density, err := flow.LogProb(ctx, x)
		flowtest.Must(t, err)
		flowtest.CloseTo(t, name, density, logp, 1e-3)
		_, err = flow.Gradient(ctx, x, nil)
		flowtest.WantError(t, name, err, likelihood.ErrNoScore)
	}
	_, err := likelihood.New(flowtest.BentField(t, 2), &likelihood.Settings{Base: box})
	flowtest.WantError(t, "dimension", err, likelihood.ErrSettings)
}

// TestDrawsAndDensitiesAgree: over draws from p the expectation of q/p is 1, for a normalised q inside of p. So the
// draws are from the density, and the density is normalised.
func TestDrawsAndDensitiesAgree(t *testing.T) {
	const n = 20000
	q, ok := distmv.NewNormal([]float64{0.3, -1, 0.5}, mat.NewDiagDense(3, []float64{0.1, 0.3, 0.2}), nil)
	if !ok {
		t.Fatal("covariance is not positive definite")
	}
	bases := testBases(t)
	bases["gonum"] = gonumNormal(t)
	for name, p0 := range bases {
		draws, err := base.Draw(t.Context(), p0, n, 3, 8)
		flowtest.Must(t, err)
		ratios := make([]float64, n)
		for i, x := range draws {
			ratios[i] = math.Exp(q.LogProb(x) - p0.LogProb(x))
		}
		if mean, deviation := meanAndDeviation(ratios); math.Abs(mean-1) > 4*deviation || deviation > 0.05 {
			t.Errorf("%s: E q/p is %g ± %g, want 1", name, mean, deviation)
		}
	}
}

// TestMixtureDrawsByWeight: a mixture draws each component with the component's weight.
func TestMixtureDrawsByWeight(t *testing.T) {
	const n = 6000
	weights := []float64{1, 2, 5}
	var components []*base.Gaussian
	for k := range weights { // far apart, so that a draw tells its component
		g, err := base.NewDiagonalGaussian([]float64{100 * float64(k)}, []float64{1})
		flowtest.Must(t, err)
		components = append(components, g)
	}
	m, err := base.NewMixture(weights, components...)
	flowtest.Must(t, err)
	draws, counts, x := stream.New(3, stream.Base), make([]float64, 3), make([]float64, 1)
	for i := range uint64(n) {
		m.RandStream(x, draws.At(i))
		counts[int(x[0]+50)/100]++
	}
	for k, w := range weights {
		p := w / 8
		if d := counts[k]/n - p; math.Abs(d) > 4*math.Sqrt(p*(1-p)/n) {
			t.Errorf("component %d: %g of the draws, want %g", k, counts[k]/n, p)
		}
	}
}
