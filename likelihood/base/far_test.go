// Mixtures far from all their components.

package base_test

import (
	"math"
	"testing"

	"github.com/gorgoflow/gorgoflow/likelihood/base"
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
