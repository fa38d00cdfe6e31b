// Events and jumps.

package ode

import (
	"github.com/gorgoflow/gorgoflow/graph"
	G "gorgonia.org/gorgonia"
)

// Event is what happens to a row where a function g(t, y) changes sign. It is located on the method's interpolant, to
// the rounding of the number type. A zero at the very start is no event. Neither is a start beyond one: a row whose g has
// from T0 on the sign that it has after a terminal event goes on until g changes sign, as by SciPy's solve_ivp. So does
// a row that a jump takes across the zero, at a known time or at another event.
//
// g and dg/dt are evaluated six times a step. Adaptive steps are kept short enough, by repeating them if need be, for
// the cubics through these points to follow g to a tenth of its size in the step. Where such a cubic comes near 0 and
// turns back, g is evaluated at the turning point too. Changes of g of less than ATol + RTol·max|g|, a g whose
// oscillations all six points miss with their slopes, fixed steps, and functions without a derivative are not guarded
// in this manner: two changes of sign between neighbouring points can then be missed. Settings.MaxStep helps
// (Ending.Largest is the largest step of a row). A NaN has no sign: where no shorter step avoids one, other than at T0 or
// just after a jump, the row ends with status NotFinite.
//
// Where an event is terminal or has a Jump, the step is repeated so that it ends there; the first try then counts as
// rejected. Such events exclude Settings.Shared. All events whose crossings cannot be told apart in time happen
// together: the jumps of those that are not terminal are applied in the order of System.Events, and then a terminal
// event ends the row. Such a row has no gradient. A row whose jumps come ever faster, until they cannot be told apart
// in time, ends with status Zeno (this needs the derivative of g).
type Event struct {
	Name string
	// Function adds g, R×1, to a graph. It has the arguments of System.Build.
	Function func(b *graph.Builder, t *G.Node, y, args []*G.Node) (*G.Node, error)
	// Direction says which changes of sign count, in the direction of integration: +1 where g rises, −1 where g falls,
	// 0 both.
	Direction int
	// Terminal says that the event ends the row, with Status Stopped. A row that reaches T1 without any terminal event
	// has Status NoEvent, which is an error, unless the event is Optional.
	Terminal, Optional bool
	// Jump changes the state where the event happens, as System.Jump does; nil leaves the state as it is. That of a
	// terminal event has no effect: the row ends before it. The step after a jump is chosen as after one of JumpTimes.
	Jump func(b *graph.Builder, t *G.Node, y, args []*G.Node) ([]*G.Node, error)
}

// Occurrence is an event that happened to a row.
type Occurrence[T graph.Float] struct {
	// Event is the index in System.Events.
	Event int
	T     float64
	// Y holds the R×Width numbers of each state at T, before a jump; nil for a quadrature.
	Y [][]T
}
