// The stability function of an explicit method.

package method

import (
	"math"
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
func stability(t *tableau.Tableau) []float64 { return append([]float64{1}, powers(t, t.B)...) }

// Blind reports whether the error estimate of an explicit method is 0 for y' = −y and a step of 1, whatever the error. It
// is for Bosh3, where it is h³(h−1)/24.
func Blind(t *tableau.Tableau) bool {
	if t.Rosenbrock != nil || t.BErr == nil {
		return false
	}
	sum, size := 0.0, 0.0
	for i, c := range powers(t, t.BErr) {
		if size += math.Abs(c); i%2 == 0 {
			c = -c
		}
		sum += c
	}
	return math.Abs(sum) <= 1e-9*size
}

// powers returns the coefficients wᵀA^(k−1)𝟙 of z, z², … in Σ_i w_i k_i for y' = zy, a step of 1 and y = 1.
func powers(t *tableau.Tableau, weights []float64) (out []float64) {
	v := slices.Repeat([]float64{1}, len(t.B))
	for range len(t.B) {
		sum := 0.0
		for i, w := range weights {
			sum += float64(w * v[i])
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
