// This file hands products that are multiplied by a factor to assembly.

package kernel

import (
	"runtime"
	"unsafe"

	"github.com/gorgoflow/gorgoflow/graph/internal/kernel/scalar"
)

// nearFactor is the size in bytes up to which fetching a factor ahead takes longer than reading it from the second-level
// cache.
const nearFactor = 128 << 10

// gemmTimesPasses takes the whole depth in one pass, since only a complete product can be multiplied. If list is not
// nil, it appends the arguments of calls instead of making the calls.
func gemmTimesPasses[T scalar.Float](list *[]panelArguments, m, n, k int, a []T, ars, acs int, b []T, ldb int, bias []T, finish int, factor []T, ldf int, c []T, ldc int) {
	size := scalar.ElementBytes[T]()
	arguments := panelArguments{
		panelStrides: panelStrides{ars: ars * size, acs: acs * size, ldb: ldb * size, ldc: ldc * size},
		panelSize:    panelSize{depth: k}, list: list, panelFactorSteps: panelFactorSteps{factorRow: (ldf - ldc) * size},
		panelFinish: panelFinish{finish, int(uintptr(unsafe.Pointer(unsafe.SliceData(factor))) - uintptr(unsafe.Pointer(unsafe.SliceData(c))))},
	}
	if m*n*size > nearFactor {
		arguments.fetch = 1
	}
	if bias != nil {
		arguments.start = startBias
	}
	for j, step := 0, columnBlock[T](n, k); j < n; j += step {
		gemmColumns(&arguments, m, min(step, n-j), a, ars, b[j:], c[j:], ldc, bias)
	}
	runtime.KeepAlive(factor) // the assembly reads it by its distance from C
}
