// A kernel density: its integral, its gradients against differences, and the moments of its samples.

package kernel_test

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/base"
	"github.com/gorgoflow/gorgoflow/likelihood/base/kernel"
	"github.com/pkg/errors"
	"gonum.org/v1/gonum/diff/fd"
	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat/distmv"
)

func points(n, dim int) [][]float64 {
	rng := rand.New(rand.NewPCG(3, 4))
	x := make([][]float64, n)
	for i := range x {
		x[i] = make([]float64, dim)
		for j := range x[i] {
			x[i][j] = rng.NormFloat64()
		}
	}
	return x
}

func density(t testing.TB, p [][]float64, widths ...float64) *kernel.Density {
	t.Helper()
	d, err := kernel.New(p, widths...)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// TestIntegralIsOne sums over a grid that is much finer than the narrowest kernel. The sum is the integral to rounding,
// since normal densities are smooth.
func TestIntegralIsOne(t *testing.T) {
	d := density(t, [][]float64{{0, 0}, {0.3, -0.5}, {0.3, -0.5}, {1, 2}}, 0.2, 0.7)
	const step = 0.1
	sum := 0.0
	for x := -6.0; x < 7; x += step {
		for y := -6.0; y < 8; y += step {
			sum += math.Exp(d.LogProb([]float64{x, y})) * step * step
		}
	}
	if math.Abs(sum-1) > 1e-9 {
		t.Errorf("the integral is %v", sum)
	}
}

// naive is the mean of normal densities, computed with gonum.
func naive(p [][]float64, widths, x []float64) float64 {
	sum := 0.0
	for _, point := range p {
		for _, h := range widths {
			variance := make([]float64, len(x))
			for i := range variance {
				variance[i] = h * h
			}
			n, _ := distmv.NewNormal(point, mat.NewDiagDense(len(x), variance), nil)
			sum += math.Exp(n.LogProb(x))
		}
	}
	return math.Log(sum / float64(len(p)*len(widths)))
}

func TestLogProbIsTheSum(t *testing.T) {
	p, widths := points(40, 3), []float64{0.1, 0.5, 2}
	d := density(t, p, widths...)
	for _, x := range append(points(10, 3), p[7], []float64{3, -4, 5}) {
		if got, want := d.LogProb(x), naive(p, widths, x); math.Abs(got-want) > 1e-12*(1+math.Abs(want)) {
			t.Errorf("%v at %v, want %v", got, x, want)
		}
	}
}

func TestScoreIsTheGradient(t *testing.T) {
	d := density(t, points(40, 3), 0.3, 1)
	for _, x := range append(points(5, 3), []float64{3, -4, 5}) {
		want := fd.Gradient(nil, d.LogProb, x, &fd.Settings{Formula: fd.Central})
		if got := d.ScoreInput(nil, x); !floats.EqualApprox(got, want, 1e-6) {
			t.Errorf("%v at %v, differences say %v", got, x, want)
		}
	}
}

func TestScoreParamsIsTheGradient(t *testing.T) {
	d, x := density(t, points(6, 2), 0.3, 1), []float64{0.2, -0.4}
	grad := [][]float64{make([]float64, 12), make([]float64, 2)}
	d.ScoreParams(grad, x, 2)
	for i, p := range d.Params().List() {
		at := func(v []float64) float64 {
			if err := p.SetAll(v); err != nil {
				t.Fatal(err)
			}
			return 2 * d.LogProb(x)
		}
		before := p.Values()
		want := fd.Gradient(nil, at, before, &fd.Settings{Formula: fd.Central})
		at(before)
		if !floats.EqualApprox(grad[i], want, 1e-6) {
			t.Errorf("%s: %v, differences say %v", p.Name, grad[i], want)
		}
	}
}

// TestSamplesHaveTheMoments: the mean of samples is that of the points. Their second moment is that of the points and
// the mean square of the widths.
func TestSamplesHaveTheMoments(t *testing.T) {
	d := density(t, [][]float64{{-1}, {2}, {5}}, 0.5, 2)
	const n = 100_000
	x, err := base.Draw(t.Context(), d, n, 1, 8)
	if err != nil {
		t.Fatal(err)
	}
	first, second := 0.0, 0.0
	for _, row := range x {
		first += row[0] / n
		second += row[0] * row[0] / n
	}
	if math.Abs(first-2) > 5*3/math.Sqrt(n) || math.Abs(second-(10+4.25/2)) > 5*15/math.Sqrt(n) {
		t.Errorf("moments %v and %v, want 2 and 12.125", first, second)
	}
}

// TestFarAway: far from all points squares overflow. The density is 0 there, and the score is not NaN.
func TestFarAway(t *testing.T) {
	d, x := density(t, points(4, 2), 0.5), []float64{1e200, 0}
	if v := d.LogProb(x); !math.IsInf(v, -1) {
		t.Errorf("log p = %v", v)
	}
	if s := d.ScoreInput(nil, x); s[0] != 0 || s[1] != 0 {
		t.Errorf("score %v", s)
	}
}

// TestSharesFarAway: far from all points, where the rounding of log p is larger than what kernels differ by, the
// gradients are still those of the nearest point's kernel, which is there twice.
func TestSharesFarAway(t *testing.T) {
	const h = 1e-3
	p := points(4, 2)
	d := density(t, append(p, p...), h)
	near := slices.MaxFunc(p, func(a, b []float64) int { return cmp.Compare(a[0], b[0]) })
	for _, x := range [][]float64{{3e4, 0}, {5e4, 0}, {7e4, 0}, {2e5, 0}} {
		score, grad := d.ScoreInput(nil, x), [][]float64{make([]float64, 16), make([]float64, 1)}
		d.ScoreParams(grad, x, 1)
		u, v := (near[0]-x[0])/h, (near[1]-x[1])/h
		pull := 0.0
		for i := 0; i < len(grad[0]); i += 2 {
			pull += grad[0][i]
		}
		if want := []float64{u / h, -u / h, u*u + v*v}; !floats.EqualApprox([]float64{score[0], pull, grad[1][0]}, want, 1e-12) {
			t.Errorf("score, gradients of points and of the width are %g, %g, %g at %g, want %g", score[0], pull, grad[1][0], x, want)
		}
	}
}

func TestRefusals(t *testing.T) {
	for name, c := range map[string]struct {
		points [][]float64
		widths []float64
		want   error
	}{
		"no points":      {nil, []float64{1}, likelihood.ErrEmpty},
		"no columns":     {[][]float64{{}}, []float64{1}, likelihood.ErrEmpty},
		"no widths":      {points(2, 2), nil, likelihood.ErrEmpty},
		"ragged":         {[][]float64{{1, 2}, {1}}, []float64{1}, likelihood.ErrSettings},
		"NaN":            {[][]float64{{1}, {math.NaN()}}, []float64{1}, likelihood.ErrNotFinite},
		"width of 0":     {points(2, 2), []float64{1, 0}, likelihood.ErrSettings},
		"no square":      {points(2, 2), []float64{1e-160}, likelihood.ErrSettings},
		"infinite width": {points(2, 2), []float64{math.Inf(1)}, likelihood.ErrSettings},
	} {
		if _, err := kernel.New(c.points, c.widths...); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
}
