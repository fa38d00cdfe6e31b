// This file hands products that are multiplied by a factor to assembly.

package kernel

import (
	"runtime"
	"unsafe"

	"github.com/gorgoflow/gorgoflow/graph/internal/kernel/assembly"
	"github.com/gorgoflow/gorgoflow/graph/internal/kernel/scalar"
)

// gemmTimesVector takes the whole depth in one pass, since only a complete product can be multiplied.
func gemmTimesVector[T scalar.Float](m, n, k int, a []T, ars, acs int, b []T, ldb int, factor, c []T, ldc int, accumulate bool) bool {
	if assembly.ActiveCode[T]() == nil {
		return false
	}
	size := scalar.ElementBytes[T]()
	arguments := panelArguments{
		panelStrides: panelStrides{ars: ars * size, acs: acs * size, ldb: ldb * size, ldc: ldc * size},
		panelSize:    panelSize{depth: k},
		panelFinish:  panelFinish{finishTimes, int(uintptr(unsafe.Pointer(unsafe.SliceData(factor))) - uintptr(unsafe.Pointer(unsafe.SliceData(c))))},
	}
	if accumulate {
		arguments.finish = finishTimesAdd
	}
	for j, step := 0, columnBlock[T](n, k); j < n; j += step {
		gemmColumns(&arguments, m, min(step, n-j), a, ars, b[j:], c[j:], ldc, nil)
	}
	runtime.KeepAlive(factor) // the assembly finds it by its distance
	return true
}
