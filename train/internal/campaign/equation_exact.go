// The closed form of a random equation, from one jump or event to the next.
package main

import "math"

// occurrence is an event of the closed form.
type occurrence struct {
	event int
	t     float64
	y     []float64 // before a jump
}

// exact is the closed form of one row.
type exact struct {
	e       *equation
	levels  []float64
	pieces  []piece
	events  []occurrence
	end     float64
	stopped bool
	clear   bool // nothing comes so close to anything else that the solver's error could change the order
}

// piece is the solution from t to the beginning of the next piece.
type piece struct {
	t, area float64
	y       []float64
}

// solveExactly follows a row from its initial values.
func (e *equation) solveExactly(y0, levels []float64) *exact {
	x := &exact{e: e, levels: levels, end: e.t1, clear: true}
	x.pieces = []piece{{e.t0, 0, y0}}
	x.checkLevels(y0, -1)
	for len(x.events) < 100 && x.clear {
		t, event, ends := x.next()
		if ends {
			return x
		}
		y, area := x.at(t)
		if event >= 0 {
			x.events = append(x.events, occurrence{event, t, y})
			if e.happenings[event].terminal {
				x.end, x.stopped = t, true
				return x
			}
		}
		x.begin(t, area, y, event)
	}
	x.clear = false
	return x
}

// begin starts a piece after event what, or after a jump in time for −1, from the state y.
func (x *exact) begin(t, area float64, y []float64, event int) {
	after := append([]float64(nil), y...)
	if event < 0 {
		x.e.jump.apply(after)
	} else if c := x.e.happenings[event].jump; c != nil {
		c.apply(after)
	}
	x.pieces = append(x.pieces, piece{t, area, after})
	x.checkLevels(after, event)
}

// checkLevels gives up on a row that starts close to the level of an event. An event that has just happened, and left its
// component as it was, is exempt.
func (x *exact) checkLevels(y []float64, just int) {
	for i, h := range x.e.happenings {
		if h.component < 0 || math.Abs(y[h.component]-x.levels[i]) > x.e.away {
			continue
		}
		if i != just || h.jump != nil && h.jump.component == h.component {
			x.clear = false
		}
	}
}

// next finds the first event or jump after the beginning of the last piece. It gives up if two of them are close to one
// another.
func (x *exact) next() (t float64, event int, ends bool) {
	from := x.pieces[len(x.pieces)-1].t
	t, event, ends = x.e.t1, -1, true
	second := math.Inf(1)
	consider := func(at float64, which int, isEnd bool) {
		switch forward := (at - from) * x.sign(); {
		case forward < (t-from)*x.sign():
			second, t, event, ends = math.Abs(t-from), at, which, isEnd
		default:
			second = min(second, forward)
		}
	}
	for _, at := range x.e.jumps {
		if (at-from)*x.sign() > 0 {
			consider(at, -1, false)
		}
	}
	for i := range x.e.happenings {
		if at, ok := x.crossing(i); ok {
			consider(at, i, false)
		}
	}
	x.clear = x.clear && math.Abs(t-from) > x.e.gap && second-math.Abs(t-from) > x.e.gap
	return t, event, ends
}

func (x *exact) sign() float64 { return math.Copysign(1, x.e.t1-x.e.t0) }

// crossing is the next time at which an event's function vanishes in the event's direction.
func (x *exact) crossing(i int) (t float64, ok bool) {
	if x.e.happenings[i].component < 0 {
		return x.zeroOfSine(i), true
	}
	return x.reaches(i)
}

// zeroOfSine is the next time phase + k·period: in time's own direction the sine rises where k is even.
func (x *exact) zeroOfSine(i int) float64 {
	h, from := x.e.happenings[i], x.pieces[len(x.pieces)-1].t
	k := math.Round((from - h.phase) / h.period)
	for {
		t := h.phase + k*h.period
		even := math.Mod(k, 2) == 0
		rises := even == (x.sign() > 0)
		right := h.direction == 0 || rises == (h.direction == +1)
		if right && (t-from)*x.sign() > 1e-6*h.period && !x.isLast(i, t) {
			return t
		}
		k += x.sign()
	}
}

// isLast reports whether the last event was this one, at this time.
func (x *exact) isLast(i int, t float64) bool {
	n := len(x.events)
	return n > 0 && x.events[n-1].event == i && math.Abs(x.events[n-1].t-t) < 1e-3*x.e.happenings[i].period
}

// reaches is the time at which a linear component reaches its level, which it does at most once.
func (x *exact) reaches(i int) (t float64, ok bool) {
	h, p, level := x.e.happenings[i], x.pieces[len(x.pieces)-1], x.levels[i]
	y, a, b := p.y[h.component], x.e.a[h.component], x.e.b[h.component]
	if math.Abs(y-level) < x.e.away/2 { // the component has just been at the level
		return 0, false
	}
	wait := (level - y) / b
	if a != 0 {
		wait = math.Log((level+b/a)/(y+b/a)) / a
	}
	if math.IsNaN(wait) || wait*x.sign() <= 0 || math.Abs(wait) > 1.5*math.Abs(x.e.t1-x.e.t0) {
		return 0, false
	}
	slope := (a*level + b) * x.sign()
	if math.Abs(slope) < x.e.least {
		x.clear = false
	}
	return p.t + wait, h.direction == 0 || slope > 0 == (h.direction == +1)
}

// at is the solution at a time. At the beginning of a piece it is the solution of the piece before.
func (x *exact) at(t float64) (y []float64, area float64) {
	p := x.pieces[0]
	for _, q := range x.pieces[1:] {
		if (t-q.t)*x.sign() > 0 {
			p = q
		}
	}
	e, s := x.e, t-p.t
	for i, a := range e.a {
		y = append(y, p.y[i]*math.Exp(a*s)+e.b[i]*phi1(a, s))
	}
	y = append(y, p.y[len(e.a)]+e.c/e.ω*(math.Sin(e.ω*(t-e.t0))-math.Sin(e.ω*(p.t-e.t0))))
	return y, p.area + p.y[0]*phi1(e.a[0], s) + e.b[0]*phi2(e.a[0], s)
}

// phi1 is ∫₀ˢ eᵃᵘ du.
func phi1(a, s float64) float64 {
	if a == 0 {
		return s
	}
	return math.Expm1(a*s) / a
}

// phi2 is ∫₀ˢ phi1(a, u) du.
func phi2(a, s float64) float64 {
	if a == 0 {
		return s * s / 2
	}
	return (phi1(a, s) - s) / a
}

// isClose reports whether t is so near to a jump or event that the solver's error decides on which side of it t is.
func (x *exact) isClose(t float64) bool {
	for _, p := range x.pieces[1:] {
		if math.Abs(p.t-t) < x.e.gap {
			return true
		}
	}
	return math.Abs(x.end-t) < x.e.gap && x.stopped
}
