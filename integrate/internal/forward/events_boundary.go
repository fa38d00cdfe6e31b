// The boundary between two segments of a row.

package forward

import (
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate/internal/control"
)

// Boundary is the end of a segment of a row: a tstop, or a state event on which a step ended.
type Boundary[T graph.Float] struct {
	T      float64
	Next   float64       // where the next segment begins: behind a jump time, the number after it
	Sets   control.Event // the state event that sets the time, if any does
	Jump   control.Event // what changes the state, if anything does
	Output int           // index of the output time, or −1
	Clash  bool          // an event happened at a jump time
	Many   bool          // several events ended or changed the row at once
	// The state before and after the jump, by block; nil for a quadrature.
	Before, After [][]T
}
