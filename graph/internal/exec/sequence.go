// Sequences of instructions: their kernels are prepared once for a number of lanes, and run many times.

package exec

import (
	"github.com/gorgoflow/gorgoflow/graph/internal/kernel"
	"github.com/gorgoflow/gorgoflow/graph/internal/plan"
)

// instruction is a kernel with its operands bound. It computes n rows, in lanes ≥ n.
type instruction interface{ run(n, lanes int) }

// sequence is a list of instructions, with their kernels for each number of lanes with which it has run: finding a kernel
// takes a good part of the time of a short one.
type sequence struct {
	Instructions []instruction
	byLanes      [][]kernel.Prepared
	rows         int // rows to compute
}

// preparer is an instruction whose kernels are the same in every run with so many lanes.
type preparer interface {
	prepare(lanes int) []kernel.Prepared
}

// kernels returns the kernels for so many rows, in so many lanes.
func (s *sequence) kernels(rows, lanes int) []kernel.Prepared {
	s.rows = rows
	i := (lanes + plan.LaneMultiple - 1) / plan.LaneMultiple // the lanes of a program without row blocks need be no multiple
	for len(s.byLanes) <= i {
		s.byLanes = append(s.byLanes, nil)
	}
	if s.byLanes[i] == nil {
		s.byLanes[i] = kernel.Join(s.prepare(lanes))
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

// ready is an instruction whose kernels are the same for any number of lanes.
type ready []kernel.Prepared

func (r ready) run(_, _ int) { runAll(r) }

func (r ready) prepare(_ int) []kernel.Prepared { return r }

// unprepared is a kernel that chooses its code in each run.
type unprepared func()

func (f unprepared) Run() { f() }

// runAll runs kernels one after another.
func runAll(list []kernel.Prepared) {
	for _, k := range list {
		k.Run()
	}
}
