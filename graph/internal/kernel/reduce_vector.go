// This file hands sums to assembly.

package kernel

import (
	"unsafe"

	"github.com/gorgoflow/gorgoflow/graph/internal/kernel/assembly"
	"github.com/gorgoflow/gorgoflow/graph/internal/kernel/scalar"
)

// reduceArguments is the argument of the assembly of sums, which only changes its cursors. The generator knows the layout.
type reduceArguments struct {
	dst, x, y                     unsafe.Pointer
	dstStride, xFeature, yFeature int // bytes
	features, vectors, accumulate int
	mask                          uint64
	cursors                       [3]uintptr
}

func newReduceArguments[T scalar.Float](dst, x []T, ldx, features, vectors int, accumulate bool) reduceArguments {
	arguments := reduceArguments{
		dst: pointer(dst), x: pointer(x), xFeature: ldx * scalar.ElementBytes[T](), features: features, vectors: vectors,
	}
	if accumulate {
		arguments.accumulate = 1
	}
	return arguments
}

func sumLanesVector[T scalar.Float](dst []T, stride int, x []T, ldx, features, n int, accumulate bool) bool {
	if assembly.ActiveCode[T]() == nil {
		return false
	}
	if features*n > longestCall {
		eachPiece(features, n, func(c, r, features, lanes int) {
			sumLanesVector(dst[c*stride:], stride, x[c*ldx+r:], ldx, features, lanes, accumulate || r > 0)
		})
		return true
	}
	arguments := newReduceArguments(dst, x, ldx, features, n>>assembly.VectorShift[T](), accumulate)
	arguments.dstStride = stride * scalar.ElementBytes[T]()
	arguments.mask = tailMask[T](n)
	assembly.Call(assembly.ActiveCode[T]().Sum.Lanes, unsafe.Pointer(&arguments))
	return true
}

func sumFeaturesVector[T scalar.Float](dst, x []T, ldx, features, lanes int, accumulate bool) bool {
	if assembly.ActiveCode[T]() == nil || features > 1 && ldx < wholeLanes[T](lanes) {
		return false
	}
	if step := lanePiece(features, lanes); step < lanes {
		for r := 0; r < lanes; r += step {
			sumFeaturesVector(dst[r:], x[r:], ldx, features, min(step, lanes-r), accumulate)
		}
		return true
	}
	arguments := newReduceArguments(dst, x, ldx, features, assembly.WholeVectorCount[T](lanes), accumulate)
	assembly.Call(assembly.ActiveCode[T]().Sum.Features, unsafe.Pointer(&arguments))
	return true
}

func sumFeaturesProductVector[T scalar.Float](dst, x []T, ldx int, y []T, ldy, features, lanes int, accumulate bool) bool {
	if assembly.ActiveCode[T]() == nil || features > 1 && min(ldx, ldy) < wholeLanes[T](lanes) {
		return false
	}
	if step := lanePiece(features, lanes); step < lanes {
		for r := 0; r < lanes; r += step {
			sumFeaturesProductVector(dst[r:], x[r:], ldx, y[r:], ldy, features, min(step, lanes-r), accumulate)
		}
		return true
	}
	arguments := newReduceArguments(dst, x, ldx, features, assembly.WholeVectorCount[T](lanes), accumulate)
	arguments.y, arguments.yFeature = pointer(y), ldy*scalar.ElementBytes[T]()
	assembly.Call(assembly.ActiveCode[T]().Sum.FeaturesProduct, unsafe.Pointer(&arguments))
	return true
}
