package integrate

import (
	"cmp"
	"math"
)

// lane is what the loop knows of the row that occupies one place of a pack. With
// Shared control lane 0 stands for all of them.
type lane struct {
	row      int
	t        float64 // where the row is
	h        float64 // proposed step; while it is tried, the step tried
	from     float64 // where the step tried begins
	tried    float64 // the step tried
	next     float64 // where it leads
	last     bool    // the step tried leads to the end
	finished bool
	status   Status
	memory   controlMemory
	stats    Stats
	record   int32 // its last record on the tape

	// For solves that are watched.
	knot, grid, output int     // the next knot, fixed step and output time
	wanted             float64 // the step proposed, before it was cut to end on a knot
	landing            int     // 1 + the event on which the step tried is to end, or 0
}

// interval is the way from t0 to t1 and the limits on steps along it.
type interval struct {
	t0, t1   float64
	sign     float64
	min, max float64
	steps    int    // number of fixed steps
	knots    []knot // where steps must end, t1 last; nil if only there
}

func (p *plan) interval(t0, t1 float64) interval {
	length := math.Abs(t1 - t0)
	v := interval{t0: t0, t1: t1, sign: math.Copysign(1, t1-t0), steps: p.Steps, max: length}
	v.min = cmp.Or(p.MinStep, 16*p.epsilon*math.Max(math.Abs(t0), math.Abs(t1)))
	if p.MaxStep > 0 {
		v.max = math.Min(v.max, p.MaxStep)
	}
	if p.StepSize > 0 {
		v.steps = int(max(p.stepsOver(length), 1))
	}
	return v
}

// stepsOver is how many steps of StepSize an interval takes.
func (p *plan) stepsOver(length float64) float64 { return math.Ceil(length/p.StepSize - 1e-9) }

// grid returns the end of fixed step n, counted from 0: exactly t1 for the last.
func (p *plan) grid(v *interval, n int) float64 {
	switch {
	case n+1 >= v.steps:
		return v.t1
	case p.StepSize > 0:
		return v.t0 + v.sign*p.StepSize*float64(n+1)
	}
	return v.t0 + (v.t1-v.t0)*float64(n+1)/float64(v.steps)
}

// stretch lets the last step be a little longer than proposed, so that no tiny
// one is left over (as in Hairer's DOPRI5).
const stretch = 1.01

// propose sets the step to be tried. Single says that the program sees h in single
// precision: the row then advances by exactly what the program was given.
func (p *plan) propose(l *lane, v *interval, single bool) {
	switch {
	case v.knots != nil:
		p.proposeTo(l, v, single)
	case p.fixed:
		l.next = p.grid(v, l.stats.Accepted)
		l.last = l.next == v.t1
		l.h = l.next - l.t
	case math.Abs(l.h)*stretch >= math.Abs(v.t1-l.t):
		l.last, l.next, l.h = true, v.t1, v.t1-l.t
	default:
		l.last = false
		l.step(single)
	}
	l.from, l.tried = l.t, l.h
}

// step sets the end of the step proposed, and the step to what the clock advances by: the
// state must not go another way than the time.
func (l *lane) step(single bool) {
	if single {
		l.h = float64(float32(l.h))
	}
	l.next, l.h = taken(l.t, l.h)
}

// taken is the time at which a step from t ends, and its size: at least one spacing of numbers
// there. Far from 0 that is not the size asked for.
func taken(t, h float64) (next, size float64) {
	if next = t + h; next == t {
		next = math.Nextafter(t, math.Inf(int(math.Copysign(1, h))))
	}
	return next, next - t
}

// judge decides on the step tried from its error, 1 being just acceptable, and
// proposes the next. It reports whether the step is accepted.
func (p *plan) judge(l *lane, v *interval, e float64) bool {
	if p.fixed {
		return p.judgeFixed(l, e)
	}
	if e <= 1 || p.mustTake(l, v, e) {
		h := l.h * p.control.accepted(&l.memory, e)
		l.advance()
		l.h = v.sign * min(max(math.Abs(h), v.min), v.max)
		p.limit(l)
		return true
	}
	l.stats.Rejected++
	l.h *= p.control.refused(&l.memory, e)
	if !(math.Abs(l.h) >= v.min) && !p.tryLeast(l, v, e) {
		l.fail(failure(e))
		return false
	}
	p.limit(l)
	return false
}

// mustTake reports whether a step with too large an error is taken since it is the least.
func (p *plan) mustTake(l *lane, v *interval, e float64) bool {
	return p.acceptLeast && e <= math.MaxFloat64 && math.Abs(l.h) <= v.min*(1+1e-6)
}

// tryLeast sets the least step where that is to be taken whatever its error.
func (p *plan) tryLeast(l *lane, v *interval, e float64) bool {
	if !p.acceptLeast || math.Abs(l.tried) <= v.min*(1+1e-6) {
		return false
	}
	l.h = v.sign * v.min
	return true
}

// judgeFixed accepts every step that is finite.
func (p *plan) judgeFixed(l *lane, e float64) bool {
	if e != e {
		l.stats.Rejected++
		l.fail(NotFinite)
		return false
	}
	l.advance()
	return true
}

// advance takes the step tried.
func (l *lane) advance() {
	l.stats.Accepted++
	l.t = l.next
	l.finished = l.last
}

func (l *lane) fail(s Status) { l.finished, l.status = true, s }

// limit ends a row that has used up its steps.
func (p *plan) limit(l *lane) {
	if !l.finished && l.stats.Accepted+l.stats.Rejected >= p.MaxSteps {
		l.fail(OutOfSteps)
	}
}

// failure tells a right-hand side that is not finite from one that is too steep.
func failure(e float64) Status {
	if e <= math.MaxFloat64 {
		return StepTooSmall
	}
	return NotFinite
}
