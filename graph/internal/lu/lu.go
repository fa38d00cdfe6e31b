// LU factors of a small matrix with partial pivoting.

package lu

import "math"

// Factor overwrites the n×n matrix a with its factors L (below the diagonal, which is 1) and U,
// and pivot with the row that was exchanged with row k at step k. Golub, Van Loan, Matrix
// Computations, 4th ed., Algorithm 3.4.1.
func Factor(a, pivot []float64, n int) {
	for k := range n {
		p := k
		for i := k + 1; i < n; i++ {
			if math.Abs(a[i*n+k]) > math.Abs(a[p*n+k]) {
				p = i
			}
		}
		pivot[k] = float64(p)
		upper := a[k*n : (k+1)*n]
		if p != k {
			for j, v := range a[p*n : (p+1)*n] {
				a[p*n+j], upper[j] = upper[j], v
			}
		}
		for i := k + 1; i < n; i++ {
			row := a[i*n : (i+1)*n]
			m := row[k] / upper[k]
			row[k] = m
			for j := k + 1; j < n; j++ {
				row[j] -= float64(m * upper[j])
			}
		}
	}
}

// SolveFactored overwrites x with A⁻¹x.
func SolveFactored(lu, pivot, x []float64, n int) {
	for k := range n {
		p := int(pivot[k])
		x[k], x[p] = x[p], x[k]
	}
	for i := 1; i < n; i++ {
		x[i] -= inner(lu[i*n:i*n+i], x[:i])
	}
	for i := n - 1; i >= 0; i-- {
		x[i] = (x[i] - inner(lu[i*n+i+1:(i+1)*n], x[i+1:n])) / lu[i*n+i]
	}
}

func inner(a, x []float64) float64 {
	sum := 0.0
	for i, v := range a {
		sum += float64(v * x[i])
	}
	return sum
}

// SolveFactoredTransposed overwrites x with A⁻ᵀx.
func SolveFactoredTransposed(lu, pivot, x []float64, n int) {
	for i := range n {
		x[i] /= lu[i*n+i]
		for j := i + 1; j < n; j++ {
			x[j] -= float64(lu[i*n+j] * x[i])
		}
	}
	for i := n - 1; i > 0; i-- {
		for j := range i {
			x[j] -= float64(lu[i*n+j] * x[i])
		}
	}
	for k := n - 1; k >= 0; k-- {
		p := int(pivot[k])
		x[k], x[p] = x[p], x[k]
	}
}
