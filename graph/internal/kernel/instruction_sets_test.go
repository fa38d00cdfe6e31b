// This file goes through the instruction sets of this processor.

package kernel_test

import (
	"github.com/gorgoflow/gorgoflow/graph/internal/kernel/assembly"
)

// forLevels runs with each of the instruction sets that this processor has.
func forLevels(run func(name string)) {
	best := assembly.Active
	defer func() { assembly.Active = best }()
	for _, assembly.Active = range assembly.Available {
		run(assembly.Features())
	}
}
