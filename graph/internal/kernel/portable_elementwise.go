// This file has the element-wise functions of several operands in Go.

package kernel

func binaryPortable[T Float](f BinaryFunc, dst []T, ldd int, x, y *Operand[T], features, lanes int) {
	for c := range features {
		row := dst[c*ldd : c*ldd+lanes]
		switch f {
		case Add:
			for r := range row {
				row[r] = x.at(c, r) + y.at(c, r)
			}
		case Sub:
			for r := range row {
				row[r] = x.at(c, r) - y.at(c, r)
			}
		case Mul:
			for r := range row {
				row[r] = x.at(c, r) * y.at(c, r)
			}
		case Div:
			for r := range row {
				row[r] = x.at(c, r) / y.at(c, r)
			}
		}
	}
}

func ternaryPortable[T Float](f TernaryFunc, dst []T, ldd int, x, y, z *Operand[T], features, lanes int) {
	for c := range features {
		row := dst[c*ldd : c*ldd+lanes]
		switch f {
		case MulAdd:
			for r := range row {
				row[r] = fma(x.at(c, r), y.at(c, r), z.at(c, r))
			}
		case MulOneMinusSquare:
			for r := range row {
				v := y.at(c, r)
				row[r] = x.at(c, r) * fma(-v, v, 1)
			}
		case MulLogisticPrime:
			for r := range row {
				v := y.at(c, r)
				row[r] = x.at(c, r) * fma(-v, v, v)
			}
		}
	}
}
