// This file measures the limit of the machine.

package kernel

import (
	"github.com/gorgoflow/gorgoflow/graph/internal/kernel/assembly"
	"github.com/gorgoflow/gorgoflow/graph/internal/kernel/scalar"
)

// PeakRounds runs a loop of independent vector multiply-adds and returns how many floating-point
// operations it made: the limit of the machine, against which products are measured.
func PeakRounds[T scalar.Float](rounds int) int {
	code := assembly.ActiveCode[T]()
	if code == nil {
		return 0
	}
	code.Peak.Rounds(rounds)
	return rounds * code.Peak.Chains * assembly.VectorLanes[T]() * 2
}
