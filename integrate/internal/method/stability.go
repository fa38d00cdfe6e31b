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
			sum = times(times(sum, direction), complex(r, 0)) + complex(coefficients[k], 0)
		}
		if cmplx.Abs(sum) > 1+1e-6 {
			return r
		}
	}
	return farthest
}

// times is x·y with the same bits on every processor.
func times(x, y complex128) complex128 {
	re := float64(real(x)*real(y)) - float64(imag(x)*imag(y))
	im := float64(real(x)*imag(y)) + float64(imag(x)*real(y))
	return complex(re, im)
}

// stability returns the coefficients of the stability function of an explicit method.
func stability(t *tableau.Tableau) []float64 {
	out, v := []float64{1}, slices.Repeat([]float64{1}, len(t.B))
	for range len(t.B) {
		sum := 0.0
		for i, b := range t.B {
			sum += float64(b * v[i])
		}
		out = append(out, sum)
		next := make([]float64, len(v))
		for i, row := range t.A {
			for j, a := range row {
				next[i] += float64(a * v[j])
			}
		}
		v = next
	}
	return out
}
