package control

import (
	"cmp"
	"math"

	"github.com/gorgoflow/gorgoflow/integrate/ode"
)

// Row is what the loop knows of the row that occupies one lane of a pack. With
// Shared control lane 0 stands for all of them.
type Row struct {
	Row      int
	T        float64 // where the row is
	H        float64 // proposed step; while it is tried, the step tried
	From     float64 // where the step tried begins
	Tried    float64 // the step tried
	Next     float64 // where it leads
	last     bool    // the step tried leads to the end
	Finished bool
	Status   ode.Status
	Memory   Memory
	Stats    ode.Stats
	Largest  float64 // the largest step taken
	Record   int32   // its last record on the tape

	First, final float64 // the times that the stages of the step tried may see

	// For calls whose steps are looked at.
	NextTstop, NextFixed, NextOutput int     // the next tstop, fixed step and output time
	wanted                           float64 // the step proposed, before it was cut to end on a tstop
	Landing                          Event   // the first state event on which the step tried is to end
	Refined                          int     // how often the step tried was repeated to follow the events
}

// Span is the interval from t0 to t1 and the limits on steps in it.
type Span struct {
	T0, T1      float64
	Sign        float64
	min, Max    float64
	First, Last float64 // the times that stages may see
	steps       int     // number of fixed steps
	Tstops      []Tstop // where steps must end, t1 last; nil if only there
}

func (p *Plan) Span(t0, t1 float64) Span {
	length := math.Abs(t1 - t0)
	v := Span{T0: t0, T1: t1, Sign: math.Copysign(1, t1-t0), steps: p.Steps, Max: length}
	if p.MaxStep > 0 {
		v.Max = math.Min(v.Max, p.MaxStep)
	}
	v.min = cmp.Or(p.MinStep, min(v.Max, 16*max(p.Epsilon*length, 0x1p-52*max(math.Abs(t0), math.Abs(t1)))))
	if p.StepSize > 0 {
		v.steps = int(max(p.StepsOver(length), 1))
	}
	return v
}

// StepsOver is how many steps of StepSize an interval takes.
func (p *Plan) StepsOver(length float64) float64 { return math.Ceil(length/p.StepSize - 1e-9) }

// grid returns the end of fixed step n, counted from 0: exactly t1 for the last.
func (p *Plan) grid(v *Span, n int) float64 {
	switch {
	case n+1 >= v.steps:
		return v.T1
	case p.StepSize > 0:
		return v.T0 + v.Sign*p.StepSize*float64(n+1)
	}
	return v.T0 + (v.T1-v.T0)*float64(n+1)/float64(v.steps)
}

// Stretch lets the last step be a little longer than proposed, so that no tiny
// one is left over (as in Hairer's DOPRI5).
const Stretch = 1.01

// Propose sets the step to be tried.
func (p *Plan) Propose(l *Row, v *Span) {
	l.final = v.Last
	switch {
	case v.Tstops != nil:
		p.proposeTo(l, v)
	case p.Fixed:
		l.Next = p.grid(v, l.Stats.Accepted)
		l.last = l.Next == v.T1
		l.H = l.Next - l.T
	case math.Abs(l.H)*Stretch >= math.Abs(v.T1-l.T):
		l.last, l.Next, l.H = true, v.T1, v.T1-l.T
	default:
		l.last = false
		l.step(p.Single())
	}
	l.From, l.Tried = l.T, l.H
}

// Moment is the step tried as the stages see it.
func (l *Row) Moment() Moment {
	return Moment{From: l.From, Size: l.Tried, Next: l.Next, First: l.First, Last: l.final}
}

// step sets the end of the step proposed, and the step to the difference of both times: the state
// must not advance by another step than the time. In single precision the row advances by exactly
// the step that the program is given.
func (l *Row) step(single bool) {
	if single {
		l.H = float64(float32(l.H))
	}
	l.Next, l.H = Taken(l.T, l.H)
}

// Taken is the time at which a step from t ends, and its size: at least one spacing of numbers
// there. Far from 0 that is not the size asked for.
func Taken(t, h float64) (next, size float64) {
	if next = t + h; next == t {
		next = math.Nextafter(t, math.Inf(int(math.Copysign(1, h))))
	}
	return next, next - t
}

// Accept decides on the step tried from its error, 1 being just acceptable, and
// proposes the next. It reports whether the step is accepted.
func (p *Plan) Accept(l *Row, v *Span, e float64) bool {
	if p.Fixed {
		return p.acceptFixed(l, e)
	}
	if e <= 1 || p.mustTake(l, v, e) {
		h := l.H * l.Memory.Accepted(p.Control, e)
		l.advance()
		l.H = v.Sign * min(max(math.Abs(h), v.min), v.Max)
		p.Limit(l)
		return true
	}
	l.Stats.Rejected++
	l.H *= l.Memory.Refused(p.Control, e)
	if !(math.Abs(l.H) >= v.min) && !p.tryLeast(l, v, e) {
		l.Fail(failure(e))
		return false
	}
	p.Limit(l)
	return false
}

// mustTake reports whether a step with too large an error is taken since it is the least.
func (p *Plan) mustTake(l *Row, v *Span, e float64) bool {
	return p.AcceptLeast && e <= math.MaxFloat64 && math.Abs(l.H) <= v.min*(1+1e-6)
}

// tryLeast sets the least step where that is to be taken whatever its error.
func (p *Plan) tryLeast(l *Row, v *Span, e float64) bool {
	if !p.AcceptLeast || math.Abs(l.Tried) <= v.min*(1+1e-6) {
		return false
	}
	l.H = v.Sign * v.min
	return true
}

// acceptFixed accepts every step that is finite.
func (p *Plan) acceptFixed(l *Row, e float64) bool {
	if e != e {
		l.Stats.Rejected++
		l.Fail(ode.NotFinite)
		return false
	}
	l.advance()
	return true
}

// advance takes the step tried.
func (l *Row) advance() {
	l.Stats.Accepted++
	l.T = l.Next
	l.Largest = max(l.Largest, math.Abs(l.Next-l.From))
	l.Finished = l.last
}

func (l *Row) Fail(s ode.Status) { l.Finished, l.Status = true, s }

// Limit ends a row that has used up its steps.
func (p *Plan) Limit(l *Row) {
	if !l.Finished && l.Stats.Accepted+l.Stats.Rejected >= p.MaxSteps {
		l.Fail(ode.OutOfSteps)
	}
}

// failure tells a right-hand side that is not finite from one that is too steep.
func failure(e float64) ode.Status {
	if e <= math.MaxFloat64 {
		return ode.StepTooSmall
	}
	return ode.NotFinite
}

// Left is the number of steps to the end, of the size proposed.
func (l *Row) Left(v *Span) float64 { return math.Abs((v.T1 - l.T) / l.H) }
