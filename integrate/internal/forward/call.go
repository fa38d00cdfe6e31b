// A problem as runners see it.

package forward

import (
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate/internal/control"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
)

// Call is a problem being solved, as runners see it.
type Call[T graph.Float] struct {
	Problem  *ode.Problem[T]
	Span     control.Span
	Out      *ode.Solution[T]
	Quad     [][]float64 // the quadratures at the beginning, by block; nil for those of the problem
	Units    []float64   // by row, a factor of its reduced quadratures; nil for ones
	Observed bool        // steps are observed: for output times, dense output, tstops, jumps, events

	Tstops    []control.Tstop   // where steps must end, t1 last; nil if only at t1
	RowTstops [][]control.Tstop // by row, if rows have tstops of their own; otherwise nil
	Outputs   int               // the largest number of output times of a row
	// ToLastOutput ends a row with the step that its last output time lies in.
	ToLastOutput bool

	Boundaries [][]Boundary[T] // by row, if boundaries are to be noted; otherwise nil
}

// tstops returns where the steps of a row must end.
func (j *Call[T]) tstops(row int) []control.Tstop {
	if j.RowTstops != nil {
		return j.RowTstops[row]
	}
	return j.Tstops
}

// Start returns the initial value of one number of the state.
func (j *Call[T]) Start(block, row, column int, s *ode.System) float64 {
	if j.Quad != nil && s.Blocks[block].Quadrature {
		return j.Quad[block][row*s.Blocks[block].Width+column]
	}
	if j.Problem.Y == nil || j.Problem.Y[block] == nil {
		return 0
	}
	return float64(j.Problem.Y[block][row*s.Blocks[block].Width+column])
}
