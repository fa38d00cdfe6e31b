// Finding changes of sign of event functions in a step.

package forward

import (
	"math"

	"github.com/gorgoflow/gorgoflow/integrate/internal/control"
)

// scan queues the changes of sign of an event's function in the step of a lane.
func (e *eventFinder[T]) scan(event, l int) {
	control := &e.rows[e.controlOf(l)]
	state := e.now[event][l]
	if state.fresh {
		e.renew(&state, event, l)
	}
	if first := e.g[0][event][l]; first == first {
		state.largest = max(state.largest, math.Abs(first))
	}
	from := 0.0
	for s, θ := range samples[1:] {
		g := e.g[s+1][event][l]
		state.largest = max(state.largest, math.Abs(g))
		switch {
		case state.act != 0 && θ == 1 && control.Landing.Happens(): // this is the zero that the step was to end on
			continue
		case g == 0 && θ < 1, state.waits && e.near(&state, g):
			continue
		case state.waits:
			state.waits = false
			e.misfits[e.controlOf(l)].missed = e.misfits[e.controlOf(l)].missed || state.turned && g*state.crossed > 0 && e.System.Events[event].Jump != nil
			if g*state.crossed < 0 {
				e.back(l, event, s)
			}
		case state.value < 0 && g >= 0 || state.value > 0 && g <= 0:
			e.enqueue(l, event, from, θ, state.value, g)
		case state.value == 0:
			e.back(l, event, s)
		case from == samples[s]:
			e.dip(l, event, s)
		}
		state.value, from = g, θ
	}
	e.next[event][l] = state
}

// renew takes note of an event's function where a row begins, or goes on after events.
func (e *eventFinder[T]) renew(state *eventState, event, l int) {
	first := e.g[0][event][l]
	state.fresh, state.value = false, first
	state.waits = state.waits && !e.ledAway(state, first)
	if !state.waits {
		return
	}
	state.value = 0 // the sign would be that of a rounding error
	rounding := 64 * e.Scheme.Epsilon * math.Abs(e.dg[len(samples)-1][event][l])
	slope := float64(state.crossed * e.dg[0][event][l])
	before := float64(state.crossed * state.slope * e.rows[e.controlOf(l)].Tried)
	state.turned = slope <= rounding && before-slope > rounding && e.program.Sloped
}

// near says that g is so close to the zero of the last event that it cannot be told from it.
func (e *eventFinder[T]) near(state *eventState, g float64) bool {
	return math.Abs(g) <= float64(4*state.miss)+float64(16*e.Scheme.Epsilon*state.largest)
}

// ledAway says that a jump has changed g itself: the event can then happen at once.
func (e *eventFinder[T]) ledAway(state *eventState, g float64) bool {
	return math.Abs(g-state.landed) > float64(4*math.Abs(state.landed))+float64(64*e.Scheme.Epsilon*state.largest)
}

// together is the distance in time below which crossings cannot be told apart. The loop counts time in float64; functions
// of time see it in the state's type. Numbers near 0 are so close to each other that a step could be shortened for ever.
func (e *eventFinder[T]) together(control *control.Row) float64 {
	spacing := 0x1p-52
	if e.program.Timed {
		spacing = e.Scheme.Epsilon
	}
	return 16 * max(spacing*math.Abs(control.Next), e.Scheme.Epsilon*math.Abs(control.Tried), e.call.Span.Shortest)
}

// enqueue queues a change of sign between two samples if the event wants its direction.
func (e *eventFinder[T]) enqueue(l, event int, a, b, ga, gb float64) {
	if d := e.System.Events[event].Direction; d == 0 || (ga < 0) == (d > 0) {
		e.queue = append(e.queue, newBracket(l, event, a, b, ga, gb, e.Scheme.Epsilon))
	}
}

// followed is how well an event's function must agree, between two samples, with the trapezoidal rule from its slopes,
// relative to its size in a step. The error of that rule is of order 3.
const followed = 0.1

// maxRefined is the most times that a step is repeated to follow the events: a function that jumps never agrees with
// its slopes.
const maxRefined = 8

// follow computes the cube of the factor by which a step is too long to follow an event's function.
func (e *eventFinder[T]) follow(event, l int) {
	c := e.controlOf(l)
	if e.Scheme.Fixed || !e.program.Sloped || e.rows[c].Landing.Happens() {
		return
	}
	size, miss := 0.0, 0.0
	if g := e.g[0][event][l]; g != g {
		return
	}
	for s := range samples {
		size = max(size, math.Abs(e.g[s][event][l]))
		if s == 0 {
			continue
		}
		half := (samples[s] - samples[s-1]) / 2
		change := e.g[s][event][l] - e.g[s-1][event][l]
		miss = max(miss, math.Abs(change-float64(half*(e.dg[s-1][event][l]+e.dg[s][event][l]))))
	}
	size = max(size, e.Scheme.ATol+float64(e.Scheme.RTol*e.next[event][l].largest))
	e.misfits[c].coarse = max(e.misfits[c].coarse, miss/(followed*size))
}

// dip is a point at which an event's function comes near zero and turns back. Where ga is 0 it leaves a zero and turns
// back towards it.
type dip struct {
	lane, event  int
	a, b, ga, gb float64
	x            float64
}

// dip queues the turning point of the cubic between samples s and s+1 if it comes near zero.
func (e *eventFinder[T]) dip(l, event, s int) {
	ga, gb, da, db := e.ends(l, event, s)
	if !(ga*gb > 0 && ga*da < 0 && gb*db > 0) {
		return
	}
	x, p := turning(ga, gb, da, db)
	if p*ga > 0 && math.Abs(p) > 0.25*min(math.Abs(ga), math.Abs(gb)) {
		return
	}
	e.turnsAt(dip{lane: l, event: event, ga: ga, gb: gb}, s, x)
}

// back queues the turning point of the cubic between samples s and s+1 if it leaves the zero of an event, or where a row
// begins, and comes back through it.
func (e *eventFinder[T]) back(l, event, s int) {
	ga, gb, da, db := e.ends(l, event, s)
	if da*gb < 0 && db*gb > 0 {
		x, _ := turning(ga, gb, da, db)
		e.turnsAt(dip{lane: l, event: event, gb: gb}, s, x)
	}
}

// ends are the values of an event's function at samples s and s+1, and its slopes times the distance of the two.
func (e *eventFinder[T]) ends(l, event, s int) (ga, gb, da, db float64) {
	width := samples[s+1] - samples[s]
	return e.g[s][event][l], e.g[s+1][event][l], float64(e.dg[s][event][l] * width), float64(e.dg[s+1][event][l] * width)
}

// turning is the point between 0 and 1 at which the cubic through two values with their slopes turns, and its value there.
func turning(ga, gb, da, db float64) (x, p float64) {
	// p = ga + da x + c₂x² + c₃x³, p' = 0: the root between 0 and 1, without cancellation.
	c2, c3 := float64(3*(gb-ga))-float64(2*da)-db, da+db-float64(2*(gb-ga))
	x = -da / (c2 + math.Copysign(math.Sqrt(max(float64(c2*c2)-float64(3*c3*da), 0)), c2))
	if !(x > 0 && x < 1) {
		x = 0.5
	}
	slope := da + float64(x*(c2+float64(x*c3)))
	return x, ga + float64(x*slope)
}

// turnsAt queues a dip at a fraction x of the way between samples s and s+1.
func (e *eventFinder[T]) turnsAt(d dip, s int, x float64) {
	d.a, d.b = samples[s], samples[s+1]
	d.x = d.a + float64(x*(d.b-d.a))
	e.dips = append(e.dips, d)
}

// dive evaluates the functions at the dips and queues both changes of sign of those that pass through zero. Of those that
// leave a zero it queues the second one.
func (e *eventFinder[T]) dive() error {
	for _, d := range e.dips {
		e.put(d.lane, d.x)
		if err := e.run(); err != nil {
			return err
		}
		switch g := e.at(d.event, d.lane); {
		case g*d.ga < 0:
			e.enqueue(d.lane, d.event, d.a, d.x, d.ga, g)
			e.enqueue(d.lane, d.event, d.x, d.b, g, d.gb)
		case d.ga == 0 && g*d.gb < 0 && !e.near(&e.next[d.event][d.lane], g):
			e.enqueue(d.lane, d.event, d.x, d.b, g, d.gb)
		}
	}
	return nil
}
