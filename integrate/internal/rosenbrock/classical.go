// Package rosenbrock undoes the transformation in which Rosenbrock methods are published.
package rosenbrock

import "gonum.org/v1/gonum/mat"

// Classical is a Rosenbrock method in its classical form: k_i = h f(y + Σ α_ij k_j) + h J Σ γ_ij k_j + h² γ_i ∂f/∂t
// with γ_i = Σ_j γ_ij, y₁ = y + Σ b_i k_i. Published coefficients are transformed so that a step needs no products with
// J.
type Classical struct {
	Alpha, Gamma *mat.Dense
	B, BErr      []float64
}

// Invert inverts the transformation: Γ = (I/γ − C)⁻¹, α = A Γ, b = Bᵀ Γ.
func Invert(gamma float64, coupling, a [][]float64, b, bErr []float64) *Classical {
	s := len(b)
	inverse, transformed := mat.NewDense(s, s, nil), mat.NewDense(s, s, nil)
	for i := range s {
		inverse.Set(i, i, 1/gamma)
		for j := range i {
			inverse.Set(i, j, -coupling[i][j])
			transformed.Set(i, j, a[i][j])
		}
	}
	c := &Classical{Alpha: mat.NewDense(s, s, nil), Gamma: mat.NewDense(s, s, nil)}
	// The matrix is triangular with 1/γ > 0 on its diagonal, hence regular; a bad condition number is no failure.
	_ = c.Gamma.Inverse(inverse)
	c.Alpha.Mul(transformed, c.Gamma)
	c.B, c.BErr = c.Weights(b), c.Weights(bErr)
	return c
}

// Weights turns weights of the u_i into weights of the k_i.
func (c *Classical) Weights(m []float64) []float64 {
	if m == nil {
		return nil
	}
	out := make([]float64, len(m))
	mat.NewVecDense(len(m), out).MulVec(c.Gamma.T(), mat.NewVecDense(len(m), m))
	return out
}
