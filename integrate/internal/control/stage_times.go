// A step in time, and the times that its stages see.

package control

// Moment is a step in time. Its times are float64 whatever the type of the state: a time that the right-hand side sees
// is rounded once, and never accumulated in the state's type.
type Moment struct {
	From, Size, Next float64
	First, Last      float64 // no stage sees a time beyond these
}

// At is the time of a stage with abscissa c: for c = 1 exactly the end of the step.
func (m Moment) At(c float64) float64 {
	least, most := m.Bounds()
	return m.Within(c, least, most)
}

// Bounds are the earliest and the latest time that a stage may see.
func (m *Moment) Bounds() (least, most float64) {
	if m.First > m.Last {
		return m.Last, m.First
	}
	return m.First, m.Last
}

// Within is At between the bounds, for all stages of a step.
func (m *Moment) Within(c, least, most float64) float64 {
	t := m.From + float64(c*m.Size)
	if c == 1 {
		t = m.Next
	}
	switch { // min and max take five times as long, for NaN and zeros that are not here
	case t < least:
		return least
	case t > most:
		return most
	}
	return t
}

// Fraction is a time within the step as a fraction of it: exactly 1 at its end.
func (m Moment) Fraction(t float64) float64 {
	if t == m.Next {
		return 1
	}
	θ := (t - m.From) / m.Size
	switch { // as in At
	case θ < 0:
		return 0
	case θ > 1:
		return 1
	}
	return θ
}

// Segment says how a problem is a segment of a longer one. The zero value is a problem that is no segment.
type Segment struct {
	Part             bool // the interval may be short
	FromJump, ToJump bool // the beginning or the end is a jump of the right-hand side
	ToLastOutput     bool // what comes after the last output time has no influence
	Observed         bool // steps are observed, and have the bits of such steps, also without output times inside
	// Quad holds the quadratures at the beginning, by block: numbers of the state's type would round what the segments
	// before have added up. Nil means those of the problem.
	Quad [][]float64
}

// Reversed is the segment traversed from its end to its beginning.
func (s Segment) Reversed() Segment {
	s.FromJump, s.ToJump, s.Quad = s.ToJump, s.FromJump, nil
	return s
}

// TimesSeen returns the first and the last time between t0 and t1 that the right-hand side may see, as numbers of the
// state's type. At an end that is a jump of the right-hand side it is the neighbouring number.
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

// Fractions appends the fractions of several times within the step.
func (m Moment) Fractions(θ, times []float64) []float64 {
	for _, t := range times {
		θ = append(θ, m.Fraction(t))
	}
	return θ
}
