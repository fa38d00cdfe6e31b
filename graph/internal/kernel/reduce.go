// This file has the sums and the transposition.

package kernel

import "github.com/gorgoflow/gorgoflow/graph/internal/kernel/scalar"

// SumLanes sums each feature over exactly n lanes: dst[c·stride] (+)= Σ_{r<n} x[c·ldx+r].
// The order of summation is fixed for a given n.
func SumLanes[T scalar.Float](dst []T, stride int, x []T, ldx, features, n int, accumulate bool) {
	if features <= 0 {
		return
	}
	_ = dst[(features-1)*stride]
	if n > 0 {
		_ = x[(features-1)*ldx+n-1]
	}
	if n > 0 && sumLanesVector(dst, stride, x, ldx, features, n, accumulate) {
		return
	}
	sumLanesPortable(dst, stride, x, ldx, features, n, accumulate)
}

// SumFeatures sums each lane over the features in order: dst[r] (+)= Σ_c x[c·ldx+r].
func SumFeatures[T scalar.Float](dst, x []T, ldx, features, lanes int, accumulate bool) {
	if lanes <= 0 {
		return
	}
	_ = dst[lanes-1]
	if features > 0 {
		_ = x[(features-1)*ldx+lanes-1]
	}
	if features <= 0 || !sumFeaturesVector(dst, x, ldx, features, lanes, accumulate) {
		sumFeaturesPortable(dst, x, ldx, features, lanes, accumulate)
	}
}

// SumFeaturesProduct is the inner product over features, lane by lane, a chain of fused multiply-adds in
// order: dst[r] (+)= Σ_c x[c·ldx+r]·y[c·ldy+r].
func SumFeaturesProduct[T scalar.Float](dst, x []T, ldx int, y []T, ldy, features, lanes int, accumulate bool) {
	if lanes <= 0 {
		return
	}
	_ = dst[lanes-1]
	if features > 0 {
		_, _ = x[(features-1)*ldx+lanes-1], y[(features-1)*ldy+lanes-1]
	}
	if features <= 0 || !sumFeaturesProductVector(dst, x, ldx, y, ldy, features, lanes, accumulate) {
		sumFeaturesProductPortable(dst, x, ldx, y, ldy, features, lanes, accumulate)
	}
}

// Transpose sets dst[j·ldd+i] = src[i·lds+j] for i < rows, j < cols, and writes nothing else.
func Transpose[T scalar.Float](dst []T, ldd int, src []T, lds, rows, cols int) {
	if rows <= 0 || cols <= 0 {
		return
	}
	_, _ = dst[(cols-1)*ldd+rows-1], src[(rows-1)*lds+cols-1]
	if !transposeVector(dst, ldd, src, lds, rows, cols) {
		transposePortable(dst, ldd, src, lds, rows, cols)
	}
}
