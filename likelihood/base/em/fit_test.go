// Fits of mixtures: what they find, that workers do not matter, and what they refuse.

package em_test

import (
	"context"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/gorgoflow/gorgoflow/internal/elementary"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/base"
	"github.com/gorgoflow/gorgoflow/likelihood/base/em"
	"github.com/pkg/errors"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"
)

// truth is a mixture of two components of different weight and shape.
func truth(t *testing.T) *base.Mixture {
	t.Helper()
	one, err := base.NewGaussian([]float64{-2, 0}, mat.NewSymDense(2, []float64{1, 0.8, 0.8, 1}))
	if err != nil {
		t.Fatal(err)
	}
	two, err := base.NewGaussian([]float64{2, 1}, mat.NewSymDense(2, []float64{0.25, 0, 0, 2}))
	if err != nil {
		t.Fatal(err)
	}
	m, err := base.NewMixture([]float64{0.3, 0.7}, one, two)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func rows(t *testing.T, n int) [][]float64 {
	t.Helper()
	x, err := base.Draw(t.Context(), truth(t), n, 2, 5)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

func meanLogProb(m *base.Mixture, x [][]float64) float64 {
	sum := 0.0
	for _, row := range x {
		sum += m.LogProb(row)
	}
	return sum / float64(len(x))
}

// TestFitRecoversAMixture: rows that the fit has not seen are as likely under the fitted density as under the true one.
func TestFitRecoversAMixture(t *testing.T) {
	m, result, err := em.Fit(t.Context(), rows(t, 4000), 2, nil)
	if err != nil {
		t.Fatal(err)
	}
	fresh, err := base.Draw(t.Context(), truth(t), 4000, 2, 6)
	if err != nil {
		t.Fatal(err)
	}
	if lost := meanLogProb(truth(t), fresh) - meanLogProb(m, fresh); lost > 0.003 { // 11 parameters cost 11/2/4000 = 0.0014 in the mean; twice as much is allowed
		t.Errorf("%v nats below the truth", lost)
	}
	if !result.Converged || result.Iterations == 0 {
		t.Errorf("%+v", result)
	}
}

// TestLogProbRisesAndIsTheMixtures: with nearly no prior the rows' log-density never falls. It is that of the mixture
// as package base computes it.
func TestLogProbRisesAndIsTheMixtures(t *testing.T) {
	x := rows(t, 1500)
	_, result, err := em.Fit(t.Context(), x, 5, &em.Settings{Prior: 1e-9, Iterations: 30})
	if err != nil {
		t.Fatal(err)
	}
	for i, v := range result.LogProb[1:] {
		if v < result.LogProb[i]-1e-12 {
			t.Errorf("iteration %d: from %v down to %v", i, result.LogProb[i], v)
		}
	}
	before, _, err := em.Fit(t.Context(), x, 5, &em.Settings{Prior: 1e-9, Iterations: 7})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := meanLogProb(before, x), result.LogProb[7]; math.Abs(got-want) > 1e-9 { // the components are narrow, so that Wx - shift loses digits
		t.Errorf("base says %v, the fit says %v", got, want)
	}
}

// TestOneComponentIsTheSamplesMoments: a single component has the mean and the covariance of the rows.
func TestOneComponentIsTheSamplesMoments(t *testing.T) {
	x := rows(t, 700)
	for i := range x {
		x[i][0] += 1e6
	}
	m, _, err := em.Fit(t.Context(), x, 1, &em.Settings{Prior: 1e-12})
	if err != nil {
		t.Fatal(err)
	}
	flat := mat.NewDense(len(x), 2, nil)
	for i, row := range x {
		flat.SetRow(i, row)
	}
	var covariance mat.SymDense
	stat.CovarianceMatrix(&covariance, flat, nil)
	covariance.ScaleSym(699.0/700, &covariance)
	want, err := base.NewGaussian([]float64{stat.Mean(mat.Col(nil, 0, flat), nil), stat.Mean(mat.Col(nil, 1, flat), nil)}, &covariance)
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range x[:20] {
		if d := math.Abs(m.LogProb(row) - want.LogProb(row)); d > 1e-6 {
			t.Errorf("%v away at %v", d, row)
		}
	}
}

// TestWorkersDoNotMatter: any number of workers gives the same mixture to the bit.
func TestWorkersDoNotMatter(t *testing.T) {
	x := rows(t, 1700)
	var want *base.Mixture
	for _, workers := range []int{1, 2, 5} {
		m, _, err := em.Fit(t.Context(), x, 3, &em.Settings{Workers: workers, Iterations: 5})
		if err != nil {
			t.Fatal(err)
		}
		if want == nil {
			want = m
		}
		if got := m.LogProb(x[0]); got != want.LogProb(x[0]) {
			t.Errorf("%d workers: %v, one worker: %v", workers, got, want.LogProb(x[0]))
		}
	}
}

// TestPriorBoundsTheDensity: a component at rows that repeat does not grow into a density without bound.
func TestPriorBoundsTheDensity(t *testing.T) {
	x := rows(t, 300)
	for i := range 60 {
		x[i] = []float64{1, 1}
	}
	m, _, err := em.Fit(t.Context(), x, 8, nil)
	if err != nil {
		t.Fatal(err)
	}
	if v := m.LogProb([]float64{1, 1}); v > 5 {
		t.Errorf("log p = %v at rows that repeat", v)
	}
}

func TestRefusals(t *testing.T) {
	good := rows(t, 20)
	constant := [][]float64{{1, 2}, {1, 3}, {1, 4}}
	for name, c := range map[string]struct {
		x    [][]float64
		k    int
		s    *em.Settings
		want error
	}{
		"no rows":            {nil, 1, nil, likelihood.ErrEmpty},
		"no columns":         {[][]float64{{}}, 1, nil, likelihood.ErrEmpty},
		"no components":      {good, 0, nil, em.ErrSettings},
		"too many":           {good, 21, nil, em.ErrSettings},
		"ragged":             {[][]float64{{1, 2}, {1}}, 1, nil, em.ErrSettings},
		"NaN":                {[][]float64{{1, 2}, {1, math.NaN()}}, 1, nil, likelihood.ErrNotFinite},
		"a constant column":  {constant, 1, nil, em.ErrSettings},
		"negative iteration": {good, 1, &em.Settings{Iterations: -1}, em.ErrSettings},
		"prior of NaN":       {good, 1, &em.Settings{Prior: math.NaN()}, em.ErrSettings},
	} {
		if _, _, err := em.Fit(t.Context(), c.x, c.k, c.s); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
}

// TestCancel: a cancelled fit returns the mixture so far, with the error of the context.
func TestCancel(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	s := &em.Settings{Tolerance: 1e-300, Observe: func(i int, _ float64) {
		if i == 2 {
			cancel()
		}
	}}
	m, result, err := em.Fit(ctx, rows(t, 500), 3, s)
	if !errors.Is(err, context.Canceled) || m == nil || result.Iterations > 3 {
		t.Errorf("%v, %+v, %v", m, result, err)
	}
}

// TestStandardized: a fit with Standardized gives the mixture of rows that the caller has standardised by their moments,
// also if these are few, and refuses a constant column too.
func TestStandardized(t *testing.T) {
	for n, components := range map[int]int{600: 3, 6: 1} {
		x := rows(t, n)
		for i, row := range x {
			x[i] = []float64{100 + 7*row[0], row[1] / 50}
		}
		z, _, err := em.Fit(t.Context(), x, components, &em.Settings{Standardized: true, Seed: 1})
		if err != nil {
			t.Fatal(err)
		}
		mean, std, err := likelihood.Moments(x, nil)
		if err != nil {
			t.Fatal(err)
		}
		scaled := make([][]float64, len(x))
		for i, row := range x {
			scaled[i] = []float64{(row[0] - mean[0]) / std[0], (row[1] - mean[1]) / std[1]}
		}
		own, _, err := em.Fit(t.Context(), scaled, components, &em.Settings{Seed: 1})
		if err != nil {
			t.Fatal(err)
		}
		if got, want := meanLogProb(z, scaled), meanLogProb(own, scaled); math.Abs(got-want) > 1e-9 {
			t.Errorf("%d rows: %v nats, want %v", n, got, want)
		}
		for _, row := range x {
			row[1] = 3
		}
		if _, _, err := em.Fit(t.Context(), x, components, &em.Settings{Standardized: true, Seed: 1}); !errors.Is(err, em.ErrSettings) {
			t.Errorf("a constant column: %v", err)
		}
	}
}

// TestFitFollowsShiftAndScale: a fit follows its rows through a shift, or a scale, of their columns. No digits cancel,
// and no squares leave float64.
func TestFitFollowsShiftAndScale(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	x := make([][]float64, 400)
	for i := range x {
		u, v := math.Round(1024*rng.NormFloat64())/1024, math.Round(1024*rng.NormFloat64())/1024
		x[i] = []float64{u + 4*float64(i%2), u + v/64} // nearly on a line
	}
	want, wantResult, err := em.Fit(t.Context(), x, 2, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ shift, unit float64 }{{1 << 36, 1}, {0, 0x1p-600}, {0, 0x1p600}, {-0x1p-570, 0x1p-600}} {
		y := make([][]float64, len(x))
		for i, row := range x {
			y[i] = []float64{c.shift + c.unit*row[0], c.shift + c.unit*row[1]}
		}
		m, result, err := em.Fit(t.Context(), y, 2, nil)
		if err != nil {
			t.Fatalf("%+v: %v", c, err)
		}
		determinant := 2 * elementary.Log(c.unit)
		for i := range 20 {
			if d := m.LogProb(y[i]) + determinant - want.LogProb(x[i]); math.Abs(d) > 2e-4 {
				t.Fatalf("%+v, row %d: off by %v nats", c, i, d)
			}
		}
		last := len(result.LogProb) - 1
		if d := result.LogProb[last] + determinant - wantResult.LogProb[len(wantResult.LogProb)-1]; math.Abs(d) > 2e-4 {
			t.Fatalf("%+v: the mean is off by %v nats", c, d)
		}
	}
}
