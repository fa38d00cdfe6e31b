package kernel

func gemmPortable[T Float](m, n, k int, a []T, ars, acs int, b []T, ldb int, c []T, ldc, start int, bias []T) {
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

func gemmTimesPortable[T Float](m, n, k int, a []T, ars, acs int, b []T, ldb int, factor, c []T, ldc int, accumulate bool) {
	for i := range m {
		for j := range n {
			sum := T(0)
			for p := range k {
				sum += a[i*ars+p*acs] * b[p*ldb+j]
			}
			at := i*ldc + j
			if accumulate {
				c[at] += factor[at] * sum
			} else {
				c[at] = factor[at] * sum
			}
		}
	}
}

func fill[T Float](row []T, value T) {
	for j := range row {
		row[j] = value
	}
}

func addScaledRow[T Float](dst []T, s T, x []T) {
	x = x[:len(dst)]
	for j := range dst {
		dst[j] += s * x[j]
	}
}

func gemmNTPortable[T Float](m, k, n int, a []T, lda int, b []T, ldb int, c []T, crs, ccs int, accumulate bool) {
	for i := range m {
		for j := range k {
			sum := dotRow(a[i*lda:i*lda+n], b[j*ldb:j*ldb+n])
			if accumulate {
				sum += c[i*crs+j*ccs]
			}
			c[i*crs+j*ccs] = sum
		}
	}
}

func dotRow[T Float](x, y []T) T {
	y = y[:len(x)]
	sum := T(0)
	for r := range x {
		sum += x[r] * y[r]
	}
	return sum
}
