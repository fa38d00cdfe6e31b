// This file divides products into panels of rows and hands them to assembly.

package kernel

import (
	"unsafe"

	"github.com/gorgoflow/gorgoflow/graph/internal/kernel/assembly"
	"github.com/gorgoflow/gorgoflow/graph/internal/kernel/scalar"
)

// longestProduct bounds the multiply-adds of one call of assembly, as longestCall bounds elements.
const longestProduct = 1 << 21

// panelArguments is the argument of the assembly of panels with equal numbers of rows, which leaves the pointers at the
// last panel. Strides are in bytes. The generator knows the layout.
type panelArguments struct {
	panelPointers
	panelStrides
	panelSize
	start, rows int
	mask        uint64 // AVX-512: bits of the columns of the last vector; AVX2: address of a mask
	ahead       int    // bytes from a tile of C to the next one, which is fetched ahead
	panelFinish
	panelsLeft
	panelSteps
	panelFactorSteps
	list *[]panelArguments // if not nil: these arguments are appended instead of making the call
}

type (
	panelPointers struct{ a, b, c, bias unsafe.Pointer }
	panelStrides  struct{ ars, acs, ldb, ldc int }
	panelSize     struct{ columns, depth int }
	// panelFinish is the final operation on the product, and the bytes from C to its factor.
	panelFinish struct{ finish, factor int }
	// panelsLeft and columns are counted down by the assembly, which owns them.
	panelsLeft struct{ panels, left int }
	// panelSteps are bytes from panel to panel.
	panelSteps struct{ nextA, nextC, nextBias int }
	// panelFactorSteps say how much further apart rows of the factor are than rows of C, and whether the factor is fetched
	// while the products are computed.
	panelFactorSteps struct{ factorRow, fetch int }
)

// gemmColumns runs all panels of rows over some columns. Rows are divided evenly, so that some panels have one row fewer
// than others.
func gemmColumns[T scalar.Float](arguments *panelArguments, m, n int, a []T, ars int, b, c []T, ldc int, bias []T) {
	arguments.columns, arguments.mask, arguments.b = n, lastMask[T](n), pointer(b)
	arguments.ahead = assembly.Active.TileBytes
	most := mostRows[T](m, n)
	if m <= most {
		gemmPanels(arguments, 0, m, 1, a, ars, c, ldc, bias)
		return
	}
	panels := (m + most - 1) / most
	rows := (m + panels - 1) / panels
	full := m - (rows-1)*panels
	gemmPanels(arguments, 0, rows, full, a, ars, c, ldc, bias)
	if full < panels {
		gemmPanels(arguments, rows*full, rows-1, panels-full, a, ars, c, ldc, bias)
	}
}

// gemmPanels runs panels with equal numbers of rows, from row i on, as many at a time as one call may take.
func gemmPanels[T scalar.Float](arguments *panelArguments, i, rows, panels int, a []T, ars int, c []T, ldc int, bias []T) {
	arguments.rows = rows
	routine, most, factor := assembly.ActiveCode[T]().Gemm, 1, arguments.factor
	if panels > 1 {
		arguments.step(rows, ars*scalar.ElementBytes[T](), scalar.ElementBytes[T]())
		most = max(longestProduct/(rows*arguments.columns*arguments.depth), 1)
	}
	for panels > 0 {
		some := min(panels, most)
		arguments.panels, arguments.factor = some, factor+i*arguments.factorRow
		arguments.a, arguments.c = pointer(a[i*ars:]), pointer(c[i*ldc:])
		if arguments.start == startBias {
			arguments.bias = pointer(bias[i:])
		}
		if arguments.list == nil {
			assembly.Call(routine, unsafe.Pointer(arguments))
		} else {
			*arguments.list = append(*arguments.list, *arguments)
		}
		i += rows * some
		panels -= some
	}
	arguments.factor = factor
}

// step sets the distances between panels of so many rows. A nil bias must not move: the garbage collector would reject a
// pointer to nowhere.
func (p *panelArguments) step(rows, ars, size int) {
	p.nextA, p.nextC, p.nextBias = rows*ars, rows*p.ldc, 0
	if p.start == startBias {
		p.nextBias = rows * size
	}
	p.ahead = assembly.Active.TileBytes
	if 2*p.columns*size <= 3*p.ahead { // the next tile is not beside this one but below it
		p.ahead = p.nextC
	}
}

// mostRows is the number of rows to take at a time. Three vectors of columns are one tile of fewer rows if there are enough
// registers; for a product of few rows more columns in one tile are better.
func mostRows[T scalar.Float](m, n int) int {
	if lanes := assembly.VectorLanes[T](); assembly.Active.TripleRows > 0 && m > assembly.Active.TileRows && n > 2*lanes && n <= 3*lanes {
		return assembly.Active.TripleRows
	}
	return assembly.Active.TileRows
}
