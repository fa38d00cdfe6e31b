// Package forward is the loop over the rows of a batch: it keeps the lanes of one compiled step
// filled with rows until every row has come to its end.
//
// Runner.Solve in loop.go is the loop:
//
//	begin                          reset what the last solve has left
//	repeat
//	    fill                       give free lanes to rows       refill.go, initial.go, defer.go
//	    propose                    Scheme.Propose                loop.go, internal/control
//	    step                       run the program               loop.go
//	    measure                    the error norm of each row    error_norm.go
//	    accept                     Scheme.Judge: accept or reject loop.go
//	    observe                    outputs and events            observe.go
//	        judged                 eventFinder.look, record      events.go, output.go
//	        take                   the state moves on            take.go
//	        taken                  jumper.apply                  events_jump.go, events_note.go, initial_restart.go
//	        records.flush          tell the recorder             record.go
//	    retire                     save finished rows            retire.go
//	until no row is left
//
// The loop and the observer of its steps share a Pack (pack.go): the rows in the lanes, their
// quadratures and which of their steps are accepted. Without output times, events or jumps there
// is no observer.
//
// The event finder handles each accepted step in turn: sample the functions (events.go, events_inputs.go), scan them for
// changes of sign (events_scan.go), locate the roots (events_locate.go, events_itp.go), decide which lanes repeat their
// step (events_settle.go), and handle the steps that end on an event (events_land.go).
package forward
