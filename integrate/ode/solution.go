// The result of a solve.

package ode

import "github.com/gorgoflow/gorgoflow/graph"

// Solution holds the states at T1, row by row, and the statistics of the solve.
type Solution[T graph.Float] struct {
	// Y holds R×Width numbers for each state, nil for a quadrature. For a row that failed it is the state at which the
	// row stopped.
	Y [][]T
	// Quad holds R×Width numbers for each quadrature, nil for a state.
	Quad [][]float64
	// Status and RowStats say how each row ended and the work that it took; Stats is the sum of RowStats.
	Status   []Status
	RowStats []Stats
	Stats    Stats
	// Saved and SavedQuad hold R×n×Width numbers for each state and for each quadrature: n is the number of output
	// times of SaveAt, or the largest of a row of RowSaveAt. They are NaN at times that a row did not reach or does not
	// have. At a jump they hold the state before the jump.
	Saved     [][]T
	SavedQuad [][]float64
	// Events holds the events of each row, in order; nil without System.Events.
	Events [][]Occurrence[T]
	// Dense is the solution at any time, nil unless Problem.Dense.
	Dense *Dense
	// Ends says where each row stopped.
	Ends []Ending
	// Spare holds the arrays that earlier solves have left, for SolveInto.
	Spare any
}

// Ending is where a row stopped.
type Ending struct {
	// T is the time at which the row stopped: T1, the time of a terminal event, or where the row failed.
	T float64
	// H is the size of the step tried last, and Largest that of the largest accepted step: events closer together may
	// have been missed.
	H, Largest float64
}
