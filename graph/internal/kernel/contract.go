// This file hands inner products over lanes to assembly.

package kernel

import (
	"unsafe"

	"github.com/gorgoflow/gorgoflow/graph/internal/kernel/assembly"
	"github.com/gorgoflow/gorgoflow/graph/internal/kernel/scalar"
)

// contractArguments is the argument of the assembly of inner products over lanes, which only changes its cursor;
// strides are in bytes. The generator knows the layout.
type contractArguments struct {
	a, b, c unsafe.Pointer
	contractStrides
	groups, tiles    int
	mask             uint64
	rest, accumulate int
	cursor           uintptr
}

type contractStrides struct{ aRow, bRow, cA, cB int }

// contractThin is GemmNT for few rows of A: inner products directly from both factors, for which transposing one factor
// would cost more than the product.
func contractThin[T scalar.Float](m, k, n int, a []T, lda int, b []T, ldb int, c []T, crs, ccs int, accumulate bool) {
	for r := 0; r < n; r += longestCall {
		contractPiece(m, k, min(longestCall, n-r), a[r:], lda, b[r:], ldb, c, crs, ccs, accumulate || r > 0)
	}
}

func contractPiece[T scalar.Float](m, k, n int, a []T, lda int, b []T, ldb int, c []T, crs, ccs int, accumulate bool) {
	code, size := assembly.ActiveCode[T](), scalar.ElementBytes[T]()
	tile := laneTileBytes / size
	arguments := contractArguments{
		contractStrides: contractStrides{aRow: lda * size, bRow: ldb * size, cA: crs * size, cB: ccs * size},
		tiles:           n / tile, rest: n % tile, mask: firstColumns[T](n % tile),
	}
	if accumulate {
		arguments.accumulate = 1
	}
	for i := 0; i < m; {
		together, step, routine := contraction(&code.Contract, m-i, k)
		whole := k / step * step
		rows := max(longestCall/n/step*step, step)
		for j := 0; j < whole; j += rows {
			arguments.groups = min(rows, whole-j) / step
			arguments.a, arguments.b, arguments.c = pointer(a[i*lda:]), pointer(b[j*ldb:]), pointer(c[i*crs+j*ccs:])
			assembly.Call(routine, unsafe.Pointer(&arguments))
		}
		for row := i; row < i+together && whole < k; row++ {
			arguments.groups = k - whole
			arguments.a, arguments.b, arguments.c = pointer(a[row*lda:]), pointer(b[whole*ldb:]), pointer(c[row*crs+whole*ccs:])
			assembly.Call(code.Contract.OneByOne, unsafe.Pointer(&arguments))
		}
		i += together
	}
}

// contraction chooses how many of the remaining m rows of A to take together, how many of the k rows of B, and the routine.
func contraction(code *assembly.Contractions, m, k int) (as, bs int, routine func(*byte)) {
	switch {
	case m >= 4 && k >= 4 && code.FourByFour != nil:
		return 4, 4, code.FourByFour
	case m >= 2:
		return 2, 2, code.TwoByTwo
	}
	return 1, 4, code.OneByFour
}
