// The step to try, and the decision on it.

package control

import (
	"math"

	"github.com/gorgoflow/gorgoflow/integrate/ode"
)

// Stretch lets the last step be a little longer than proposed, so that no tiny step is left (as in Hairer's DOPRI5).
const Stretch = 1.01

// Propose sets the step to try.
func (p *Scheme) Propose(l *Row, v *Span) {
	l.final = v.Last
	switch {
	case l.Tstops != nil:
		p.proposeTo(l, v)
	case p.Fixed:
		l.Next = p.grid(v, l.Stats.Accepted)
		l.last = l.Next == v.T1
		l.H = l.Next - l.T
	default:
		l.last = p.towards(l, v.T1, v)
	}
	l.From, l.Tried = l.T, l.H
}

// towards sets a step of the size proposed, or one that ends on a time which is hardly further away. It reports whether
// it is the latter.
func (p *Scheme) towards(l *Row, end float64, v *Span) (all bool) {
	left, longest := math.Abs(end-l.T), math.Abs(l.H)*Stretch
	if longest >= left {
		l.Next, l.H = end, end-l.T
		return true
	}
	if left <= few*longest {
		l.spread(left, math.Ceil(left/longest), v)
	}
	l.step(p.Single())
	return false
}

// few is the most steps that are made equal; with more, equal steps gain nothing.
const few = 4

// spread makes the n steps that are left equal. Equal steps have a smaller error than long ones followed by a short one.
func (l *Row) spread(left, n float64, v *Span) {
	if h := min(left/n, v.Max); h >= v.Least(l.T) {
		l.H = v.Sign * h
	}
}

// Moment returns the times of the step tried.
func (l *Row) Moment() Moment {
	return Moment{From: l.From, Size: l.Tried, Next: l.Next, First: l.First, Last: l.final}
}

// step sets the end of the step proposed, and its size to the difference of both times: the state must not advance by
// another step than the time. In single precision the row advances by exactly the step size that the program gets.
func (l *Row) step(single bool) {
	if single {
		l.H = float64(float32(l.H))
	}
	l.Next, l.H = Taken(l.T, l.H)
}

// Taken returns the time at which a step of size h from t ends, and the size of that step, which is at least one
// spacing of numbers at t. Far from 0 the size differs from h.
func Taken(t, h float64) (next, size float64) {
	if next = t + h; next == t {
		next = math.Nextafter(t, math.Inf(int(math.Copysign(1, h))))
	}
	return next, next - t
}

// Judge decides on the steps tried of rows from their errors, 1 being just acceptable, and proposes the next ones. It sets
// Took of each row. There is room for a number a row in factors.
func (p *Scheme) Judge(rows []Row, v *Span, e, factors []float64) {
	for l := range rows {
		p.decide(&rows[l], v, e[l])
	}
	if p.Fixed {
		return
	}
	p.Control.Factors(rows, e, factors)
	for l := range rows {
		p.resize(&rows[l], v, e[l], factors[l])
	}
}

// decide accepts or rejects the step tried.
func (p *Scheme) decide(l *Row, v *Span, e float64) {
	switch {
	case p.Fixed:
		p.decideFixed(l, e)
	case e <= 1 || p.mustTake(l, v, e):
		l.advance()
	default:
		l.Took = false
		l.Stats.Rejected++
	}
}

// resize sets the size of the next step, unless none follows.
func (p *Scheme) resize(l *Row, v *Span, e, factor float64) {
	switch {
	case l.Finished:
		return
	case l.Took:
		h := math.Abs(l.H * l.Memory.Accepted(e, factor))
		l.H = v.Sign * min(max(h, v.Least(l.T)), v.Max)
	default:
		l.H *= l.Memory.Refused(factor)
		if !(math.Abs(l.H) >= v.Least(l.T)) && !p.tryLeast(l, v) {
			l.Fail(failure(e))
			return
		}
	}
	p.Limit(l)
}

// mustTake reports whether a step is accepted in spite of its error since it is the least.
func (p *Scheme) mustTake(l *Row, v *Span, e float64) bool {
	return p.AcceptLeast && e <= math.MaxFloat64 && l.triedLeast(l.H, v)
}

// tryLeast sets the least step if AcceptLeast asks for it and it has not been tried. It reports whether it does.
func (p *Scheme) tryLeast(l *Row, v *Span) bool {
	if !p.AcceptLeast || l.triedLeast(l.Tried, v) {
		return false
	}
	l.H = v.Sign * v.Least(l.T)
	return true
}

// triedLeast reports whether a step is the least possible. The least step is longer where neighbouring times are
// further apart.
func (l *Row) triedLeast(h float64, v *Span) bool {
	least := v.Least(l.From)
	_, taken := Taken(l.From, v.Sign*least)
	return math.Abs(h) <= max(least*(1+1e-6), math.Abs(taken))
}

// decideFixed accepts a finite step of fixed size.
func (p *Scheme) decideFixed(l *Row, e float64) {
	if e == e {
		l.advance()
		return
	}
	l.Took = false
	l.Stats.Rejected++
	l.Fail(ode.NotFinite)
}

// advance moves the row to the end of the step tried.
func (l *Row) advance() {
	l.Stats.Accepted++
	l.T = l.Next
	l.Largest = max(l.Largest, math.Abs(l.Next-l.From))
	l.Took, l.Finished = true, l.last
}

func (l *Row) Fail(s ode.Status) { l.Finished, l.Status = true, s }

// Limit ends a row that has used up its steps. Of fixed steps only those count that events repeat.
func (p *Scheme) Limit(l *Row) {
	steps := l.Stats.Rejected
	if !p.Fixed {
		steps += l.Stats.Accepted
	}
	if !l.Finished && steps >= p.MaxSteps {
		l.Fail(ode.OutOfSteps)
	}
}

// failure is NotFinite for an error that is not finite, StepTooSmall for others.
func failure(e float64) ode.Status {
	if e <= math.MaxFloat64 {
		return ode.StepTooSmall
	}
	return ode.NotFinite
}

// Left is the number of steps to the end, at the size proposed.
func (l *Row) Left(v *Span) float64 { return math.Abs((v.T1 - l.T) / l.H) }
