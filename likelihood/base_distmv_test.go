package likelihood

import (
	"context"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/spatial/r1"
	"gonum.org/v1/gonum/stat/distmv"
)

var (
	_ Scorer    = (*distmv.Normal)(nil)
	_ Quantiler = (*distmv.Normal)(nil)
	_ Base      = (*distmv.StudentsT)(nil)
	_ Rander    = (*distmv.StudentsT)(nil)
	_ Quantiler = (*distmv.Uniform)(nil)
)

func gonumNormal(t testing.TB) *distmv.Normal {
	n, ok := distmv.NewNormal([]float64{0.3, -1, 0.5}, testCovariance, rand.NewPCG(1, 2))
	if !ok {
		t.Fatal("covariance is not positive definite")
	}
	return n
}

// gonum's normal distribution is a base as it stands, with the densities and gradients of our own; its samples depend on
// the seed and their row.
func TestGonumNormalIsABase(t *testing.T) {
	ctx, x := context.Background(), points(5, 3, 2)
	theirs := newFlow(t, bentField(t, 3), &Settings{Base: gonumNormal(t)})
	ours := newFlow(t, bentField(t, 3), &Settings{Base: testBases(t)["full"]})
	got, err := theirs.Gradient(ctx, x)
	must(t, err)
	want, err := ours.Gradient(ctx, x)
	must(t, err)
	closeTo(t, "log p", got.LogProb, want.LogProb, 1e-12)
	for i := range want.Params {
		closeTo(t, "gradient", got.Params[i], want.Params[i], 1e-12)
	}
	many, err := theirs.Sample(ctx, 20, 7)
	must(t, err)
	few, err := theirs.Sample(ctx, 4, 7)
	must(t, err)
	if !slices.Equal(many[3], few[3]) {
		t.Error("a sample depends on how many there are")
	}
}

// Those of gonum's distributions that have no score give densities and samples, and refuse gradients by name.
func TestGonumDistributionsWithoutScore(t *testing.T) {
	ctx := context.Background()
	students, ok := distmv.NewStudentsT([]float64{0, 1, 0}, testCovariance, 5, rand.NewPCG(3, 4))
	if !ok {
		t.Fatal("covariance is not positive definite")
	}
	box := distmv.NewUniform([]r1.Interval{{Min: -9, Max: 9}, {Min: -9, Max: 9}, {Min: -9, Max: 9}}, rand.NewPCG(5, 6))
	for name, base := range map[string]Base{"Student's t": students, "uniform": box} {
		flow := newFlow(t, bentField(t, 3), &Settings{Base: base})
		x, logp, err := flow.SampleAndLogProb(ctx, 20, 1)
		must(t, err)
		density, err := flow.LogProb(ctx, x)
		must(t, err)
		closeTo(t, name, density, logp, 1e-3)
		_, err = flow.Gradient(ctx, x)
		wantError(t, name, err, ErrNoScore)
	}
	_, err := New(bentField(t, 2), &Settings{Base: box})
	wantError(t, "dimension", err, ErrSettings)
}

// Draws are from the density, its normalisation included: E q/p = 1 over draws from p, for a normalised q inside of p.
func TestDrawsAndDensitiesAgree(t *testing.T) {
	const n = 20000
	q, ok := distmv.NewNormal([]float64{0.3, -1, 0.5}, mat.NewDiagDense(3, []float64{0.1, 0.3, 0.2}), nil)
	if !ok {
		t.Fatal("covariance is not positive definite")
	}
	bases := testBases(t)
	bases["gonum"] = gonumNormal(t)
	for name, base := range bases {
		draw, err := sampler(base, 3)
		must(t, err)
		draws, x := newStream(8, streamBase), make([]float64, 3)
		ratios := make([]float64, n)
		for i := range ratios {
			draw(x, draws.at(uint64(i)))
			ratios[i] = math.Exp(q.LogProb(x) - base.LogProb(x))
		}
		if mean, deviation := meanOf(ratios), deviation(ratios)/math.Sqrt(n); math.Abs(mean-1) > 4*deviation || deviation > 0.05 {
			t.Errorf("%s: E q/p is %g ± %g, want 1", name, mean, deviation)
		}
	}
}

// A mixture draws each component with its weight.
func TestMixtureDrawsByWeight(t *testing.T) {
	const n = 6000
	weights := []float64{1, 2, 5}
	var components []*Gaussian
	for k := range weights { // far apart, so that a draw tells its component
		g, err := NewDiagonalGaussian([]float64{100 * float64(k)}, []float64{1})
		must(t, err)
		components = append(components, g)
	}
	m, err := NewMixture(weights, components...)
	must(t, err)
	draws, counts, x := newStream(3, streamBase), make([]float64, 3), make([]float64, 1)
	for i := range uint64(n) {
		m.RandStream(x, draws.at(i))
		counts[int(x[0]+50)/100]++
	}
	for k, w := range weights {
		p := w / 8
		if d := counts[k]/n - p; math.Abs(d) > 4*math.Sqrt(p*(1-p)/n) {
			t.Errorf("component %d: %g of the draws, want %g", k, counts[k]/n, p)
		}
	}
}
