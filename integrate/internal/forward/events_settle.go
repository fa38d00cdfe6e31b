// Deciding which rows repeat their step because of an event.

package forward

import (
	"cmp"
	"math"
	"slices"

	"github.com/gorgoflow/gorgoflow/integrate/internal/control"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/gorgoflow/gorgoflow/internal/elementary"
)

// settle sends back lanes whose steps are too long or must end on an event, and notes the other events.
func (e *eventFinder[T]) settle() {
	e.refine()
	slices.SortStableFunc(e.found, func(x, y bracket) int {
		return cmp.Or(cmp.Compare(x.b, y.b), cmp.Compare(x.event, y.event))
	})
	for i := range e.found {
		c := &e.found[i]
		lane := &e.rows[c.lane]
		switch {
		case !control.Lands(&e.System.Events[c.event]) || !e.takes(c.lane):
		case lane.Landing.Happens() && c.b >= 1-e.part(lane):
			e.next[c.event][c.lane].acts(c) // the step ends where this event happens too
		default:
			e.endOn(c)
		}
	}
	e.accepted = slices.DeleteFunc(e.accepted, func(l int) bool { return !e.takes(l) })
	for _, l := range e.accepted {
		for i := range e.now {
			e.now[i][l] = e.next[i][l]
		}
	}
	e.noteOthers()
}

// part is together as a fraction of the step.
func (e *eventFinder[T]) part(lane *control.Row) float64 {
	return e.together(lane) / math.Abs(lane.Tried)
}

// endOn makes the step of a lane end on a crossing, and on all crossings at the same time.
func (e *eventFinder[T]) endOn(c *bracket) {
	lane := &e.rows[c.lane]
	near, end := e.part(lane), c.b
	here := c.b >= 1-near
	states := e.now
	if here {
		states = e.next
	}
	for i := range e.now {
		states[i][c.lane].act = 0
	}
	for i := range e.found {
		if d := &e.found[i]; d.lane == c.lane && d.b >= c.b && d.b <= c.b+near {
			states[d.event][d.lane].acts(d)
			end = d.b
		}
	}
	if !here {
		e.sendBack(c.lane, end)
	}
	lane.Landing = control.AtState(c.event)
}

// acts records that the step is to end on a crossing.
func (y *eventState) acts(c *bracket) {
	y.act, y.miss = -math.Copysign(1, c.ga), max(math.Abs(c.ga), math.Abs(c.gb))
}

// sendBack makes a lane repeat a fraction of its step.
func (e *eventFinder[T]) sendBack(l int, part float64) {
	lane := &e.rows[l]
	evaluations := lane.Stats.Evaluations
	*lane = e.tried[l]
	lane.Stats.Evaluations = evaluations
	lane.Stats.Rejected++
	lane.Took, lane.Landing, lane.H = false, control.Event{}, part*lane.Tried
	e.Scheme.Limit(lane)
}

// refine sends lanes back whose steps are too long to follow the events, and bounds the growth of the other steps. In steps that
// the number type hardly tells from the time since T0, a jump leaves a function within its rounding error.
func (e *eventFinder[T]) refine() {
	for c := range e.controls() {
		lane := &e.rows[c]
		switch {
		case !e.takes(c):
		case e.misfits[c].unknown:
			e.reduce(c, e.call.Span.Least(lane.From), ode.NotFinite)
		case e.misfits[c].missed:
			e.reduce(c, 256*max(e.together(lane), 16*e.Scheme.Epsilon*math.Abs(lane.Next-e.call.Problem.T0)), ode.Zeno)
		case e.misfits[c].coarse > 1 && lane.Refined < maxRefined:
			refined := lane.Refined + 1
			e.sendBack(c, max(e.misfits[c].followable(), 0.2))
			lane.Refined = refined
		default:
			lane.Refined = 0
			if growth := math.Abs(lane.H / lane.Tried); growth > 1 && !lane.Landing.Happens() && growth*growth*growth*e.misfits[c].coarse > 0.7 {
				lane.H = math.Copysign(min(math.Abs(lane.H), math.Abs(lane.Tried)*max(e.misfits[c].followable(), 1)), lane.H)
			}
		}
	}
}

// followable is nine tenths of the factor by which a step has to be shorter, so that the functions are followed. Most steps are
// not much longer than the last, and do without this root.
func (m *misfit) followable() float64 { return 0.9 / elementary.Pow(m.coarse, 1./3) }

// reduce repeats a step with a tenth of its size: if the state came back to the zero of an event whose jump had just
// turned g back, or if g is NaN. If the step is among the least, or steps are fixed, the row ends.
func (e *eventFinder[T]) reduce(c int, least float64, why ode.Status) {
	lane := &e.rows[c]
	if !e.Scheme.Fixed && math.Abs(lane.Tried) > least {
		e.sendBack(c, 0.1)
		return
	}
	e.sendBack(c, 1)
	lane.Fail(why)
}
