// What happens to a row at the end of a step.

package control

import "github.com/gorgoflow/gorgoflow/integrate/ode"

// EventKind says what sets the time of an event, in the words of hybrid systems: a time event is
// known beforehand, a state event is where a function of the state changes its sign.
type EventKind uint8

// Kinds of an Event.
const (
	NoEvent EventKind = iota
	TimeEvent
	StateEvent
)

// Event is what happens to a row at the end of a step. The zero Event is none.
type Event struct {
	Kind  EventKind
	Index int // of a state event in System.Events
}

// AtJumpTime is what happens at Problem.JumpTimes.
var AtJumpTime = Event{Kind: TimeEvent}

// AtState is the state event of an index in System.Events.
func AtState(index int) Event { return Event{Kind: StateEvent, Index: index} }

// Happens reports whether there is an event.
func (e Event) Happens() bool { return e.Kind != NoEvent }

// JumpEvents lists the events at which a system of that many state events may change the state,
// in the order in which the changes follow one another.
func JumpEvents(states int) []Event {
	list := []Event{AtJumpTime}
	for i := range states {
		list = append(list, AtState(i))
	}
	return list
}

// Lands reports whether steps must end on an event.
func Lands(e *ode.Event) bool { return e.Terminal || e.Jump != nil }

// AnyLands reports whether events end rows or change them.
func AnyLands(s *ode.System) bool {
	for i := range s.Events {
		if Lands(&s.Events[i]) {
			return true
		}
	}
	return false
}
