// This file has the products in Go; each element is the same chain of fused multiply-adds as in assembly.

package kernel

import "github.com/gorgoflow/gorgoflow/graph/internal/kernel/scalar"

func gemmPortable[T scalar.Float](m, n, k int, a []T, ars, acs int, b []T, ldb int, c []T, ldc, start int, bias []T) {
	for i := range m {
		row := c[i*ldc : i*ldc+n]
		switch start {
		case startZero:
			clear(row)
		case startBias:
			fill(row, bias[i])
		}
		for p := range k {
			addScaledRow(row, a[i*ars+p*acs], b[p*ldb:p*ldb+n])
		}
	}
}

func gemmTimesPortable[T scalar.Float](m, n, k int, a []T, ars, acs int, b []T, ldb int, bias []T, finish int, factor []T, ldf int, c []T, ldc int) {
	for i := range m {
		for j := range n {
			sum := T(0)
			if bias != nil {
				sum = bias[i]
			}
			for p := range k {
				sum = fma(a[i*ars+p*acs], b[p*ldb+j], sum)
			}
			c[i*ldc+j] = finishPortable(finish, sum, factor[i*ldf+j], c[i*ldc+j])
		}
	}
}

// finishPortable is the final operation on a product, with its factor and the value that was in C.
func finishPortable[T scalar.Float](finish int, product, factor, c T) T {
	switch finish {
	case finishTimesAdd:
		return fma(factor, product, c)
	case finishTimesOneMinusSquare:
		factor = fma(-factor, factor, 1)
	case finishTimesLogisticPrime:
		factor = fma(-factor, factor, factor)
	}
	return factor * product
}

func fill[T scalar.Float](row []T, value T) {
	for j := range row {
		row[j] = value
	}
}

// gemmNTPortable starts from C, unless the factors are thin.
func gemmNTPortable[T scalar.Float](m, k, n int, a []T, lda int, b []T, ldb int, c []T, crs, ccs int, accumulate bool) {
	if min(m, k) <= thinRows {
		contractThinPortable(m, k, n, a, lda, b, ldb, c, crs, ccs, accumulate)
		return
	}
	for i := range m {
		for j := range k {
			sum := T(0)
			if accumulate {
				sum = c[i*crs+j*ccs]
			}
			c[i*crs+j*ccs] = dotRow(sum, a[i*lda:i*lda+n], b[j*ldb:j*ldb+n])
		}
	}
}

func contractThinPortable[T scalar.Float](m, k, n int, a []T, lda int, b []T, ldb int, c []T, crs, ccs int, accumulate bool) {
	for r := 0; r < n; r += longestCall {
		end := min(r+longestCall, n)
		for i := range m {
			for j := range k {
				sum := dotTile(a[i*lda+r:i*lda+end], b[j*ldb+r:j*ldb+end])
				if accumulate || r > 0 {
					sum += c[i*crs+j*ccs]
				}
				c[i*crs+j*ccs] = sum
			}
		}
	}
}

// dotTile has as many chains as an AVX-512 vector has elements, with any vectors: chain l takes lanes l, l + tile, …, and
// zeros where the last tile is incomplete. It adds halves of the chains first, then neighbours.
func dotTile[T scalar.Float](x, y []T) T {
	tile := laneTileBytes / scalar.ElementBytes[T]()
	var chains [laneTileBytes / 4]T
	for len(x) > 0 {
		n := min(tile, len(x))
		for l := range tile {
			if l < n {
				chains[l] = fma(y[l], x[l], chains[l])
			} else {
				chains[l] = fma(0, 0, chains[l])
			}
		}
		x, y = x[n:], y[n:]
	}
	half := tile / 2
	for l := range half {
		chains[l] += chains[l+half]
	}
	for ; half > 1; half /= 2 {
		for l := range half / 2 {
			chains[l] = chains[2*l] + chains[2*l+1]
		}
	}
	return chains[0]
}
