// Storage: where values may live, and their sizes.

package plan

import "github.com/gorgoflow/gorgoflow/graph/internal/ir"

// Storage is the kind of memory that a value is in.
type Storage uint8

const (
	StorageNone    Storage = iota // never stored (broadcasts, views)
	StorageRows                   // arena of per-row values, one for each block of rows
	StoragePassing                // arena of per-row values that a block of rows needs in one region only; blocks share it
	StorageFixed                  // arena of what is the same for all rows
	StorageOwn                    // a buffer of its own: inputs, outputs, constants, the prologue
	StorageParam                  // the parameter's backing array
	StorageScratch                // one tile of an element-wise group
)

// Arenas is their number. Values in one of them share memory with those that live at other times.
const Arenas = StorageFixed + 1

// IsArena reports whether it is in an arena.
func (s Storage) IsArena() bool { return s >= StorageRows && s < Arenas }

// Slot is where a value is stored.
type Slot struct {
	Storage Storage
	Offset  int // elements, in an arena or the scratch
}

// LaneMultiple is the number of elements that storage is padded to, so that kernels may always
// process whole vectors.
const LaneMultiple = 16

// RoundUp is n, up to a whole number of vectors.
func RoundUp(n int) int { return (n + LaneMultiple - 1) / LaneMultiple * LaneMultiple }

// wholeVectors is n, up to a whole number of vectors of so many elements.
func wholeVectors(n, pad int) int { return (n + pad - 1) / pad * pad }

// Size is the number of elements that v needs where columns of a block of rows are stride apart.
func Size(v *ir.Value, stride int) int {
	if v.Batch > 0 {
		return RoundUp(v.Cols * Distance(v, stride))
	}
	return RoundUp(v.Rows * v.Cols)
}

// Distance is that between features of a per-row value. With a stride of 1 there is a single row, whose features lie side by
// side; copies of it are lanes.
func Distance(v *ir.Value, stride int) int {
	if stride == 1 && v.Batch > 1 {
		return RoundUp(v.Batch)
	}
	return v.Batch * stride
}
