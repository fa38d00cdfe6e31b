// Densities on manifolds: integrals over the surface, and samples against integrals.

package manifold_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/flowtest"
	"github.com/gorgoflow/gorgoflow/likelihood/manifold"
)

// TestMass: densities integrate to one over every surface, although they are far from the bases.
func TestMass(t *testing.T) {
	for i, s := range surfaces() {
		flow := newFlow(t, s.on, network(t, s.on, uint64(i)), 1e-7)
		logp, err := flow.LogProb(t.Context(), s.rule.points)
		flowtest.Must(t, err)
		if mass := s.rule.integral(logp); math.Abs(mass-1) > 1e-4 {
			t.Errorf("%s: ∫p is %.7f, want 1", s.name, mass)
		}
		least, largest := math.Inf(1), math.Inf(-1)
		for k, l := range logp {
			moved := l - s.on.LogProb(s.rule.points[k])
			least, largest = min(least, moved), max(largest, moved)
		}
		if largest-least < 0.5 {
			t.Errorf("%s: log p differs from the base's by %.3f to %.3f: there is nothing to test", s.name, least, largest)
		}
	}
}

// TestSamples: means over samples are integrals of the density.
func TestSamples(t *testing.T) {
	const n = 4000
	for i, s := range surfaces() {
		flow := newFlow(t, s.on, network(t, s.on, uint64(i)), 1e-5)
		samples, err := flow.Sample(t.Context(), n, 3)
		flowtest.Must(t, err)
		logp, err := flow.LogProb(t.Context(), s.rule.points)
		flowtest.Must(t, err)
		for c := range s.on.Dim() {
			f := func(x []float64) float64 { return math.Cos(x[c] + 0.5) }
			sameMean(t, s.name, samples, s.rule, logp, f)
		}
	}
}

// TestMassOfStacks: a stack without a base starts from the manifold's own density, as New does, and so does a flow that
// package likelihood makes of a field.
func TestMassOfStacks(t *testing.T) {
	for _, s := range surfaces()[:2] {
		var fields []dynamics.Field
		for seed := range uint64(2) {
			f, err := manifold.NewField(s.on, network(t, s.on, seed))
			flowtest.Must(t, err)
			fields = append(fields, f)
		}
		stack, err := likelihood.NewStack(fields, nil)
		flowtest.Must(t, err)
		flow, err := likelihood.New(fields[0], nil)
		flowtest.Must(t, err)
		for name, f := range map[string]*likelihood.Flow{"stack": stack, "flow": flow} {
			logp, err := f.LogProb(t.Context(), s.rule.points)
			flowtest.Must(t, err)
			if mass := s.rule.integral(logp); math.Abs(mass-1) > 1e-2 {
				t.Errorf("%s: %s: ∫p is %.4f, want 1", s.name, name, mass)
			}
		}
		_, err = likelihood.NewStack(fields[:1], &likelihood.StackSettings{Columns: [][]int{{1, 0}}})
		flowtest.WantError(t, "some columns on a manifold, and no base", err, likelihood.ErrSettings)
	}
}

// sameMean checks that a mean over samples is within five standard errors of the integral.
func sameMean(t *testing.T, name string, samples [][]float64, r *rule, logp []float64, f func(x []float64) float64) {
	t.Helper()
	want, mean, square := 0.0, 0.0, 0.0
	for i, x := range r.points {
		want += r.area[i] * math.Exp(logp[i]) * f(x)
	}
	for _, x := range samples {
		mean += f(x) / float64(len(samples))
		square += f(x) * f(x) / float64(len(samples))
	}
	if allowed := 5 * math.Sqrt((square-mean*mean)/float64(len(samples))); math.Abs(mean-want) > allowed {
		t.Errorf("%s: mean of the samples is %.4f, the density's %.4f, want them within %.4f", name, mean, want, allowed)
	}
}

// TestMixture: a mixture has mass one, from uniform to narrow components. Its draws have its moments.
func TestMixture(t *testing.T) {
	r := ball(60)
	for name, kappas := range map[string][]float64{"uniform": {0}, "nearly uniform": {1e-9, 1e-7}, "broad": {0.3, 2}, "narrow": {30, 100, 60}} {
		weights := []float64{1, 2, 3}[:len(kappas)]
		m, err := manifold.NewMixture(weights, points(manifold.Sphere(3), len(kappas), 5), kappas)
		flowtest.Must(t, err)
		logp := make([]float64, len(r.points))
		for i, x := range r.points {
			logp[i] = m.LogProb(x)
		}
		if mass := r.integral(logp); math.Abs(mass-1) > 1e-6 {
			t.Errorf("%s: ∫p is %.8f, want 1", name, mass)
		}
		rng := rand.New(rand.NewPCG(7, 8))
		samples := make([][]float64, 4000)
		for i := range samples {
			samples[i] = m.RandStream(make([]float64, 3), rng)
			if l := math.Hypot(math.Hypot(samples[i][0], samples[i][1]), samples[i][2]); math.Abs(l-1) > 1e-12 {
				t.Fatalf("%s: a draw of length %v", name, l)
			}
		}
		for c := range 3 {
			sameMean(t, name, samples, r, logp, func(x []float64) float64 { return x[c] })
			sameMean(t, name, samples, r, logp, func(x []float64) float64 { return x[c] * x[(c+1)%3] })
		}
	}
}

// TestNoDrawWithoutRandomNumbers: without random numbers the draw of any manifold is NaN.
func TestNoDrawWithoutRandomNumbers(t *testing.T) {
	for _, m := range []manifold.Manifold{manifold.Sphere(3), manifold.Torus(2), manifold.Plane(2), manifold.Product(manifold.Torus(1), manifold.Sphere(2))} {
		for i, v := range m.RandStream(make([]float64, m.Dim()), nil) {
			if !math.IsNaN(v) {
				t.Errorf("%T: column %d is %v, want NaN", m, i, v)
			}
		}
	}
}
