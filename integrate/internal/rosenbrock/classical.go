// Package rosenbrock undoes the transformation in which Rosenbrock methods are published.
package rosenbrock

// Classical is a Rosenbrock method in its classical form: k_i = h f(y + Σ α_ij k_j) + h J Σ γ_ij k_j + h² γ_i ∂f/∂t
// with γ_i = Σ_j γ_ij, y₁ = y + Σ b_i k_i. Published coefficients are transformed so that a step needs no products with
// J.
type Classical struct {
	Alpha, Gamma [][]float64 // s×s, triangular
	B, BErr      []float64
}

// Invert inverts the transformation: Γ = (I/γ − C)⁻¹, α = A Γ, b = Bᵀ Γ.
func Invert(gamma float64, coupling, a [][]float64, b, bErr []float64) *Classical {
	c := &Classical{Gamma: inverse(gamma, coupling, len(b))}
	for i := range b {
		c.Alpha = append(c.Alpha, c.Weights(a[i][:i]))
	}
	c.B, c.BErr = c.Weights(b), c.Weights(bErr)
	return c
}

// inverse is (I/γ − C)⁻¹ by forward substitution, row by row: Γ_i = γ (e_i + Σ_k C_ik Γ_k).
func inverse(gamma float64, coupling [][]float64, stages int) (rows [][]float64) {
	for i := range stages {
		row := make([]float64, stages)
		row[i] = gamma
		for k, earlier := range rows {
			for j := range i {
				row[j] += float64(gamma * coupling[i][k] * earlier[j])
			}
		}
		rows = append(rows, row)
	}
	return rows
}

// Weights turns weights of the first u_i into weights of all k_i.
func (c *Classical) Weights(m []float64) []float64 {
	if m == nil {
		return nil
	}
	out := make([]float64, len(c.Gamma))
	for i, v := range m {
		for j := range out {
			out[j] += float64(v * c.Gamma[i][j])
		}
	}
	return out
}
