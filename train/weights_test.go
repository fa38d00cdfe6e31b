// Means of weights.

package train

import (
	"math"
	"testing"

	"gorgonia.org/tensor"
)

func TestAverageOfAConstantIsTheConstant(t *testing.T) {
	params := oneParam(t, tensor.Float64, 2)
	w := copyOf(params)
	w.average(params, 0.99, 0)
	if w[0][0] != 2 {
		t.Errorf("the mean of a constant 2 is %g", w[0][0])
	}
	params[0].Set(0, 3)
	for i := range 3000 {
		w.average(params, 0.99, i)
	}
	if math.Abs(w[0][0]-3) > 1e-6 {
		t.Errorf("after 3000 iterations at 3 the mean is %g, want 3", w[0][0])
	}
}
