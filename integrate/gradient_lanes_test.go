// The lanes in which gradients are found.

package integrate_test

import (
	"math"
	"testing"

	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
)

// TestGradientOfManyWeights: packs of 128 rows give the gradient that packs of 64 give, to rounding, and are taken for
// row blocks that they fill, as narrower ones are for small batches, unless the settings give Lanes.
func TestGradientOfManyWeights(t *testing.T) {
	system := tangents(t, 512, 1)
	loss := func(lo, hi int, y [][]float64, _ [][]float64, ybar [][]float64, _ [][]float64) (sum float64, _ error) {
		for i, v := range y[0] {
			sum, ybar[0][i] = sum+v*v/2, v
		}
		return sum, nil
	}
	problem := func(rows int) *ode.Problem[float64] {
		y := make([]float64, rows*512)
		for i := range y {
			y[i] = math.Cos(float64(i))
		}
		return &ode.Problem[float64]{Rows: rows, T1: 1, Y: [][]float64{y, nil}}
	}
	gradient := func(lanes int, want map[int]int) *integrate.Gradient[float64] {
		s := mustSolver[float64](t, system, &integrate.Settings{Steps: 1, Lanes: lanes})
		for rows, want := range want {
			if sized, err := s.ForGradient(t.Context(), &ode.Problem[float64]{Rows: rows}); err != nil || sized.Scheme().Lanes != want {
				t.Errorf("Lanes %d: the gradient of %d rows is found in %d lanes, want %d (%v)", lanes, rows, sized.Scheme().Lanes, want, err)
			}
		}
		g, err := s.Gradient(t.Context(), problem(260), loss, nil)
		if err != nil {
			t.Fatalf("%+v", err)
		}
		return g
	}
	wide := gradient(0, map[int]int{1: 1, 2: 1, 16: 16, 17: 32, 64: 32, 65: 64, 256: 64, 260: 128, 600: 64, 1000: 128})
	narrow := gradient(64, map[int]int{1: 64, 64: 64, 260: 64, 1000: 64})
	if wide.Loss != narrow.Loss {
		t.Errorf("losses are %v and %v", wide.Loss, narrow.Loss)
	}
	for i, v := range wide.Params[0] {
		if d := math.Abs(v - narrow.Params[0][i]); d > 1e-11 {
			t.Fatalf("∂/∂w[%d] is %v in wide packs, %v in narrow ones", i, v, narrow.Params[0][i])
		}
	}
}
