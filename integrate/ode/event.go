// Events and jumps.

package ode

import (
	"github.com/gorgoflow/gorgoflow/graph"
	G "gorgonia.org/gorgonia"
)

// Event is something that happens where a function g(t, y) changes sign. It is located on
// the method's interpolant, to the rounding of the number type. A zero at the very start is
// no event.
//
// g and dg/dt are looked at six times a step. Adaptive steps are repeated, and grow no faster,
// so that the cubics through these points follow g to a tenth of its size in the step; where
// such a cubic comes near 0 and turns back, g is looked at at the turning point too. Changes of g of less than
// ATol + RTol·max|g|, a g whose oscillations all six points miss with their slopes, fixed steps,
// and functions without a derivative are not guarded so: what undoes itself between two
// points can then be missed, and Settings.MaxStep helps (Solution.LargestStep says what the
// steps were).
//
// Where an event is terminal or has a Jump, the step is repeated so that it ends there;
// the first try then counts as rejected. This does not go with Settings.Shared. All events whose crossings
// cannot be told apart in time happen together: their jumps follow one another in the order of
// System.Events, and a terminal one ends the row after them. Such a row has no gradient. Jumps
// that turn g back, but ever less, until they cannot be told apart, end the row with status Zeno
// (this takes the derivative of g).
type Event struct {
	Name string
	// Function adds g to a graph: R×1. It gets what System.Build gets.
	Function func(b *graph.Builder, t *G.Node, y, extras []*G.Node) (*G.Node, error)
	// Direction says which changes of sign count, in the direction of integration: +1 those where g
	// rises, −1 those where g falls, 0 both.
	Direction int
	// Terminal ends the row; its Status is then Stopped. A row that reaches T1 without any
	// terminal event has Status NoEvent, which is an error, unless Optional.
	Terminal, Optional bool
	// Jump, as System.Jump, changes the state where the event happens; nil leaves it.
	Jump func(b *graph.Builder, t *G.Node, y, extras []*G.Node) ([]*G.Node, error)
}

// Occurrence is an event that happened to a row.
type Occurrence[T graph.Float] struct {
	// Event is the index in System.Events.
	Event int
	T     float64
	// Y holds for each state its numbers at T, before a jump; nil for a quadrature.
	Y [][]T
}
