package integrate

import "github.com/gorgoflow/gorgoflow/graph"

// job is a problem being solved: shared by the workers, who write to rows of their
// own.
type job[T graph.Float] struct {
	problem *Problem[T]
	span    interval
	out     *Solution[T]
	watched bool // steps are looked at: output times, dense output, stops, jumps, events
}

// start is the initial value of one number of the state.
func (j *job[T]) start(block, row, column int, s *System) float64 {
	if j.problem.Y == nil || j.problem.Y[block] == nil {
		return 0
	}
	return float64(j.problem.Y[block][row*s.Blocks[block].Width+column])
}
