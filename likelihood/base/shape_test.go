// Vectors of another dimension and gradients of other sizes: NaN, without a panic.

package base_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/gorgoflow/gorgoflow/likelihood/base"
	"github.com/gorgoflow/gorgoflow/likelihood/base/kernel"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/fault"
	"github.com/pkg/errors"
	"gonum.org/v1/gonum/mat"
)

type density interface {
	base.Base
	base.Scorer
	base.StreamSampler
	base.Trainable
}

// densities are of two dimensions.
func densities(t *testing.T) map[string]density {
	t.Helper()
	diagonal, err := base.NewDiagonalGaussian([]float64{1, 2}, []float64{1, 3})
	if err != nil {
		t.Fatal(err)
	}
	full, err := base.NewGaussian([]float64{1, 2}, mat.NewSymDense(2, []float64{2, 1, 1, 2}))
	if err != nil {
		t.Fatal(err)
	}
	mixture, err := base.NewMixture([]float64{1, 2}, diagonal, full)
	if err != nil {
		t.Fatal(err)
	}
	kernels, err := kernel.New([][]float64{{1, 2}, {3, 4}}, 0.5, 1)
	if err != nil {
		t.Fatal(err)
	}
	return map[string]density{"diagonal": diagonal, "full": full, "mixture": mixture, "kernels": kernels}
}

// TestVectorsOfAnotherDimension: log p, scores and draws of vectors of another dimension are NaN, and of the density's
// own dimension they are not.
func TestVectorsOfAnotherDimension(t *testing.T) {
	for name, d := range densities(t) {
		for _, n := range []int{0, 1, 2, 3, 5} {
			fits, x := n == 2, make([]float64, n)
			if got := d.LogProb(x); math.IsNaN(got) == fits {
				t.Errorf("%s: log p of %d numbers is %v", name, n, got)
			}
			for _, size := range []int{0, 1, 2, 3} {
				if score := d.ScoreInput(make([]float64, size), x); len(score) != n || slices.ContainsFunc(score, math.IsNaN) == fits && n > 0 {
					t.Errorf("%s: score at %d numbers, stored in %d, is %v", name, n, size, score)
				}
				if got := base.LogProbScore(d, make([]float64, size), x); math.IsNaN(got) == (fits && size == n) {
					t.Errorf("%s: log p of %d numbers with a score of %d is %v", name, n, size, got)
				}
			}
			for _, rng := range []*rand.Rand{nil, rand.New(rand.NewPCG(1, 2))} {
				if got := d.RandStream(slices.Clone(x), rng); slices.ContainsFunc(got, math.IsNaN) == (fits && rng != nil) && n > 0 {
					t.Errorf("%s: a draw of %d numbers from %v is %v", name, n, rng, got)
				}
			}
		}
	}
}

// TestDrawsOfAnotherDimension: Draw refuses rows of another number of columns than the base has.
func TestDrawsOfAnotherDimension(t *testing.T) {
	for name, d := range densities(t) {
		for _, n := range []int{1, 2, 3} {
			if _, err := base.Draw(t.Context(), d, 4, n, 1); errors.Is(err, fault.ErrSettings) == (n == 2) {
				t.Errorf("%s: draws of %d columns have the error %v", name, n, err)
			}
		}
	}
}

// TestPointsOfNaN: log p and the score at a point that has a NaN are NaN, not those of a point far away.
func TestPointsOfNaN(t *testing.T) {
	for name, d := range densities(t) {
		for _, x := range [][]float64{{math.NaN(), 1}, {1, math.NaN()}} {
			if p, score := d.LogProb(x), d.ScoreInput(nil, x); !math.IsNaN(p) || !slices.ContainsFunc(score, math.IsNaN) {
				t.Errorf("%s at %v: log p %v, score %v", name, x, p, score)
			}
		}
	}
}

// TestNarrowGaussians: a standard deviation and an entry of a factor are refused by their value, or have a density and a
// score at the mean.
func TestNarrowGaussians(t *testing.T) {
	for std, accepted := range map[float64]bool{1: true, 1e-300: true, 0x1p-1023: true, math.MaxFloat64: true, math.Nextafter(0x1p-1023, 0): false, 5.5e-309: false, 1e-309: false, 5e-324: false} {
		diagonal, err := base.NewDiagonalGaussian([]float64{1, 2}, []float64{1, std})
		full, errFull := base.NewGaussianFactor([]float64{1, 2}, mat.NewTriDense(2, mat.Lower, []float64{1, 0, 0, std}))
		for name, c := range map[string]struct {
			g   *base.Gaussian
			err error
		}{"standard deviation 1": {diagonal, err}, "entry 1": {full, errFull}} {
			switch {
			case !accepted && (!errors.Is(c.err, fault.ErrSettings) || !strings.Contains(c.err.Error(), name) || !strings.Contains(c.err.Error(), fmt.Sprint(std))):
				t.Errorf("%s of %v: error %v, want one that names it", name, std, c.err)
			case accepted && (c.err != nil || math.Abs(c.g.LogProb([]float64{1, 2})+math.Log(2*math.Pi)+logOf(std)) > 1e-11 || !slices.Equal(c.g.ScoreInput(nil, []float64{1, 2}), []float64{0, 0})):
				t.Errorf("%s of %v: error %v, or a wrong density", name, std, c.err)
			}
		}
	}
}

// logOf is the logarithm, of denormal numbers too.
func logOf(x float64) float64 {
	fraction, exponent := math.Frexp(x)
	return math.Log(fraction) + float64(exponent)*math.Ln2
}

// TestGradientsOfOtherSizes: a gradient that does not have the parameters' sizes is filled with NaN.
func TestGradientsOfOtherSizes(t *testing.T) {
	for name, d := range densities(t) {
		gradient := func(change int) (g [][]float64) {
			for _, p := range d.Params().List() {
				g = append(g, make([]float64, p.Len()+change))
			}
			return g
		}
		isNumber := func(g [][]float64) bool {
			return !slices.ContainsFunc(g, func(g []float64) bool { return slices.ContainsFunc(g, math.IsNaN) })
		}
		right := gradient(0)
		if d.ScoreParams(right, make([]float64, 2), 1); !isNumber(right) {
			t.Errorf("%s: got %v", name, right)
		}
		for what, g := range map[string][][]float64{"short": gradient(-1), "long": gradient(1), "few": gradient(0)[1:], "many": append(gradient(0), []float64{1})} {
			if d.ScoreParams(g, make([]float64, 2), 1); isNumber(g) && len(slices.Concat(g...)) > 0 {
				t.Errorf("%s, %s: got %v", name, what, g)
			}
		}
		if d.ScoreParams(right, make([]float64, 3), 1); isNumber(right) {
			t.Errorf("%s at three numbers: got %v", name, right)
		}
	}
}
