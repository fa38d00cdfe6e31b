// This file has the matrix products.

package kernel

import (
	"github.com/gorgoflow/gorgoflow/graph/internal/kernel/assembly"
	"github.com/gorgoflow/gorgoflow/graph/internal/kernel/scalar"
)

// The starting value of an element of C.
const (
	startZero = iota
	startC
	startBias
)

// The final operation on an element of the product.
const (
	finishStore    = iota
	finishTimes    // C = F∘(A·B)
	finishTimesAdd // C += F∘(A·B)
	finishTimesOneMinusSquare
	finishTimesLogisticPrime
)

// Gemm computes C = A·B, or C += A·B if accumulate is set:
//
//	C[i·ldc+j] (+)= Σ_{p<k} A[i·ars+p·acs] · B[p·ldb+j],   i < m, j < n
//
// Each element is one sequential chain of fused multiply-adds over p, started from 0 or from C, so that a
// column's result does not depend on m, n, or its position. Exactly n columns of B are read and of C
// written, whatever n; multiples of 16 with 64-byte aligned rows are fastest. C must not overlap A or B.
func Gemm[T scalar.Float](m, n, k int, a []T, ars, acs int, b []T, ldb int, c []T, ldc int, accumulate bool) {
	gemm(m, n, k, a, ars, acs, b, ldb, c, ldc, startOf(accumulate), nil)
}

func startOf(accumulate bool) int {
	if accumulate {
		return startC
	}
	return startZero
}

// GemmBias is Gemm with row i of C started from bias[i]: y = W·x + b, feature by feature.
func GemmBias[T scalar.Float](m, n, k int, a []T, ars, acs int, b []T, ldb int, bias []T, c []T, ldc int) {
	gemm(m, n, k, a, ars, acs, b, ldb, c, ldc, startBias, bias[:m])
}

// GemmTimes computes C = F∘(A·B), or C += F∘(A·B) if accumulate is set, with F stored as C is:
//
//	C[i·ldc+j] (+)= F[i·ldc+j] · Σ_{p<k} A[i·ars+p·acs] · B[p·ldb+j],   i < m, j < n
//
// A·B itself is never stored. C must not overlap A, B or F.
func GemmTimes[T scalar.Float](m, n, k int, a []T, ars, acs int, b []T, ldb int, factor, c []T, ldc int, accumulate bool) {
	finish := finishTimes
	if accumulate {
		finish = finishTimesAdd
	}
	gemmTimes(m, n, k, a, ars, acs, b, ldb, nil, finish, factor, ldc, c, ldc)
}

// GemmBiasTimes computes C = f(F)∘(A·B + bias), or f(F)∘(A·B) without a bias, where rows of F are ldf apart:
//
//	C[i·ldc+j] = f(F[i·ldf+j]) · (bias[i] + Σ_{p<k} A[i·ars+p·acs] · B[p·ldb+j]),   i < m, j < n
func GemmBiasTimes[T scalar.Float](m, n, k int, a []T, ars, acs int, b []T, ldb int, bias []T, f scalar.FactorFunc, factor []T, ldf int, c []T, ldc int) {
	gemmTimes(m, n, k, a, ars, acs, b, ldb, bias, finishOf[f], factor, ldf, c, ldc)
}

var finishOf = [scalar.FactorFuncs]int{
	scalar.Factor: finishTimes, scalar.FactorOneMinusSquare: finishTimesOneMinusSquare, scalar.FactorLogisticPrime: finishTimesLogisticPrime,
}

func gemmTimes[T scalar.Float](m, n, k int, a []T, ars, acs int, b []T, ldb int, bias []T, finish int, factor []T, ldf int, c []T, ldc int) {
	if m <= 0 || n <= 0 {
		return
	}
	_, _ = c[(m-1)*ldc+n-1], factor[(m-1)*ldf+n-1]
	if k > 0 {
		_, _ = a[(m-1)*ars+(k-1)*acs], b[(k-1)*ldb+n-1]
	}
	if k > 0 && assembly.ActiveCode[T]() != nil {
		gemmTimesPasses(nil, m, n, k, a, ars, acs, b, ldb, bias, finish, factor, ldf, c, ldc)
		return
	}
	gemmTimesPortable(m, n, k, a, ars, acs, b, ldb, bias, finish, factor, ldf, c, ldc)
}

func gemm[T scalar.Float](m, n, k int, a []T, ars, acs int, b []T, ldb int, c []T, ldc, start int, bias []T) {
	if m <= 0 || n <= 0 {
		return
	}
	_ = c[(m-1)*ldc+n-1]
	if k > 0 {
		_, _ = a[(m-1)*ars+(k-1)*acs], b[(k-1)*ldb+n-1]
	}
	if k > 0 && gemmVector(m, n, k, a, ars, acs, b, ldb, c, ldc, start, bias) {
		return
	}
	gemmPortable(m, n, k, a, ars, acs, b, ldb, c, ldc, start, bias)
}

// GemmNT contracts over lanes (weight gradients):
//
//	C[i·crs+j·ccs] (+)= Σ_{r<n} A[i·lda+r] · B[j·ldb+r],   i < m, j < k
//
// over exactly n lanes. scratch must hold ScratchLen(m, k, n) elements; it need not be cleared.
func GemmNT[T scalar.Float](m, k, n int, a []T, lda int, b []T, ldb int, c []T, crs, ccs int, accumulate bool, scratch []T) {
	if m <= 0 || k <= 0 {
		return
	}
	_ = c[(m-1)*crs+(k-1)*ccs]
	if n > 0 {
		_, _ = a[(m-1)*lda+n-1], b[(k-1)*ldb+n-1]
	}
	if n > 0 && gemmNTVector(m, k, n, a, lda, b, ldb, c, crs, ccs, accumulate, scratch) {
		return
	}
	gemmNTPortable(m, k, n, a, lda, b, ldb, c, crs, ccs, accumulate)
}
