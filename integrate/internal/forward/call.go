// What runners see of a problem.

package forward

import (
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate/internal/control"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
)

// Call is what runners see of a problem that is being solved.
type Call[T graph.Float] struct {
	Problem  *ode.Problem[T]
	Span     control.Span
	Out      *ode.Solution[T]
	Observed bool // steps are looked at: output times, dense output, stops, jumps, events

	Tstops    []control.Tstop   // where steps must end, t1 last; nil if only there
	RowTstops [][]control.Tstop // in the place of Tstops those of each row; nil if they are shared
	Outputs   int               // output times of a row

	Boundaries [][]Boundary[T] // by row, where they are to be noted; nil otherwise
}

// tstops are where the steps of a row must end.
func (j *Call[T]) tstops(row int) []control.Tstop {
	if j.RowTstops != nil {
		return j.RowTstops[row]
	}
	return j.Tstops
}

// Start is the initial value of one number of the state.
func (j *Call[T]) Start(block, row, column int, s *ode.System) float64 {
	if j.Problem.Y == nil || j.Problem.Y[block] == nil {
		return 0
	}
	return float64(j.Problem.Y[block][row*s.Blocks[block].Width+column])
}
