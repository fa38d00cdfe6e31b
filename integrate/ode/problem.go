// A batch of initial values, the interval, and where the solution is wanted.

package ode

import "github.com/gorgoflow/gorgoflow/graph"

// Problem is a batch of initial values and the interval to solve over, in either
// direction.
type Problem[T graph.Float] struct {
	// T0 is where Y is given and T1 where the solution is wanted.
	T0, T1 float64
	// Rows is the size R of the batch.
	Rows int
	// Y holds for each block of the system R×Width numbers, row after row; nil means
	// zeros, which is usual for a quadrature.
	Y [][]T
	// Args holds for each extra input R×Width numbers; nil means zeros.
	Args [][]T
	// SaveAt are where the solution is wanted, in order from T0 towards T1,
	// either end and repetitions being allowed. Solve finds it by the method's interpolant and takes the
	// steps it would take anyway; gradients let a step end on each of them.
	SaveAt []float64
	// RowSaveAt, in the place of SaveAt, are output times of each row's own: R lists, of any lengths, each in order.
	RowSaveAt [][]float64
	// TStops are times on which a step must end, in order.
	TStops []float64
	// JumpTimes are times strictly inside the interval, in order, at which the right-hand side is
	// discontinuous, and where System.Jump, if there is one, changes the state. The step
	// before sees times before the jump only and the step after times after it only, so
	// each must be a number of the solver's type.
	JumpTimes []float64
	// Dense asks for Solution.Dense.
	Dense bool
}
