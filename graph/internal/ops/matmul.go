// Products of matrices, and transposition.

package ops

// MatMul is the product op(a)·op(b), where op transposes the operand whose flag is set.
type MatMul struct {
	TransA, TransB bool
	ofTwo
	smooth
}

func (o MatMul) String() string {
	a, b := "a", "b"
	if o.TransA {
		a = "aᵀ"
	}
	if o.TransB {
		b = "bᵀ"
	}
	return "MatMul " + a + "·" + b
}

// Identity implements Kind.
func (o MatMul) Identity() (byte, []uint64) {
	return kindMatMul, []uint64{bit(o.TransA), bit(o.TransB)}
}

// Size implements Kind.
func (o MatMul) Size(x []Dims) (Dims, string) {
	a, b := x[0].Flip(o.TransA), x[1].Flip(o.TransB)
	if a.Cols != b.Rows {
		return Dims{}, "equal inner sizes"
	}
	return Dims{a.Rows, b.Cols}, ""
}

// Compute implements Kind.
func (o MatMul) Compute(x []Matrix) Matrix {
	a, b := x[0].Transposed(o.TransA), x[1].Transposed(o.TransB)
	return NewMatrix(a.Rows, b.Cols).Fill(func(r, c int) float64 {
		sum := 0.0
		for k := range a.Cols {
			sum += float64(a.At(r, k) * b.At(k, c))
		}
		return sum
	})
}

// Transpose exchanges rows and columns. No rule transposes a per-row matrix.
type Transpose struct {
	ofOne
	smooth
}

func (Transpose) String() string { return "Transpose" }

// Identity implements Kind.
func (Transpose) Identity() (byte, []uint64) { return kindTranspose, nil }

// Size implements Kind.
func (Transpose) Size(x []Dims) (Dims, string) { return x[0].Flip(true), "" }

// Compute implements Kind.
func (Transpose) Compute(x []Matrix) Matrix { return x[0].Transposed(true) }
