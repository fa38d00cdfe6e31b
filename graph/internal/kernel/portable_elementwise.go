// This file has the element-wise functions of several operands in Go.

package kernel

import "github.com/gorgoflow/gorgoflow/graph/internal/kernel/scalar"

func binaryPortable[T scalar.Float](f scalar.BinaryFunc, dst []T, ldd int, x, y *Operand[T], features, lanes int) {
	for c := range features {
		row := dst[c*ldd : c*ldd+lanes]
		switch f {
		case scalar.Add:
			for r := range row {
				row[r] = x.at(c, r) + y.at(c, r)
			}
		case scalar.Sub:
			for r := range row {
				row[r] = x.at(c, r) - y.at(c, r)
			}
		case scalar.Mul:
			for r := range row {
				row[r] = x.at(c, r) * y.at(c, r)
			}
		case scalar.Div:
			for r := range row {
				row[r] = x.at(c, r) / y.at(c, r)
			}
		}
	}
}

func ternaryPortable[T scalar.Float](f scalar.TernaryFunc, dst []T, ldd int, x, y, z *Operand[T], features, lanes int) {
	for c := range features {
		row := dst[c*ldd : c*ldd+lanes]
		switch f {
		case scalar.MulAdd:
			for r := range row {
				row[r] = fma(x.at(c, r), y.at(c, r), z.at(c, r))
			}
		case scalar.MulOneMinusSquare:
			for r := range row {
				v := y.at(c, r)
				row[r] = x.at(c, r) * fma(-v, v, 1)
			}
		case scalar.MulLogisticPrime:
			for r := range row {
				v := y.at(c, r)
				row[r] = x.at(c, r) * fma(-v, v, v)
			}
		case scalar.TanhMulAdd:
			ofMulAddPortable(scalar.Tanh, row, c, x, y, z)
		case scalar.SigmoidMulAdd:
			ofMulAddPortable(scalar.Sigmoid, row, c, x, y, z)
		case scalar.MulMul:
			for r := range row {
				row[r] = x.at(c, r) * y.at(c, r) * z.at(c, r)
			}
		case scalar.MulMulMinusTwo:
			for r := range row {
				row[r] = x.at(c, r) * y.at(c, r) * (-2 * z.at(c, r))
			}
		}
	}
}

func ofMulAddPortable[T scalar.Float](f scalar.UnaryFunc, row []T, c int, x, y, z *Operand[T]) {
	function := unaryFunction[T](f)
	for r := range row {
		row[r] = function(fma(x.at(c, r), y.at(c, r), z.at(c, r)))
	}
}
