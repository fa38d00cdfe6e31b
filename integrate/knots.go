package integrate

import (
	"cmp"
	"math"
	"slices"

	"github.com/gorgoflow/gorgoflow/graph"
)

// knot is a time on which a step must end.
type knot struct {
	t      float64
	jump   bool
	output int // index of the output time, the first of equal ones, or -1
}

// knots lists where steps must end, t1 last, in the memory of another list. With outputs the
// output times are among them.
func knotsOf[T graph.Float](p *Problem[T], list []knot, outputs bool) []knot {
	sign := math.Copysign(1, p.T1-p.T0)
	list = append(list[:0], knot{t: p.T1, output: -1})
	for _, t := range p.Stops {
		list = append(list, knot{t: t, output: -1})
	}
	for _, t := range p.Jumps {
		list = append(list, knot{t: t, jump: true, output: -1})
	}
	for i, t := range p.Times {
		if outputs {
			list = append(list, knot{t: t, output: i})
		}
	}
	slices.SortFunc(list, func(a, b knot) int { return cmp.Compare(sign*a.t, sign*b.t) })
	return merged(list, p.T0)
}

// merged makes one knot of those at one time, and none at the start.
func merged(list []knot, t0 float64) []knot {
	out := list[:0]
	for _, k := range list {
		last := len(out) - 1
		switch {
		case k.t == t0:
		case last >= 0 && out[last].t == k.t:
			out[last].jump = out[last].jump || k.jump
			if out[last].output < 0 || k.output >= 0 && k.output < out[last].output {
				out[last].output = k.output
			}
		default:
			out = append(out, k)
		}
	}
	return out
}

// proposeTo is propose where steps must end on knots.
func (p *plan) proposeTo(l *lane, v *interval, single bool) {
	k := &v.knots[l.knot]
	l.wanted = l.h
	switch {
	case p.fixed && l.landing == 0:
		l.next = k.t
		if end := p.grid(v, l.grid); v.sign*(k.t-end) > p.gridSlack(v) {
			l.next = end
		}
		l.h = l.next - l.t
	case l.landing == 0 && math.Abs(l.h)*stretch >= math.Abs(k.t-l.t):
		l.next, l.h = k.t, k.t-l.t
	default:
		l.step(single)
	}
	l.last = l.next == v.t1
	if k.jump && l.next == k.t {
		l.h = shortOf(k.t, l.t, single)
	}
}

// gridSlack is how near a fixed step may end to a knot without being another step.
func (p *plan) gridSlack(v *interval) float64 {
	if p.StepSize > 0 {
		return 1e-9 * p.StepSize
	}
	return 1e-9 * math.Abs(v.t1-v.t0) / float64(v.steps)
}

// arrive moves a lane that has taken its step on to the next knot and returns the one
// it has reached, nil if it has not. A step that was cut to end there says little about
// the next: that is at least the one that was cut.
func (p *plan) arrive(l *lane, v *interval) *knot {
	if p.fixed && v.sign*(p.grid(v, l.grid)-l.next) <= p.gridSlack(v) {
		l.grid++
	}
	k := &v.knots[l.knot]
	if l.next != k.t {
		return nil
	}
	l.knot++
	if l.landing == 0 {
		l.h = v.sign * max(math.Abs(l.h), math.Abs(l.wanted))
	}
	return k
}

// shortOf is the longest step from t whose end, as the program computes it, comes before
// the end given.
func shortOf(end, t float64, single bool) float64 {
	if single {
		before := math.Nextafter32(float32(end), float32(t))
		h := before - float32(t)
		for h != 0 && (float32(t)+h-before)*sign32(h) > 0 {
			h = math.Nextafter32(h, 0)
		}
		return float64(h)
	}
	before := math.Nextafter(end, t)
	h := before - t
	for h != 0 && (t+h-before)*math.Copysign(1, h) > 0 {
		h = math.Nextafter(h, 0)
	}
	return h
}

func sign32(h float32) float32 { return float32(math.Copysign(1, float64(h))) }

// after is the first time that the program can tell from t in the direction of end.
func after(t, end float64, single bool) float64 {
	if single {
		return float64(math.Nextafter32(float32(t), float32(end)))
	}
	return math.Nextafter(t, end)
}
