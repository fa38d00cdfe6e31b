// Densities, scores and draws of the bases: another computation, differences, moments.

package likelihood_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/base"
	"github.com/gorgoflow/gorgoflow/likelihood/base/kernel"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/flowtest"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/stream"
	"gonum.org/v1/gonum/mat"
)

// foreignNormal has the methods and signatures of gonum's distmv.Normal. It computes densities in another way than
// Gaussian, by the inverse of the covariance.
type foreignNormal struct {
	mean       []float64
	precision  mat.Dense
	logDet     float64
	cholesky   mat.Cholesky
	quantiling *rand.Rand
}

var (
	_ base.Base      = (*foreignNormal)(nil)
	_ base.Scorer    = (*foreignNormal)(nil)
	_ base.Quantiler = (*foreignNormal)(nil)
	_ base.Rander    = (*foreignNormal)(nil)
)

func newForeignNormal(t testing.TB, mean []float64, c mat.Symmetric) *foreignNormal {
	n := &foreignNormal{mean: mean, quantiling: rand.New(rand.NewPCG(1, 2))}
	flowtest.Must(t, n.precision.Inverse(c))
	n.logDet, _ = mat.LogDet(c)
	if !n.cholesky.Factorize(c) {
		t.Fatal("covariance is not positive definite")
	}
	return n
}

func (n *foreignNormal) Dim() int { return len(n.mean) }

func (n *foreignNormal) LogProb(x []float64) float64 {
	score, sum := n.ScoreInput(nil, x), -n.logDet-float64(len(x))*math.Log(2*math.Pi)
	for i, s := range score {
		sum += s * (x[i] - n.mean[i])
	}
	return sum / 2
}

func (n *foreignNormal) ScoreInput(score, x []float64) []float64 {
	if score == nil {
		score = make([]float64, len(x))
	}
	for i := range score {
		score[i] = 0
		for j := range x {
			score[i] -= n.precision.At(i, j) * (x[j] - n.mean[j])
		}
	}
	return score
}

func (n *foreignNormal) Quantile(x, p []float64) []float64 {
	if x == nil {
		x = make([]float64, len(p))
	}
	var l mat.TriDense
	n.cholesky.LTo(&l)
	for i := range x {
		x[i] = n.mean[i]
		for j := 0; j <= i; j++ {
			x[i] += l.At(i, j) * math.Sqrt2 * math.Erfinv(2*p[j]-1)
		}
	}
	return x
}

func (n *foreignNormal) Rand(x []float64) []float64 {
	p := make([]float64, len(n.mean))
	for i := range p {
		p[i] = 1 - n.quantiling.Float64()
	}
	return n.Quantile(x, p)
}

var testCovariance = mat.NewSymDense(3, []float64{2, 0.6, -0.3, 0.6, 1.5, 0.2, -0.3, 0.2, 0.7})

func testBases(t testing.TB) map[string]base.Base {
	mean := []float64{0.3, -1, 0.5}
	full, err := base.NewGaussian(mean, testCovariance)
	flowtest.Must(t, err)
	diagonal, err := base.NewDiagonalGaussian(mean, []float64{0.5, 1.5, 2})
	flowtest.Must(t, err)
	mixture, err := base.NewMixture([]float64{1, 3}, full, diagonal)
	flowtest.Must(t, err)
	kernels, err := kernel.New(flowtest.Points(4, 3, 6), 0.5, 2)
	flowtest.Must(t, err)
	return map[string]base.Base{"normal": base.Standard{}, "full": full, "diagonal": diagonal, "mixture": mixture, "kernels": kernels,
		"foreign": newForeignNormal(t, mean, testCovariance)}
}

func TestGaussiansAgreeWithAnotherComputation(t *testing.T) {
	bases := testBases(t)
	squares := mat.NewSymDense(3, []float64{0.25, 0, 0, 0, 2.25, 0, 0, 0, 4})
	diagonal := newForeignNormal(t, []float64{0.3, -1, 0.5}, squares)
	for _, x := range flowtest.Points(5, 3, 1) {
		full := bases["foreign"].LogProb(x)
		flowtest.CloseTo(t, "full", []float64{bases["full"].LogProb(x)}, []float64{full}, 1e-13)
		flowtest.CloseTo(t, "diagonal", []float64{bases["diagonal"].LogProb(x)}, []float64{diagonal.LogProb(x)}, 1e-13)
		mixed := math.Log(0.25*math.Exp(full) + 0.75*math.Exp(diagonal.LogProb(x)))
		flowtest.CloseTo(t, "mixture", []float64{bases["mixture"].LogProb(x)}, []float64{mixed}, 1e-13)
	}
}

func TestScoreIsTheGradient(t *testing.T) {
	for name, p0 := range testBases(t) {
		for _, x := range flowtest.Points(4, 3, 2) {
			got, want := make([]float64, 3), make([]float64, 3)
			if logp := base.LogProbScore(p0, got, x); math.Abs(logp-p0.LogProb(x)) > 1e-13 {
				t.Errorf("%s: LogProbScore and LogProb differ: %g, %g", name, logp, p0.LogProb(x))
			}
			for c := range x {
				want[c] = slope(&x[c], func() float64 { return p0.LogProb(x) })
			}
			flowtest.CloseTo(t, name, got, want, 1e-8)
		}
	}
}

func TestScoreParamsIsTheGradient(t *testing.T) {
	for name, p0 := range testBases(t) {
		b, ok := p0.(base.Trainable)
		if !ok {
			continue
		}
		x := flowtest.Points(1, 3, 3)[0]
		var grad [][]float64
		for _, p := range b.Params().List() {
			grad = append(grad, make([]float64, p.Len()))
		}
		b.ScoreParams(grad, x, 2)
		for i, p := range b.Params().List() {
			data := graph.Data[float64](p)
			for k := range data {
				want := 2 * slope(&data[k], func() float64 { return p0.LogProb(x) })
				flowtest.CloseTo(t, name+" "+p.Name, grad[i][k:k+1], []float64{want}, 1e-7)
			}
		}
	}
}

// slope is the central difference of fourth order of f with respect to x.
func slope(x *float64, f func() float64) float64 {
	const h = 1e-3
	at := *x
	value := func(k float64) float64 { *x = at + k*h; return f() }
	d := (8*(value(1)-value(-1)) - (value(2) - value(-2))) / (12 * h)
	*x = at
	return d
}

// TestDrawsHaveTheMoments: over draws of a base the mean of the score is 0, and that of xᵀ∇log p is -D.
func TestDrawsHaveTheMoments(t *testing.T) {
	const n = 20000
	for name, p0 := range testBases(t) {
		x, err := base.Draw(t.Context(), p0, n, 3, 5)
		flowtest.Must(t, err)
		score := make([]float64, 3)
		sum := make([]float64, 3)
		for i := range x {
			base.LogProbScore(p0, score, x[i])
			for c := range sum {
				sum[c] += score[c] / n // E ∇log p = 0
			}
		}
		for c, s := range sum {
			if math.Abs(s) > 5*2/math.Sqrt(n) { // the standard deviation of a score is below 2
				t.Errorf("%s: mean score in column %d is %g", name, c, s)
			}
		}
		if stein := steinIdentity(p0, x); math.Abs(stein+3) > 0.1 {
			t.Errorf("%s: E xᵀ∇log p = %g, want -3", name, stein)
		}
	}
}

// steinIdentity is the mean of xᵀ∇log p(x). By integration by parts it is -D for draws from p.
func steinIdentity(p0 base.Base, x [][]float64) float64 {
	sum, score := 0.0, make([]float64, len(x[0]))
	for _, row := range x {
		base.LogProbScore(p0, score, row)
		for c, v := range row {
			sum += v * score[c]
		}
	}
	return sum / float64(len(x))
}

func TestBadBases(t *testing.T) {
	_, err := base.NewDiagonalGaussian([]float64{0}, []float64{0})
	flowtest.WantError(t, "deviation 0", err, likelihood.ErrSettings)
	_, err = base.NewDiagonalGaussian([]float64{math.NaN()}, []float64{1})
	flowtest.WantError(t, "mean NaN", err, likelihood.ErrNotFinite)
	_, err = base.NewDiagonalGaussian(nil, nil)
	flowtest.WantError(t, "no dimensions", err, likelihood.ErrEmpty)
	_, err = base.NewGaussian([]float64{0, 0}, mat.NewSymDense(2, []float64{1, 2, 2, 1}))
	flowtest.WantError(t, "indefinite", err, likelihood.ErrSettings)
	_, err = base.NewGaussian([]float64{0}, testCovariance)
	flowtest.WantError(t, "dimensions", err, likelihood.ErrSettings)
	_, err = base.NewMixture(nil)
	flowtest.WantError(t, "no components", err, likelihood.ErrEmpty)
	g, err := base.NewDiagonalGaussian([]float64{0}, []float64{1})
	flowtest.Must(t, err)
	_, err = base.NewMixture([]float64{1, -1}, g, g)
	flowtest.WantError(t, "weight", err, likelihood.ErrSettings)
	_, err = base.NewMixture([]float64{1}, g, g)
	flowtest.WantError(t, "weights", err, likelihood.ErrSettings)
	h, err := base.NewDiagonalGaussian([]float64{0, 0}, []float64{1, 1})
	flowtest.Must(t, err)
	_, err = base.NewMixture([]float64{1, 1}, g, h)
	flowtest.WantError(t, "mixed dimensions", err, likelihood.ErrSettings)
}

// TestStreams: a row's stream depends on the seed, the purpose and the row, and not on earlier draws. Different streams
// do not coincide.
func TestStreams(t *testing.T) {
	a, b := stream.New(1, stream.Base), stream.New(1, stream.Base)
	a.At(3).Float64()
	seen := map[uint64]bool{}
	for row := range uint64(100) {
		v := a.At(row).Uint64()
		if v != b.At(row).Uint64() {
			t.Fatal("a row's stream depends on the rows before")
		}
		seen[v] = true
	}
	seen[stream.New(2, stream.Base).At(0).Uint64()] = true
	seen[stream.New(1, stream.Probes).At(0).Uint64()] = true
	if len(seen) != 102 {
		t.Errorf("%d different first numbers, want 102", len(seen))
	}
}
