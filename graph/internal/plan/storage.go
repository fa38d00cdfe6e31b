// Storage: the kinds of memory of values, and their sizes.

package plan

import "github.com/gorgoflow/gorgoflow/graph/internal/ir"

// Storage is the kind of memory of a value.
type Storage uint8

const (
	StorageNone    Storage = iota // never stored (broadcasts, views)
	StorageRows                   // arena of per-row values, one for each row block
	StoragePassing                // arena of per-row values that a row block needs in one region only; row blocks share it
	StorageFixed                  // arena of values that are the same for all rows
	StorageOwn                    // a buffer of its own: inputs, outputs, constants, the prologue
	StorageParam                  // the parameter's backing array
	StorageScratch                // one tile of an element-wise group
)

// Arenas is the number of arenas. Values in an arena share memory with values that live at other times.
const Arenas = StorageFixed + 1

// IsArena reports whether the storage is an arena.
func (s Storage) IsArena() bool { return s >= StorageRows && s < Arenas }

// Slot is the storage of a value.
type Slot struct {
	Storage Storage
	Offset  int // in an arena or in scratch, in elements
}

// LaneMultiple is the number of elements that storage is padded to, so that kernels may always
// process whole vectors.
const LaneMultiple = 16

// RoundUp rounds n up to whole vectors.
func RoundUp(n int) int { return (n + LaneMultiple - 1) / LaneMultiple * LaneMultiple }

// wholeVectors rounds n up to whole vectors of so many elements.
func wholeVectors(n, pad int) int { return (n + pad - 1) / pad * pad }

// Size is the number of elements that v needs if the columns of a row block are stride apart.
func Size(v *ir.Value, stride int) int {
	if v.Batch > 0 {
		return RoundUp(v.Cols * Distance(v, stride))
	}
	return RoundUp(v.Rows * v.Cols)
}

// Distance is the distance between features of a per-row value. With a stride of 1 there is a single row, whose
// features lie side by side and whose copies are lanes.
func Distance(v *ir.Value, stride int) int {
	if stride == 1 && v.Batch > 1 {
		return RoundUp(v.Batch)
	}
	return v.Batch * stride
}
