// A batch of initial values, the interval, and where the solution is wanted.

package ode

import "github.com/gorgoflow/gorgoflow/graph"

// Problem is a batch of initial values and the interval to solve over, forwards or backwards in time.
type Problem[T graph.Float] struct {
	// T0 is the time of Y, and T1 the time at which the solution is wanted.
	T0, T1 float64
	// Rows is the size R of the batch.
	Rows int
	// Y holds R×Width numbers for each block of the system, row after row; nil means zeros, as is usual for a
	// quadrature.
	Y [][]T
	// Args holds R×Width numbers for each constant input; nil means zeros.
	Args [][]T
	// SaveAt are the output times, in order from T0 to T1. Both ends and repetitions are allowed. Solve evaluates the
	// method's interpolant there and takes the steps that it would take anyway. So do gradients by Replay; those by
	// Backsolve end a step on each output time.
	SaveAt []float64
	// RowSaveAt stands in the place of SaveAt, which is then empty: R lists of output times, one for each row, of any
	// lengths, each in order.
	RowSaveAt [][]float64
	// TStops are times on which a step must end, in order.
	TStops []float64
	// JumpTimes are times strictly inside the interval, in order, at which the right-hand side is discontinuous.
	// System.Jump, if there is one, changes the state there. The step before a jump sees only times before it and the
	// step after only times after it, so each must be a number of the solver's type. That step is chosen as the
	// first one of the solve is, but no longer than the steps before allow.
	JumpTimes []float64
	// Dense asks for Solution.Dense.
	Dense bool
}
