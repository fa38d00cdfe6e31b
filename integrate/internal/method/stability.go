// The stability function of an explicit method.

package method

import (
	"math/cmplx"
	"slices"

	"github.com/gorgoflow/gorgoflow/integrate/tableau"
)

// Boundary is the least |z| in the direction of z at which |R(z)| exceeds 1, where
// R(z) = 1 + Σ_k z^k bᵀA^(k−1)𝟙 is the stability function.
func Boundary(t *tableau.Tableau, z complex128) float64 {
	coefficients := stability(t)
	direction := z / complex(cmplx.Abs(z), 0)
	const step, farthest = 0.01, 1000
	for r := step; r < farthest; r += step {
		sum := complex128(0)
		for k := len(coefficients) - 1; k >= 0; k-- {
			sum = sum*direction*complex(r, 0) + complex(coefficients[k], 0)
		}
		if cmplx.Abs(sum) > 1+1e-6 {
			return r
		}
	}
	return farthest
}

// stability returns the coefficients of the stability function of an explicit method.
func stability(t *tableau.Tableau) []float64 {
	out, v := []float64{1}, slices.Repeat([]float64{1}, len(t.B))
	for range len(t.B) {
		sum := 0.0
		for i, b := range t.B {
			sum += b * v[i]
		}
		out = append(out, sum)
		next := make([]float64, len(v))
		for i, row := range t.A {
			for j, a := range row {
				next[i] += a * v[j]
			}
		}
		v = next
	}
	return out
}
