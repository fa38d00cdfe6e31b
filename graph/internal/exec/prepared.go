// Kernels that are prepared for a number of lanes once, and run again and again.

package exec

import (
	"github.com/gorgoflow/gorgoflow/graph/internal/kernel"
	"github.com/gorgoflow/gorgoflow/graph/internal/plan"
)

// calls are the kernels of an instruction for each number of lanes with which it has run.
type calls struct{ byLanes [][]kernel.Prepared }

// at is their list, nil if it has not been made.
func (c *calls) at(lanes int) *[]kernel.Prepared {
	i := lanes / plan.LaneMultiple
	for len(c.byLanes) <= i {
		c.byLanes = append(c.byLanes, nil)
	}
	return &c.byLanes[i]
}

// run runs what is prepared for so many lanes, now or before.
func (c *calls) run(lanes int, of interface {
	prepare(lanes int) []kernel.Prepared
}) {
	list := c.at(lanes)
	if *list == nil {
		*list = of.prepare(lanes)
	}
	for _, call := range *list {
		call.Run()
	}
}

// unprepared is a kernel that decides anew each time what to call.
type unprepared func()

func (f unprepared) Run() { f() }
