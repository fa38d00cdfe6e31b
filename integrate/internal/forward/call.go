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

	Boundaries [][]Boundary[T] // by row, where they are to be noted; nil otherwise
}

// Start is the initial value of one number of the state.
func (j *Call[T]) Start(block, row, column int, s *ode.System) float64 {
	if j.Problem.Y == nil || j.Problem.Y[block] == nil {
		return 0
	}
	return float64(j.Problem.Y[block][row*s.Blocks[block].Width+column])
}
