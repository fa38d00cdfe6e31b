// Sequences of instructions: their kernels are prepared for a number of lanes once, and run again and again.

package exec

import (
	"github.com/gorgoflow/gorgoflow/graph/internal/kernel"
	"github.com/gorgoflow/gorgoflow/graph/internal/plan"
)

// instruction is one kernel with its operands bound; n rows are computed, in lanes ≥ n.
type instruction interface{ run(n, lanes int) }

// sequence is a list of instructions, with the kernels that they come to for each number of lanes with which it has run: of short kernels it takes
// a good part of the time to find the next one.
type sequence struct {
	Instructions []instruction
	byLanes      [][]kernel.Prepared
	rows         int // that are computed
}

// preparer is an instruction that comes to the same kernels whenever it runs for so many lanes.
type preparer interface {
	prepare(lanes int) []kernel.Prepared
}

// kernels are those for so many rows, in so many lanes.
func (s *sequence) kernels(rows, lanes int) []kernel.Prepared {
	s.rows = rows
	i := (lanes + plan.LaneMultiple - 1) / plan.LaneMultiple // those of a whole program need be no multiple
	for len(s.byLanes) <= i {
		s.byLanes = append(s.byLanes, nil)
	}
	if s.byLanes[i] == nil {
		s.byLanes[i] = s.prepare(lanes)
	}
	return s.byLanes[i]
}

func (s *sequence) prepare(lanes int) []kernel.Prepared {
	list := []kernel.Prepared{}
	for _, i := range s.Instructions {
		if p, ok := i.(preparer); ok {
			list = append(list, p.prepare(lanes)...)
			continue
		}
		list = append(list, unprepared(func() { i.run(s.rows, lanes) }))
	}
	return list
}

// unprepared is a kernel that decides anew each time what to call.
type unprepared func()

func (f unprepared) Run() { f() }

// runAll runs what is prepared for one time only.
func runAll(list []kernel.Prepared) {
	for _, k := range list {
		k.Run()
	}
}
