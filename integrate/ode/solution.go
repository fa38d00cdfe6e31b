// What a solve gives.

package ode

import "github.com/gorgoflow/gorgoflow/graph"

// Solution holds the state at T1, row by row, and what it took.
type Solution[T graph.Float] struct {
	// Y holds R×Width numbers for each state, nil for a quadrature. A row that failed
	// has the state at which it stopped.
	Y [][]T
	// Quad holds R×Width numbers for each quadrature, nil for a state.
	Quad [][]float64
	// Status and RowStats say for each row how it ended and what it took; Stats is
	// their sum.
	Status   []Status
	RowStats []Stats
	Stats    Stats
	// Saved and SavedQuad hold for each state and each quadrature the R×n×Width numbers at the n output times of
	// Problem.SaveAt, or at the up to n ones of each row of RowSaveAt; NaN at times a row did not reach or does not have. At a
	// jump it is what comes before.
	Saved     [][]T
	SavedQuad [][]float64
	// Events holds for each row what happened to it, in order; nil without System.Events.
	Events [][]Occurrence[T]
	// Dense is the solution at any time, nil unless Problem.Dense.
	Dense *Dense
	// Ends says for each row where it stopped.
	Ends []Ending
	// Spare is the arrays that earlier solves have left, for SolveInto.
	Spare any
}

// Ending is where a row has stopped.
type Ending struct {
	// T is the time: T1, that of a terminal event, or where the row failed.
	T float64
	// H is the step tried last, and Largest the size of the largest that was accepted: what lies
	// closer together may have been missed.
	H, Largest float64
}
