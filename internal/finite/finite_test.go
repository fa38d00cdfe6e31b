// Infinities and NaN among numbers of any size.

package finite_test

import (
	"math"
	"testing"

	"github.com/gorgoflow/gorgoflow/internal/finite"
)

// TestFinite: all numbers are finite, the largest and smallest too, and nothing else is.
func TestFinite(t *testing.T) {
	numbers := []float64{0, math.Copysign(0, -1), 1, -1, math.MaxFloat64, -math.MaxFloat64, math.SmallestNonzeroFloat64}
	for _, v := range numbers {
		if !finite.Is(v) {
			t.Errorf("%v is not finite", v)
		}
	}
	if i := finite.FirstNot(numbers); i != -1 {
		t.Errorf("number %d is not finite, want none", i)
	}
	for _, v := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
		if finite.Is(v) || finite.Is(float32(v)) {
			t.Errorf("%v is finite", v)
		}
		for n := 1; n < 30; n++ {
			for at := range n {
				x := make([]float64, n)
				x[at], x[n-1] = v, v
				if i := finite.FirstNot(x); i != at {
					t.Errorf("%v is found at %d of %d, want %d", v, i, n, at)
				}
			}
		}
	}
}
