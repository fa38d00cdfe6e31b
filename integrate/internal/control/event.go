// What happens to a row at the end of a step.

package control

import "github.com/gorgoflow/gorgoflow/integrate/ode"

// EventKind says what sets the time of an event. As in the theory of hybrid systems, a time event happens at a known
// time; a state event happens where a function of the state changes sign.
type EventKind uint8

// The kinds of an Event.
const (
	NoEvent EventKind = iota
	TimeEvent
	StateEvent
)

// Event is what happens to a row at the end of a step. The zero Event means that nothing happens.
type Event struct {
	Kind  EventKind
	Index int // of a state event: its index in System.Events
}

// AtJumpTime is the event at a time of Problem.JumpTimes.
var AtJumpTime = Event{Kind: TimeEvent}

// AtState is the state event with an index in System.Events.
func AtState(index int) Event { return Event{Kind: StateEvent, Index: index} }

// Happens reports whether there is an event.
func (e Event) Happens() bool { return e.Kind != NoEvent }

// JumpEvents lists the events that may change the state of a system with that many state events. Changes at one time
// follow each other in this order.
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
