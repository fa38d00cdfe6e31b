// Normal densities and mixtures far from their means.

package base_test

import (
	"math"
	"testing"

	"github.com/gorgoflow/gorgoflow/likelihood/base"
	"gonum.org/v1/gonum/mat"
)

// TestPosteriorsFarAway: the derivatives by the logits, posterior less prior probabilities, add up to 0 where log p is
// -1e15 and less too. There its rounding is larger than the logarithms of the weights.
func TestPosteriorsFarAway(t *testing.T) {
	g, err := base.NewDiagonalGaussian([]float64{0}, []float64{1})
	if err != nil {
		t.Fatal(err)
	}
	m, err := base.NewMixture([]float64{0.3, 0.7, 5}, g, g, g)
	if err != nil {
		t.Fatal(err)
	}
	for x := 5e7; x < 6e7; x += 1e6 {
		grad := [][]float64{{0, 0, 0}, {0}, {0}, {0}, {0}, {0}, {0}}
		m.ScoreParams(grad, []float64{x}, 1)
		if sum := grad[0][0] + grad[0][1] + grad[0][2]; math.Abs(sum) > 1e-12 {
			t.Errorf("the derivatives %v at %g add up to %g", grad[0], x, sum)
		}
	}
}

// TestScoreWithoutDensity: the score is linear in x-μ also where |x-μ|² is no number and log p is -∞.
func TestScoreWithoutDensity(t *testing.T) {
	diagonal, err := base.NewDiagonalGaussian([]float64{0, 0}, []float64{1, 2})
	if err != nil {
		t.Fatal(err)
	}
	full, err := base.NewGaussianFactor([]float64{0, 0}, mat.NewTriDense(2, mat.Lower, []float64{1, 0, 0.5, 2}))
	if err != nil {
		t.Fatal(err)
	}
	for _, g := range []*base.Gaussian{diagonal, full} {
		near, far := g.ScoreInput(nil, []float64{1, 3}), g.ScoreInput(nil, []float64{0x1p600, 3 * 0x1p600})
		for c := range far {
			if far[c] != near[c]*0x1p600 {
				t.Errorf("diagonal %t: score %v, 2^600 times as far %v", g.IsDiagonal(), near, far)
			}
		}
	}
}
