package integrate

import "github.com/gorgoflow/gorgoflow/graph"

// forwardCall is what runners see of a problem that is being solved.
type forwardCall[T graph.Float] struct {
	problem *Problem[T]
	span    interval
	out     *Solution[T]
	watched bool // steps are looked at: output times, dense output, stops, jumps, events

	passages [][]passage[T] // by row, where they are to be noted; nil otherwise
}

// start is the initial value of one number of the state.
func (j *forwardCall[T]) start(block, row, column int, s *System) float64 {
	if j.problem.Y == nil || j.problem.Y[block] == nil {
		return 0
	}
	return float64(j.problem.Y[block][row*s.Blocks[block].Width+column])
}
