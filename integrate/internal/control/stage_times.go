// A step in time, and what its stages may see of it.

package control

// Moment is a step in time, as the loop knows it. Times are float64 whatever the state is: what
// the right-hand side sees is rounded once, never added up in the state's type.
type Moment struct {
	From, Size, Next float64
	First, Last      float64 // no stage sees a time beyond these
}

// At is the time of a stage of abscissa c: exactly the end of the step for 1.
func (m Moment) At(c float64) float64 {
	t := m.From + float64(c*m.Size)
	if c == 1 {
		t = m.Next
	}
	return min(max(t, min(m.First, m.Last)), max(m.First, m.Last))
}

// Segment says how a problem is a part of a longer one. The zero value says that it is not.
type Segment struct {
	Part             bool // the interval may be short
	FromJump, ToJump bool // the beginning or the end is a jump of the right-hand side
}

// Reversed is the segment from the end to the beginning.
func (s Segment) Reversed() Segment {
	s.FromJump, s.ToJump = s.ToJump, s.FromJump
	return s
}

// TimesSeen are the first and the last time between t0 and t1 that the right-hand side may see,
// numbers of the state's type: next to a jump of the right-hand side at an end.
func (s Segment) TimesSeen(t0, t1 float64, single bool) (first, last float64) {
	first, last = t0, t1
	if single {
		first, last = float64(float32(t0)), float64(float32(t1))
	}
	start := first
	if s.FromJump {
		first = Beside(first, last, single)
	}
	if s.ToJump {
		last = Beside(last, start, single)
	}
	return first, last
}
