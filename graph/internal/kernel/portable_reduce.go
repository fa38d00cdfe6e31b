package kernel

func sumLanesPortable[T Float](dst []T, stride int, x []T, ldx, features, n int, accumulate bool) {
	for c := range features {
		sum := T(0)
		for _, v := range x[c*ldx : c*ldx+n] {
			sum += v
		}
		if accumulate {
			sum += dst[c*stride]
		}
		dst[c*stride] = sum
	}
}

func sumFeaturesPortable[T Float](dst, x []T, ldx, features, lanes int, accumulate bool) {
	dst = dst[:lanes]
	if !accumulate {
		clear(dst)
	}
	for c := range features {
		row := x[c*ldx : c*ldx+lanes]
		for r := range dst {
			dst[r] += row[r]
		}
	}
}

func sumFeaturesProductPortable[T Float](dst, x []T, ldx int, y []T, ldy, features, lanes int, accumulate bool) {
	dst = dst[:lanes]
	if !accumulate {
		clear(dst)
	}
	for c := range features {
		u, v := x[c*ldx:c*ldx+lanes], y[c*ldy:c*ldy+lanes]
		for r := range dst {
			dst[r] += u[r] * v[r]
		}
	}
}

func transposePortable[T Float](dst []T, ldd int, src []T, lds, rows, cols int) {
	for i := range rows {
		for j, v := range src[i*lds : i*lds+cols] {
			dst[j*ldd+i] = v
		}
	}
}
