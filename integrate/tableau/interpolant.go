// Dense output of a method.

package tableau

// Interpolant gives the solution inside a step ("dense output"):
//
//	y(t+θh) = y + h Σ_i b_i(θ) k_i,   b_i(θ) = Σ_p Weights[i][p] θ^(p+1),   0 ≤ θ ≤ 1,
//
// where i runs over the stages of the Tableau and then over the extra stages of the interpolant. Extra stages are
// evaluated only for steps whose interpolant is used.
type Interpolant struct {
	// Order is the order of accuracy: the error inside a step of size h is of order h^(Order+1).
	Order int
	// A and C are the rows and abscissae of the extra stages, usually empty. Row i has s+i entries for a tableau of s
	// stages.
	A [][]float64
	C []float64
	// Weights has one row for each stage, extra stages included. All rows have one length: the degree of the
	// polynomials.
	Weights [][]float64
}

// with returns the tableau with its interpolant.
func (t *Tableau) with(in *Interpolant) *Tableau {
	t.Dense = in
	return t
}

func (in *Interpolant) degree() int { return len(in.Weights[0]) }
