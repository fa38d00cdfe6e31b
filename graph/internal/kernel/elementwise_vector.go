// This file hands element-wise functions of several operands to assembly.

package kernel

import (
	"unsafe"

	"github.com/gorgoflow/gorgoflow/graph/internal/kernel/assembly"
	"github.com/gorgoflow/gorgoflow/graph/internal/kernel/scalar"
)

// elementArguments is the argument of the element-wise assembly. Strides from feature to feature are in bytes; lane strides
// are 0 or 1. The assembly only changes what it begins anew in each call, so that arguments serve many calls: the cursors,
// since the garbage collector must not see a pointer beyond the end of its slice, and the features left. The generator
// knows the layout.
type elementArguments struct {
	dst            unsafe.Pointer
	operand        [3]unsafe.Pointer
	dstFeature     int
	operandFeature [3]int
	operandLane    [3]int
	features       int
	vectors        int
	cursors        [4]uintptr
	featuresLeft   int
}

// begin sets the fields that all operands share. Its arguments are numbers: a pointer stored through another would count as
// escaping.
func (arguments *elementArguments) begin(dstFeature, features, vectors int) {
	arguments.dstFeature, arguments.features, arguments.vectors = dstFeature, features, vectors
}

// pass returns what the assembly needs of an operand. (It returns, rather than fills in through a pointer, so
// that the compiler sees that the operand's data does not escape.)
func (x *Operand[T]) pass() (data unsafe.Pointer, feature, lane int) {
	return pointer(x.Data), x.FeatureStride * scalar.ElementBytes[T](), x.LaneStride
}

func binaryVector[T scalar.Float](f scalar.BinaryFunc, dst []T, ldd int, x, y *Operand[T], features, lanes int) bool {
	switch {
	case assembly.ActiveCode[T]() == nil:
		return false
	case features*lanes <= longestCall:
		binaryCall(f, dst, ldd, x, y, features, lanes)
	default:
		eachPiece(features, lanes, func(c, r, features, lanes int) {
			xs, ys := x.from(c, r), y.from(c, r)
			binaryCall(f, dst[c*ldd+r:], ldd, &xs, &ys, features, lanes)
		})
	}
	return true
}

func binaryCall[T scalar.Float](f scalar.BinaryFunc, dst []T, ldd int, x, y *Operand[T], features, lanes int) {
	var arguments elementArguments
	arguments.begin(ldd*scalar.ElementBytes[T](), features, assembly.WholeVectorCount[T](lanes))
	arguments.dst = pointer(dst)
	arguments.operand[0], arguments.operandFeature[0], arguments.operandLane[0] = x.pass()
	arguments.operand[1], arguments.operandFeature[1], arguments.operandLane[1] = y.pass()
	assembly.Call(assembly.ActiveCode[T]().Binary[f], unsafe.Pointer(&arguments))
}

func ternaryVector[T scalar.Float](f scalar.TernaryFunc, dst []T, ldd int, x, y, z *Operand[T], features, lanes int) bool {
	switch {
	case assembly.ActiveCode[T]() == nil:
		return false
	case features*lanes <= longestCall:
		ternaryCall(f, dst, ldd, x, y, z, features, lanes)
	default:
		eachPiece(features, lanes, func(c, r, features, lanes int) {
			xs, ys, zs := x.from(c, r), y.from(c, r), z.from(c, r)
			ternaryCall(f, dst[c*ldd+r:], ldd, &xs, &ys, &zs, features, lanes)
		})
	}
	return true
}

func ternaryCall[T scalar.Float](f scalar.TernaryFunc, dst []T, ldd int, x, y, z *Operand[T], features, lanes int) {
	arguments := ternaryArguments(dst, ldd, x, y, z, features, lanes)
	assembly.Call(assembly.ActiveCode[T]().Ternary[f], unsafe.Pointer(&arguments))
}

func ternaryArguments[T scalar.Float](dst []T, ldd int, x, y, z *Operand[T], features, lanes int) (arguments elementArguments) {
	arguments.begin(ldd*scalar.ElementBytes[T](), features, assembly.WholeVectorCount[T](lanes))
	arguments.dst = pointer(dst)
	arguments.operand[0], arguments.operandFeature[0], arguments.operandLane[0] = x.pass()
	arguments.operand[1], arguments.operandFeature[1], arguments.operandLane[1] = y.pass()
	arguments.operand[2], arguments.operandFeature[2], arguments.operandLane[2] = z.pass()
	return arguments
}
