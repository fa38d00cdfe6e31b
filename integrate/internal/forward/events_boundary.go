// The boundary of two segments of a row: a tstop, or an event on which a step has ended.

package forward

import (
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate/internal/control"
)

// Boundary is where a row has come to a tstop, or to a state event on which a step ended: the end
// of a segment.
type Boundary[T graph.Float] struct {
	T      float64
	Next   float64       // where the next segment begins: a rounding later after Problem.JumpTimes
	Sets   control.Event // the state event that sets the time, if any does
	Jump   control.Event // what changes the state, if anything does
	Output int           // index of the output time, or −1
	Clash  bool          // an event fell on a jump time
	Many   bool          // several events ended or changed the row at once
	// The state before and after the jump, by block; nil for a quadrature.
	Before, After [][]T
}
